// A fetch that goes well, and what surrounds it: the environment of the child, secrets, the log, the sink's own
// failures.
#include "fetch/fetch.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <thread>

#include "base/error.hpp"
#include "recording_sink.hpp"

namespace {

using tilsig::TempFolder;
using tilsig::fetch::FetchEnd;
using tilsig::test::BadFetch;
using tilsig::test::RecordingSink;

void put(const std::filesystem::path& file, const std::string& text) {
    std::ofstream(file, std::ios::binary) << text;
    ::chmod(file.c_str(), 0600);
}

TEST(Fetch, BringsBytesProofAndCursor) {
    BadFetch it("deliver");
    const auto result = it.run();
    ASSERT_EQ(result.end, FetchEnd::delivered) << result.message;
    ASSERT_EQ(it.sink.deliveries.size(), 1U);
    EXPECT_EQ(it.sink.deliveries[0].name, "list.csv");
    EXPECT_EQ(it.sink.deliveries[0].media_type, "text/csv");
    EXPECT_EQ(it.sink.deliveries[0].bytes, "a;b\n1;2\n");
    EXPECT_EQ(it.sink.deliveries[0].proof.kind, "closed");
    EXPECT_EQ(result.cursor, "page 1");
    EXPECT_EQ(result.bytes, 8U);
    EXPECT_GT(result.peak_memory_kib, 0U);
    EXPECT_EQ(it.sink.abandoned, 0);
}

TEST(Fetch, AProofWithALargeGapIsCutAndNoFault) {
    BadFetch it("huge_gap");
    const auto result = it.run();
    ASSERT_EQ(result.end, FetchEnd::delivered) << result.message;
    EXPECT_EQ(it.sink.deliveries.at(0).proof.lacks, std::string(1024, '9'));
}

TEST(Fetch, NothingNewIsAnEndOfItsOwn) {
    BadFetch it("nothing");
    EXPECT_EQ(it.run().end, FetchEnd::nothing_new);
    EXPECT_EQ(it.sink.begun, 0);
    EXPECT_EQ(it.sink.abandoned, 0);
}

TEST(Fetch, RestartForgetsTheFirstTry) {
    BadFetch it("restart");
    const auto result = it.run();
    ASSERT_EQ(result.end, FetchEnd::delivered) << result.message;
    EXPECT_EQ(it.sink.restarted, 1);
    ASSERT_EQ(it.sink.deliveries.size(), 1U);
    EXPECT_EQ(it.sink.deliveries[0].bytes, "a;b\n1;2\n");
    EXPECT_EQ(result.bytes, 8U);
}

TEST(Fetch, AConnectorHearsWhetherAContentIsKnown) {
    BadFetch unknown("known");
    ASSERT_EQ(unknown.run().end, FetchEnd::delivered);
    EXPECT_EQ(unknown.sink.deliveries.at(0).bytes, "asked");
    BadFetch known("known");
    known.sink.knows = std::string(64, 'a');
    const auto result = known.run();
    ASSERT_EQ(result.end, FetchEnd::delivered) << result.message;
    EXPECT_EQ(known.sink.deliveries.at(0).bytes, "");
    EXPECT_EQ(known.sink.deliveries.at(0).proof.kind, "closed");
}

TEST(Fetch, ContentThatIsKnownMayNotBeWrittenAllTheSame) {
    BadFetch it("known_and_written");
    it.sink.knows = std::string(64, 'a');
    const auto result = it.run();
    EXPECT_EQ(result.end, FetchEnd::protocol_error);
    EXPECT_NE(result.message.find("content that is known"), std::string::npos) << result.message;
}

TEST(Fetch, NullTextsAreAbsentTexts) {
    BadFetch it("null_texts");
    const auto result = it.run();
    ASSERT_EQ(result.end, FetchEnd::delivered) << result.message;
    EXPECT_EQ(it.sink.deliveries[0].name, "");
}

TEST(Fetch, OutsideNamesArriveAsBytes) {
    BadFetch it("odd_name");
    ASSERT_EQ(it.run().end, FetchEnd::delivered);
    EXPECT_EQ(it.sink.deliveries[0].name, "../../etc/\n\xFFpasswd");
    EXPECT_EQ(it.sink.deliveries[0].charset, "latin1");
}

TEST(Fetch, LargeDeliveriesPassWhole) {
    BadFetch it("large");
    const auto result = it.run();
    ASSERT_EQ(result.end, FetchEnd::delivered) << result.message;
    EXPECT_EQ(it.sink.deliveries[0].bytes, std::string(200U << 20, 'd'));
}

TEST(Fetch, DeliveryLargerThanItsLimitIsStopped) {
    BadFetch it("large");
    it.source.limits.delivery_bytes = 10U << 20;
    const auto result = it.run();
    EXPECT_EQ(result.end, FetchEnd::over_limit);
    EXPECT_NE(result.message.find("`limits.delivery_bytes` (10485760 bytes)"), std::string::npos) << result.message;
    EXPECT_LE(it.sink.deliveries[0].bytes.size(), 10U << 20);
    EXPECT_EQ(it.sink.abandoned, 1);
}

TEST(Fetch, PrintedTextIsCountedAndThrownAway) {
    const TempFolder folder;
    const std::string path = folder.path() / "log";
    BadFetch it("flood");
    it.log = tilsig::Logger::open(path, tilsig::LogLevel::debug);
    const auto result = it.run();
    ASSERT_EQ(result.end, FetchEnd::delivered) << result.message;
    const std::string log = tilsig::read_file(path);
    EXPECT_NE(log.find("\"event\":\"fetch.noise\""), std::string::npos) << log;
    EXPECT_NE(log.find("\"bytes\":26214400"), std::string::npos) << log;
    EXPECT_EQ(log.find("xxx"), std::string::npos);
}

TEST(Fetch, ChildInheritsNothing) {
    ::setenv("TILSIG_CANARY", "canary-in-environment", 1);
    const tilsig::UniqueFd open_file(
        ::dup(STDERR_FILENO));  // without close-on-exec, as a careless library would leave it
    const TempFolder folder;
    put(folder.path() / "token", "canary-secret-value");
    BadFetch it("surroundings");
    it.source.secrets["token"] = "file:" + (folder.path() / "token").string();
    const auto result = it.run();
    ::unsetenv("TILSIG_CANARY");
    ASSERT_EQ(result.end, FetchEnd::delivered) << result.message;
    const std::string& seen = it.sink.deliveries[0].bytes;
    EXPECT_EQ(seen.find("canary"), std::string::npos);
    const std::string fds = seen.substr(seen.find("FDS\n") + 4, seen.find("STATUS\n") - seen.find("FDS\n") - 4);
    // 0 nothing, 1 and 2 drained, 3 frames, 5 answers; no request, no control socket, no library left open.
    EXPECT_TRUE(fds.starts_with("0 /dev/null\n1 pipe:")) << fds;
    EXPECT_NE(fds.find("\n3 pipe:"), std::string::npos) << fds;
    EXPECT_NE(fds.find("\n5 socket:"), std::string::npos) << fds;
    EXPECT_EQ(std::count(fds.begin(), fds.end(), '\n'), 5) << fds;
    EXPECT_NE(seen.find("NoNewPrivs:\t1"), std::string::npos);
    EXPECT_NE(seen.find("Max core file size        0                    0"), std::string::npos);
    EXPECT_NE(seen.find("Max file size             0                    0"), std::string::npos);
    EXPECT_NE(seen.find("Max open files            64                   64"), std::string::npos);
}

TEST(Fetch, SecretsStayOutOfMessagesAndLog) {
    const TempFolder folder;
    const std::string path = folder.path() / "log";
    put(folder.path() / "token", "canary-secret-value");
    BadFetch it("tell_secret");
    it.source.secrets["token"] = "file:" + (folder.path() / "token").string();
    it.log = tilsig::Logger::open(path, tilsig::LogLevel::debug);
    const auto result = it.run();
    EXPECT_EQ(result.end, FetchEnd::refused);
    EXPECT_EQ(result.message, "login with *** failed");
    const std::string log = tilsig::read_file(path);
    EXPECT_EQ(log.find("canary"), std::string::npos) << log;
    EXPECT_NE(log.find("\"connector_event\":\"secret\""), std::string::npos) << log;
}

TEST(Fetch, HostileLogTextStaysOnOneLine) {
    const TempFolder folder;
    const std::string path = folder.path() / "log";
    BadFetch it("not_utf8");
    it.log = tilsig::Logger::open(path, tilsig::LogLevel::warn);
    EXPECT_EQ(it.run().end, FetchEnd::bad_source);
    const std::string log = tilsig::read_file(path);
    EXPECT_EQ(std::count(log.begin(), log.end(), '\n'), 1) << log;
    EXPECT_EQ(log.find('\x1b'), std::string::npos);
}

TEST(Fetch, LogFloodIsCut) {
    const TempFolder folder;
    const std::string path = folder.path() / "log";
    BadFetch it("huge_message");
    it.log = tilsig::Logger::open(path, tilsig::LogLevel::info);
    const auto result = it.run();
    EXPECT_LE(result.message.size(), 4096U);
    EXPECT_LT(tilsig::read_file(path).size(), 400U * 1024);
    EXPECT_NE(tilsig::read_file(path).find("\"dropped\":800"), std::string::npos);
}

TEST(Fetch, SinkFailureReachesTheCallerAndLeavesNoProcess) {
    BadFetch it("large");
    it.sink.throws = true;
    EXPECT_THROW(it.run(), std::runtime_error);
    EXPECT_EQ(it.sink.abandoned, 1);
    EXPECT_EQ(tilsig::test::processes_named(it.mark), 0);
    EXPECT_EQ(tilsig::test::own_children(), "");
}

TEST(Fetch, MissingProgramIsAnErrorWithARemedy) {
    BadFetch it("deliver");
    it.request.program = "/nowhere/tilsig-fetch";
    try {
        it.run();
        FAIL();
    } catch (const tilsig::Error& error) {
        EXPECT_EQ(error.kind(), tilsig::ErrorKind::storage);
        EXPECT_NE(error.remedy_text(), "");
    }
}

TEST(Fetch, AcknowledgeGetsTheCursorAndMayNotDeliver) {
    BadFetch good("nothing");
    good.request.acknowledge = true;
    good.request.cursor = "page 1";
    EXPECT_EQ(good.run().end, FetchEnd::delivered);
    BadFetch bad("deliver");
    bad.request.acknowledge = true;
    bad.request.cursor = "page 1";
    EXPECT_EQ(bad.run().end, FetchEnd::protocol_error);
    EXPECT_EQ(bad.sink.begun, 0);
}

TEST(Fetch, ThreadsDoNotDisturbEachOther) {
    std::vector<std::thread> threads;
    std::array<FetchEnd, 8> ends{};
    std::vector<std::unique_ptr<BadFetch>> fetches;
    for (std::size_t i = 0; i < ends.size(); ++i)
        fetches.push_back(std::make_unique<BadFetch>(i % 2 == 0 ? "deliver" : "fork"));
    for (std::size_t i = 0; i < ends.size(); ++i) threads.emplace_back([&, i] { ends[i] = fetches[i]->run().end; });
    for (auto& thread : threads) thread.join();
    for (std::size_t i = 0; i < ends.size(); ++i)
        EXPECT_EQ(ends[i], i % 2 == 0 ? FetchEnd::delivered : FetchEnd::protocol_error);
    EXPECT_EQ(tilsig::test::own_children(), "");
}

TEST(Fetch, ProcessesEndWhenTheWorkerIsKilled) {
    BadFetch it("hang_deaf");
    it.source.limits.deadline = std::chrono::seconds(60);
    const pid_t worker = ::fork();
    ASSERT_GE(worker, 0);
    if (worker == 0) {
        static_cast<void>(it.run());
        ::_exit(0);
    }
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    const auto reached = [&](const auto& wanted) {
        while (!wanted(tilsig::test::processes_named(it.mark))) {
            if (std::chrono::steady_clock::now() > until) return false;
            std::this_thread::yield();
        }
        return true;
    };
    EXPECT_TRUE(reached([](int count) { return count >= 2; })) << "the connector and its grandchild";
    ::kill(worker, SIGKILL);
    ::waitpid(worker, nullptr, 0);
    EXPECT_TRUE(reached([](int count) { return count == 0; }));
}

TEST(CheckSource, TellsAllMistakesWithoutNetwork) {
    const auto log = tilsig::Logger::silent();
    const std::filesystem::path program = TILSIG_BINARY_DIR "/lib/tilsig/tilsig-fetch";
    const std::filesystem::path library = BAD_CONNECTORS "/bad.so";
    EXPECT_EQ(tilsig::fetch::check_source(program, library, {{"act", "deliver"}}, log), std::vector<std::string>{});
    const std::vector<std::string> expected{"option akt: connector bad has no such option; did you mean act?",
                                            "option act: first mistake", "option mark: second mistake"};
    EXPECT_EQ(tilsig::fetch::check_source(program, library, {{"act", "check_two"}, {"akt", "x"}}, log), expected);
    EXPECT_EQ(tilsig::fetch::check_source(program, library, {{"act", "check_crashes"}}, log).size(), 1U);
    EXPECT_EQ(tilsig::fetch::check_source(program, BAD_CONNECTORS "/missing.so", {}, log).size(), 1U);
}

TEST(DescribeConnector, SaysNameCapabilitiesAndOptions) {
    const auto log = tilsig::Logger::silent();
    const std::filesystem::path program = TILSIG_BINARY_DIR "/lib/tilsig/tilsig-fetch";
    const auto said = tilsig::fetch::describe_connector(program, BAD_CONNECTORS "/bad.so", log);
    EXPECT_EQ(said.name, "bad");
    EXPECT_FALSE(said.uses_http);
    EXPECT_TRUE(said.acknowledges);
    EXPECT_FALSE(said.surveys);
    EXPECT_EQ(said.options, (std::vector<std::string>{"act", "mark"}));
    EXPECT_THROW(static_cast<void>(tilsig::fetch::describe_connector(program, BAD_CONNECTORS "/wrong_abi.so", log)),
                 tilsig::Error);
}

TEST(Survey, OfAConnectorThatWasBuiltBeforeThereWereAnyIsRefusedWithTheRemedy) {
    class Silent final : public tilsig::fetch::SurveySink {
        std::optional<std::string> cursor_of(const std::string&, const std::string&) override { return {}; }
        void lies(const tilsig::fetch::Lying&) override { ADD_FAILURE(); }
    } sink;
    tilsig::catalog::Source source;
    source.options = {{"act", "deliver"}};
    tilsig::fetch::FetchRequest request;
    request.program = TILSIG_BINARY_DIR "/lib/tilsig/tilsig-fetch";
    request.connector = BAD_CONNECTORS "/bad.so";
    request.source = &source;
    request.unit = {"bad.feed", "bad", "2026"};
    const auto result = tilsig::fetch::run_survey(request, sink, tilsig::Logger::silent());
    EXPECT_EQ(result.end, tilsig::fetch::FetchEnd::refused);
    EXPECT_NE(result.message.find("cannot tell what lies at its source; take `look_back` out"), std::string::npos)
        << result.message;
}

TEST(ReadLocal, DeliversTheFileWithItsNameAndProof) {
    const TempFolder folder;
    put(folder.path() / "pop 2026.csv", "a;b\n");
    RecordingSink sink;
    tilsig::fetch::read_local(folder.path() / "pop 2026.csv", 100, sink);
    ASSERT_EQ(sink.deliveries.size(), 1U);
    EXPECT_EQ(sink.deliveries[0].name, "pop 2026.csv");
    EXPECT_EQ(sink.deliveries[0].bytes, "a;b\n");
    EXPECT_EQ(sink.deliveries[0].proof.kind, "local-file");
}

TEST(ReadLocal, RefusesWhatIsNoFile) {
    const TempFolder folder;
    RecordingSink sink;
    ASSERT_EQ(::mkfifo((folder.path() / "pipe").c_str(), 0600), 0);
    EXPECT_THROW(tilsig::fetch::read_local(folder.path() / "pipe", 100, sink), tilsig::Error);
    EXPECT_THROW(tilsig::fetch::read_local(folder.path(), 100, sink), tilsig::Error);
    EXPECT_THROW(tilsig::fetch::read_local(folder.path() / "absent", 100, sink), tilsig::Error);
    EXPECT_EQ(sink.begun, 0);
}

TEST(ReadLocal, RefusesMoreThanASourceMayDeliverBeforeItReads) {
    const TempFolder folder;
    RecordingSink sink;
    put(folder.path() / "sparse.csv", "a;b\n");
    std::filesystem::resize_file(folder.path() / "sparse.csv", 1ULL << 40);
    EXPECT_THROW(tilsig::fetch::read_local(folder.path() / "sparse.csv", 1ULL << 20, sink), tilsig::Error);
    EXPECT_EQ(sink.begun, 0);
    put(folder.path() / "whole.csv", "a;b\n");
    tilsig::fetch::read_local(folder.path() / "whole.csv", 4, sink);
    EXPECT_EQ(sink.begun, 1) << "the limit itself is allowed";
}

TEST(ReadLocal, FileThatChangesUnderneathIsAbandoned) {
    struct Appending final : tilsig::fetch::DeliverySink {
        std::filesystem::path file;
        bool abandoned = false, ended = false, appended = false;
        void begin(std::string_view, std::string_view, std::string_view) override {}
        void write(std::string_view) override {
            if (!std::exchange(appended, true)) std::ofstream(file, std::ios::app) << "more";
        }
        void end(const tilsig::model::Proof&) override { ended = true; }
        void abandon() noexcept override { abandoned = true; }
    };
    const TempFolder folder;
    Appending sink;
    sink.file = folder.path() / "growing.csv";
    put(sink.file, "a;b\n");
    EXPECT_THROW(tilsig::fetch::read_local(sink.file, 100, sink), tilsig::Error);
    EXPECT_TRUE(sink.abandoned);
    EXPECT_FALSE(sink.ended);
}

}  // namespace
