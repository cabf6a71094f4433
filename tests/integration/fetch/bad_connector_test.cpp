// A connector that crashes, hangs, leaks, forks or lies costs one fetch: the reason is stored, the sink hears of it,
// and no process is left.
#include <gtest/gtest.h>
#include <unistd.h>

#include "plugin/child_limits.hpp"
#include "recording_sink.hpp"

namespace {

using tilsig::fetch::FetchEnd;
using tilsig::test::BadFetch;

struct Case {
    const char* act;
    FetchEnd end;
    const char* reason;  ///< part of the message
    const char* library = "bad";
};

std::ostream& operator<<(std::ostream& out, const Case& it) { return out << it.library << "/" << it.act; }

class BadConnector : public testing::TestWithParam<Case> {};

TEST_P(BadConnector, CostsOneFetch) {
    const Case& expected = GetParam();
    BadFetch bad(expected.act, expected.library);
    const auto result = bad.run();
    EXPECT_EQ(to_string(result.end), std::string(to_string(expected.end))) << result.message;
    EXPECT_NE(result.message.find(expected.reason), std::string::npos) << result.message;
    EXPECT_FALSE(result.cursor) << "a failed fetch must not move the cursor";
    EXPECT_EQ(bad.sink.abandoned, bad.sink.begun > 0 ? 1 : 0);
    EXPECT_EQ(tilsig::test::processes_named(bad.mark), 0);
    EXPECT_EQ(tilsig::test::own_children(), "");

    // The next fetch is as if nothing had been.
    BadFetch good("deliver");
    const auto after = good.run();
    EXPECT_EQ(after.end, FetchEnd::delivered) << after.message;
    ASSERT_EQ(good.sink.deliveries.size(), 1U);
    EXPECT_EQ(good.sink.deliveries[0].bytes, "a;b\n1;2\n");
}

const Case loading[] = {
    {"deliver", FetchEnd::refused, "cannot be loaded", "missing"},
    {"deliver", FetchEnd::refused, "wrong magic number", "wrong_magic"},
    {"deliver", FetchEnd::refused, "built for ABI 77, this tilsig speaks ABI 4; rebuild", "wrong_abi"},
    {"deliver", FetchEnd::refused, "descriptor has 24 bytes", "short_descriptor"},
    {"deliver", FetchEnd::refused, "its name is not", "odd_name"},
    {"deliver", FetchEnd::refused, "calls itself bad; name the file bad.so", "other_name"},
    {"deliver", FetchEnd::refused, "required entry", "no_fetch"},
    {"deliver", FetchEnd::refused, "exports no tilsig_connector_v1", "no_descriptor"},
    {"deliver", FetchEnd::refused, "tilsig_no_such_function", "unresolved"},
    {"deliver", FetchEnd::crashed, "SIGABRT", "crash_on_load"},
};
const Case dying[] = {
    {"throw_error", FetchEnd::crashed, "an exception crossed"},
    {"throw_int", FetchEnd::crashed, "an exception crossed"},
    {"segfault", FetchEnd::crashed, "SIGSEGV"},
    {"abort", FetchEnd::crashed, "SIGABRT"},
    {"exit_0", FetchEnd::crashed, "without a result"},
    {"exit_0_delivered", FetchEnd::crashed, "without a result"},
    {"exit_9", FetchEnd::crashed, "exit code 9"},
    {"_exit_open", FetchEnd::crashed, "without a result"},
    {"close_crashes", FetchEnd::crashed, "SIGSEGV"},
    {"close_fds", FetchEnd::crashed, "exit code 1"},
    {"kill_guard", FetchEnd::crashed, "guard"},
    {"fork_then_crash", FetchEnd::crashed, "SIGABRT"},
};
const Case lying[] = {
    {"fork", FetchEnd::protocol_error, "left 1 process"},
    {"fork_many", FetchEnd::protocol_error, "left 40 process"},
    {"garbage", FetchEnd::protocol_error, "no frames"},
    {"huge_frame", FetchEnd::protocol_error, "no frames"},
    {"partial_frame", FetchEnd::protocol_error, "no frames"},
    {"forged_result", FetchEnd::protocol_error, "without a whole delivery"},
    {"no_end", FetchEnd::protocol_error, "not ended"},
    {"end_twice", FetchEnd::protocol_error, "delivery_end without"},
    {"begin_twice", FetchEnd::protocol_error, "while a delivery is open"},
    {"write_outside", FetchEnd::protocol_error, "without delivery_begin"},
    {"claim", FetchEnd::protocol_error, "success without a delivery"},
    {"nothing_after_delivery", FetchEnd::protocol_error, "after a delivery"},
    {"unknown_status", FetchEnd::protocol_error, "status that does not exist"},
    {"no_proof", FetchEnd::protocol_error, "without a kind of proof"},
    {"null_proof", FetchEnd::protocol_error, "without a proof of this ABI"},
    {"unprintable_gap", FetchEnd::protocol_error, "parts are not printable"},
    {"known_too_late", FetchEnd::protocol_error, "right after delivery_begin"},
    {"known_without_begin", FetchEnd::protocol_error, "right after delivery_begin"},
    {"known_by_no_hash", FetchEnd::protocol_error, "64 hexadecimal digits"},
    {"null_bytes", FetchEnd::protocol_error, "null pointer"},
    {"huge_size", FetchEnd::protocol_error, "more bytes than"},
    {"huge_name", FetchEnd::protocol_error, "more than 4096 bytes"},
    {"bad_cursor", FetchEnd::protocol_error, "not UTF-8"},
    {"no_http", FetchEnd::protocol_error, "TILSIG_CAN_HTTP"},
};
const Case honest[] = {
    {"open_fails", FetchEnd::retry_later, "cannot open"},
    {"later", FetchEnd::retry_later, "the server is tired"},
    {"huge_message", FetchEnd::refused, "mmm"},
    {"not_utf8", FetchEnd::bad_source, "bad ?( and ?[2J and?break #"},
    {"check_two", FetchEnd::refused, "first mistake; option mark: second mistake"},
    {"failure", FetchEnd::bad_source, "line 7: truncated", "throwing"},
    {"unexpected", FetchEnd::crashed, "vector out of range", "throwing"},
    {"number", FetchEnd::crashed, "unknown type", "throwing"},
    {"memory", FetchEnd::over_limit, "out of memory", "throwing"},
    {"constructor", FetchEnd::retry_later, "not today", "throwing"},
    {"", FetchEnd::refused, "option act: is missing", "throwing"},
    {"two_ends", FetchEnd::protocol_error, "delivery_end without", "throwing"},
};
INSTANTIATE_TEST_SUITE_P(Loading, BadConnector, testing::ValuesIn(loading));
INSTANTIATE_TEST_SUITE_P(Dying, BadConnector, testing::ValuesIn(dying));
INSTANTIATE_TEST_SUITE_P(Lying, BadConnector, testing::ValuesIn(lying));
INSTANTIATE_TEST_SUITE_P(Honest, BadConnector, testing::ValuesIn(honest));

struct LimitCase {
    const char* act;
    FetchEnd end;
    const char* reason;
    int deadline, cpu;
};
std::ostream& operator<<(std::ostream& out, const LimitCase& it) { return out << it.act; }
class OverLimit : public testing::TestWithParam<LimitCase> {};

TEST_P(OverLimit, IsStopped) {
    const LimitCase& expected = GetParam();
    if (std::string(expected.act).starts_with("leak") && !tilsig::plugin::memory_limit_works()) {
        GTEST_SKIP() << "sanitizers reserve terabytes of address space; there is no memory limit in this build";
    }
    BadFetch bad(expected.act);
    bad.source.limits.deadline = std::chrono::seconds(expected.deadline);
    bad.source.limits.cpu = std::chrono::seconds(expected.cpu);
    bad.source.limits.memory = 128U << 20;
    const auto started = std::chrono::steady_clock::now();
    const auto result = bad.run();
    EXPECT_EQ(to_string(result.end), std::string(to_string(expected.end))) << result.message;
    EXPECT_NE(result.message.find(expected.reason), std::string::npos) << result.message;
    // Far beyond every limit of the table, also on a machine whose cores are taken: what is not stopped runs for ever.
    EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(60));
    EXPECT_LT(result.peak_memory_kib, 140U << 10);
    EXPECT_EQ(bad.sink.abandoned, bad.sink.begun > 0 ? 1 : 0);
    EXPECT_EQ(tilsig::test::processes_named(bad.mark), 0);
    EXPECT_EQ(tilsig::test::own_children(), "");
}

const LimitCase limits[] = {
    {"hang", FetchEnd::timed_out, "`limits.deadline` (1 s)", 1, 5},
    {"hang_deaf", FetchEnd::timed_out, "`limits.deadline` (1 s)", 1, 5},
    {"deadlock", FetchEnd::timed_out, "`limits.deadline` (1 s)", 1, 5},
    {"freeze_guard", FetchEnd::timed_out, "`limits.deadline` (1 s)", 1, 5},
    {"busy", FetchEnd::over_limit, "`limits.cpu` (1 s)", 30, 1},
    {"busy_deaf", FetchEnd::over_limit, "`limits.cpu` (1 s)", 30, 1},
    {"leak", FetchEnd::over_limit, "out of memory", 30, 20},
    {"leak_malloc", FetchEnd::crashed, "SIGSEGV", 30, 20},
    {"write_file", FetchEnd::over_limit, "writes no files", 30, 20},
};
INSTANTIATE_TEST_SUITE_P(Limits, OverLimit, testing::ValuesIn(limits));

}  // namespace
