// The night's side of a worker that is not what it should be: played by a shell that has the channel as descriptor 3.
#include "night/worker.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "process/pipes.hpp"
#include "process/poll_loop.hpp"

namespace tilsig::night {
namespace {

const model::UnitName unit{"ssb.county", "ssb", "2026"};

/// A worker that takes its request and then does what the script says; it may read `$1`, a file.
struct Played {
    explicit Played(const std::string& script, const std::string& answer = "") {
        write_file_durably(folder.path() / "answer", answer);
        worker = std::make_unique<WorkerProcess>(std::vector<std::string>{
            "/bin/sh", "-c", "head -c 1 <&3 >/dev/null; " + script, "worker", folder.path() / "answer"});
        worker->send({unit, 7, ""});
    }

    /// Waits until the worker says something, or is gone.
    std::optional<answers::UnitAnswer> turn() {
        std::optional<answers::UnitAnswer> result;
        process::PollLoop loop;
        loop.watch(worker->fd(), [&] { result = worker->receive(); });
        EXPECT_TRUE(loop.turn(std::chrono::steady_clock::now() + std::chrono::seconds(10)));
        return result;
    }

    /// The next answer, or the loss of the worker.
    std::optional<answers::UnitAnswer> answer() {
        std::optional<answers::UnitAnswer> result;
        while (!result && !worker->lost()) result = turn();
        return result;
    }

    TempFolder folder;
    std::unique_ptr<WorkerProcess> worker;
};

/// The bytes of an answer, as a worker would write them.
std::string written(const answers::UnitAnswer& result) {
    const TempFolder folder;
    const auto path = folder.path() / "frame";
    const UniqueFd file = process::output_file(path);
    process::FrameWriter writer(file.get(), worker_rules);
    EXPECT_TRUE(writer.texts(WorkerFrame::answer, {encode(result)}));
    return read_file(path);
}

answers::UnitAnswer full_result() {
    answers::UnitAnswer result;
    result.unit = unit;
    result.outcome = model::Outcome::held;
    result.code = model::ExitCode::held;
    result.message = "æøå \"quoted\"\n";
    result.error_kind = ErrorKind::transport;
    result.error_code = "unreachable";
    result.run_id = 12;
    result.retryable = true;
    return result;
}

TEST(Worker, AnAnswerArrivesWithAllItsFields) {
    Played it("cat \"$1\" >&3", written(full_result()));
    const auto got = it.answer();
    ASSERT_TRUE(got);
    EXPECT_EQ(encode(*got), encode(full_result()));
    EXPECT_EQ(got->outcome, model::Outcome::held);
    EXPECT_EQ(got->code, model::ExitCode::held);
    EXPECT_FALSE(it.worker->busy_with());
}

TEST(Worker, ThatDiesIsLostAndSaysHow) {
    const std::vector<std::pair<std::string, std::string>> ends{{"exit 1", "ended with exit code 1"},
                                                                {"kill -9 $$", "ended with signal 9 (SIGKILL)"}};
    for (const auto& [script, words] : ends) {
        Played it(script);
        EXPECT_FALSE(it.answer());
        EXPECT_EQ(it.worker->conclude(), words);
        EXPECT_EQ(it.worker->busy_with(), unit) << "the unit it costs";
    }
}

TEST(Worker, ThatTalksNonsenseIsStopped) {
    auto other = full_result();
    other.unit.sender = "k0301";
    auto damaged = written(full_result());
    damaged[20] = '}';
    const std::vector<std::pair<std::string, std::string>> nonsense{
        {"echo '{\"unit\": {}}' >&3; exec sleep 30", ""},  // what is printed where it should speak
        {"yes >&3", ""},
        {"cat \"$1\" >&3; exec sleep 30", damaged},
        {"cat \"$1\" >&3; exec sleep 30", written(other)}};  // an answer, but not about this unit
    for (const auto& [script, answer] : nonsense) {
        Played it(script, answer);
        EXPECT_FALSE(it.answer()) << script;
        EXPECT_EQ(it.worker->conclude(), "gave an answer that cannot be read, and was stopped");
        EXPECT_EQ(it.worker->busy_with(), unit);
    }
}

TEST(Worker, HalfAnAnswerIsNotWaitedFor) {
    const std::string whole = written(full_result());
    Played it("cat \"$1\" >&3; exec sleep 30", whole.substr(0, whole.size() / 2));
    EXPECT_FALSE(it.turn());
    EXPECT_FALSE(it.worker->lost()) << "the rest may come";
    it.worker->kill();
    EXPECT_FALSE(it.answer());
    EXPECT_EQ(it.worker->conclude(), "ended with signal 9 (SIGKILL)");
}

TEST(Worker, ThatClosesItsChannelAndGoesOnIsStopped) {
    Played it("exec 3>&-; trap '' TERM; while :; do sleep 0.1; done");
    EXPECT_FALSE(it.answer());
    EXPECT_EQ(it.worker->conclude(std::chrono::milliseconds(50)), "fell silent, and was stopped");
}

TEST(Worker, ThatCannotBeStartedIsNamed) {
    try {
        const WorkerProcess worker({"/nowhere/tilsig", "worker"});
        FAIL();
    } catch (const Error& error) {
        EXPECT_NE(error.message().find("the program /nowhere/tilsig cannot be started"), std::string::npos);
    }
}

TEST(WorkerMessages, LongTextsAreCutToFitAFrame) {
    auto result = full_result();
    result.message = result.cause = result.kept = result.note = std::string(500'000, '\x01');
    EXPECT_LT(encode(result).size(), *worker_rules.most(static_cast<std::uint8_t>(WorkerFrame::answer)));
    result.message = "\xFF";
    EXPECT_NE(encode(result).find("\xEF\xBF\xBD"), std::string::npos) << "no UTF-8, and no exception";
}

}  // namespace
}  // namespace tilsig::night
