// The worker's judgement: what a child that no longer keeps its own rules can say, and what becomes of it.
#include "fetch/fetch_session.hpp"

#include <gtest/gtest.h>

#include <csignal>

#include "base/error.hpp"
#include "fetch/process_end.hpp"
#include "spi/abi.h"

namespace {

using tilsig::fetch::FetchEnd;
using tilsig::plugin::FrameType;
using tilsig::process::Frame;

struct CountingSink final : tilsig::fetch::DeliverySink {
    int begun = 0, ended = 0, abandoned = 0;
    std::string bytes, asked;
    bool knows = true;
    bool known(const std::string& sha256) override {
        asked = sha256;
        return knows;
    }
    void begin(std::string_view, std::string_view, std::string_view) override { ++begun; }
    void write(std::string_view piece) override { bytes += piece; }
    void end(const tilsig::model::Proof&) override { ++ended; }
    void abandon() noexcept override { ++abandoned; }
};

struct CountingSurvey final : tilsig::fetch::SurveySink {
    std::vector<std::string> asked, told;
    std::optional<std::string> cursor;
    std::optional<std::string> cursor_of(const std::string& sender, const std::string& period) override {
        asked.push_back(sender + " " + period);
        return cursor;
    }
    void lies(const tilsig::fetch::Lying& lying) override {
        told.push_back(lying.sender + " " + lying.period + " " + lying.what + (lying.kept ? " kept" : ""));
    }
};

class Session : public testing::Test {
protected:
    Session() { good.report = tilsig::process::GuardReport{}; }

    bool say(FrameType type, const std::vector<std::string>& texts) {
        std::string payload;
        for (const auto& text : texts) {
            for (unsigned i = 0; i < 4; ++i) payload += static_cast<char>((text.size() >> (8 * i)) & 0xFF);
            payload += text;
        }
        return session.take(Frame{static_cast<std::uint8_t>(type), payload});
    }
    bool begin() { return say(FrameType::begin, {"n", "t", "c"}); }
    bool bytes(std::string_view text) { return session.take(Frame{static_cast<std::uint8_t>(FrameType::bytes), text}); }
    bool known() { return say(FrameType::known, {hash}); }
    bool end() { return say(FrameType::end, {"proof", "", "", ""}); }
    bool result(int status) { return say(FrameType::result, {std::to_string(status), "-1", "said"}); }

    const std::string hash = std::string(64, 'a');
    tilsig::plugin::ChildRequest request;
    CountingSink sink;
    CountingSurvey survey;
    tilsig::fetch::FetchSession session{request, &sink, tilsig::Logger::silent(), &survey};
    tilsig::fetch::ChildEnd good;
};

TEST_F(Session, GoodFetchIsDelivered) {
    EXPECT_TRUE(begin() && bytes("abc") && end() && say(FrameType::cursor, {"c1"}) && result(TILSIG_OK));
    const auto fetched = session.conclude(good);
    EXPECT_EQ(fetched.end, FetchEnd::delivered);
    EXPECT_EQ(fetched.cursor, "c1");
    EXPECT_EQ(sink.abandoned, 0);
}

TEST_F(Session, ExitWithoutResultIsACrashWhateverWasDelivered) {
    EXPECT_TRUE(begin() && bytes("abc") && end() && say(FrameType::cursor, {"c1"}));
    const auto fetched = session.conclude(good);
    EXPECT_EQ(fetched.end, FetchEnd::crashed);
    EXPECT_EQ(fetched.cursor, std::nullopt);
    EXPECT_EQ(sink.abandoned, 1);
}

TEST_F(Session, ResultWithoutNormalExitIsACrash) {
    EXPECT_TRUE(begin() && end() && result(TILSIG_OK));
    good.report->wait_status = SIGSEGV;
    const auto fetched = session.conclude(good);
    EXPECT_EQ(fetched.end, FetchEnd::crashed);
    EXPECT_NE(fetched.message.find("SIGSEGV; it had said: said"), std::string::npos) << fetched.message;
    EXPECT_EQ(sink.abandoned, 1);
}

TEST_F(Session, GuardThatWasKilledIsACrash) {
    EXPECT_TRUE(begin() && end() && result(TILSIG_OK));
    good.report.reset();
    EXPECT_EQ(session.conclude(good).end, FetchEnd::crashed);
}

TEST_F(Session, SuccessNeedsAWholeDelivery) {
    EXPECT_TRUE(result(TILSIG_OK));
    EXPECT_EQ(session.conclude(good).end, FetchEnd::protocol_error);
}

TEST_F(Session, SuccessWithAnOpenDeliveryIsALie) {
    EXPECT_TRUE(begin() && end() && begin() && result(TILSIG_OK));
    EXPECT_EQ(session.conclude(good).end, FetchEnd::protocol_error);
    EXPECT_EQ(sink.abandoned, 1);
}

TEST_F(Session, NothingNewAfterADeliveryIsALie) {
    EXPECT_TRUE(begin() && end() && result(TILSIG_NOTHING_NEW));
    EXPECT_EQ(session.conclude(good).end, FetchEnd::protocol_error);
}

TEST_F(Session, RefusesWrongOrder) {
    EXPECT_FALSE(bytes("x"));
    EXPECT_FALSE(end());
    EXPECT_TRUE(begin());
    EXPECT_FALSE(begin());
    EXPECT_EQ(session.conclude(good).message, "bytes outside of a delivery") << "the first mistake is the reason";
}

TEST_F(Session, AskedAboutAContentItAnswersOnceWhatTheSinkSays) {
    EXPECT_EQ(session.take_answer(), std::nullopt);
    EXPECT_TRUE(begin() && known());
    EXPECT_EQ(sink.asked, hash);
    EXPECT_EQ(session.take_answer(), "1");
    EXPECT_EQ(session.take_answer(), std::nullopt);
    sink.knows = false;
    EXPECT_TRUE(end() && begin() && known());
    EXPECT_EQ(session.take_answer(), "0");
    EXPECT_TRUE(bytes("abc") && end() && result(TILSIG_OK));
    EXPECT_EQ(session.conclude(good).end, FetchEnd::delivered);
    EXPECT_EQ(sink.bytes, "abc");
}

TEST_F(Session, ASurveyAsksForCursorsAndTellsWhatLies) {
    request.mode = tilsig::plugin::ChildMode::survey;
    EXPECT_TRUE(say(FrameType::cursor_of, {"k0301", "2026-09"}));
    EXPECT_EQ(session.take_answer(), "0");
    survey.cursor = "c1";
    EXPECT_TRUE(say(FrameType::cursor_of, {"k0301", "2026-10"}));
    EXPECT_EQ(session.take_answer(), "1c1");
    EXPECT_TRUE(say(FrameType::lies, {"k0301", "2026-10", "\"a 01018112345.csv\"", "0"}));
    EXPECT_TRUE(say(FrameType::lies, {"k0301", "2025-10", "b", "1"}) && result(TILSIG_OK));
    EXPECT_EQ(session.conclude(good).end, FetchEnd::delivered);
    EXPECT_EQ(survey.asked, (std::vector<std::string>{"k0301 2026-09", "k0301 2026-10"}));
    EXPECT_EQ(survey.told, (std::vector<std::string>{"k0301 2026-10 \"a #.csv\"", "k0301 2025-10 b kept"}))
        << "names pass the redactor";
}

TEST_F(Session, NoSurveyIsTakenFromAFetchAndNoDeliveryFromASurvey) {
    EXPECT_FALSE(say(FrameType::lies, {"k0301", "2026-10", "a", "0"}));
    EXPECT_EQ(session.conclude(good).message, "a survey where none was asked for");
    EXPECT_TRUE(survey.told.empty());
    request.mode = tilsig::plugin::ChildMode::survey;
    tilsig::fetch::FetchSession other(request, nullptr, tilsig::Logger::silent(), &survey);
    EXPECT_FALSE(other.take(Frame{static_cast<std::uint8_t>(FrameType::restart), ""}));
    EXPECT_EQ(other.conclude(good).end, FetchEnd::protocol_error);
}

TEST_F(Session, ASurveyThatSpeaksOfNoUnitOrOfTooManyIsRefused) {
    request.mode = tilsig::plugin::ChildMode::survey;
    EXPECT_FALSE(say(FrameType::lies, {std::string(65, 'k'), "2026-10", "a", "0"}));
    EXPECT_EQ(session.conclude(good).end, FetchEnd::protocol_error);
    tilsig::fetch::FetchSession other(request, nullptr, tilsig::Logger::silent(), &survey);
    const std::string frame(
        "\1\0\0\0k\4\0\0\0"
        "2026\1\0\0\0a\1\0\0\0"
        "0",
        23);
    std::size_t taken = 0;
    while (other.take(Frame{static_cast<std::uint8_t>(FrameType::lies), frame})) ++taken;
    EXPECT_EQ(taken, tilsig::plugin::max_lying);
}

TEST_F(Session, RefusesBytesOfAContentThatIsKnown) {
    EXPECT_TRUE(begin() && known());
    EXPECT_FALSE(bytes("abc"));
    EXPECT_EQ(session.conclude(good).message, "bytes of a delivery whose content is known");
    EXPECT_EQ(sink.bytes, "");
}

TEST_F(Session, AContentHashBelongsAtTheBeginningOfADelivery) {
    EXPECT_FALSE(known());
    EXPECT_TRUE(begin() && bytes("abc"));
    EXPECT_FALSE(known());
    EXPECT_TRUE(end() && begin() && known());
    EXPECT_FALSE(known()) << "a second one";
    EXPECT_TRUE(say(FrameType::restart, {}) && begin());
    EXPECT_FALSE(say(FrameType::known, {"../landing.key"}));
    EXPECT_EQ(sink.asked, hash);
}

TEST_F(Session, RefusesFramesAfterTheResult) {
    EXPECT_TRUE(result(TILSIG_NOTHING_NEW));
    EXPECT_FALSE(begin());
    EXPECT_EQ(session.conclude(good).end, FetchEnd::protocol_error);
    EXPECT_EQ(sink.begun, 0);
}

TEST_F(Session, RefusesDamagedFrames) {
    EXPECT_FALSE(say(FrameType::begin, {"only one"}));
    EXPECT_FALSE(say(FrameType::result, {"zero", "-1", ""}));
    EXPECT_FALSE(say(FrameType::result, {"99999999999999", "-1", ""}));
    EXPECT_FALSE(say(FrameType::cursor, {""}));
    EXPECT_FALSE(say(FrameType::cursor, {"\xFF"}));
    EXPECT_FALSE(session.take(Frame{static_cast<std::uint8_t>(FrameType::log), "\xFF\xFF"}));
    EXPECT_EQ(session.conclude(good).end, FetchEnd::protocol_error);
}

TEST_F(Session, CountsEachDeliveryAgainstItsLimit) {
    request.limits.delivery_bytes = 4;
    EXPECT_TRUE(begin() && bytes("abcd") && end() && begin() && bytes("abcd"));
    EXPECT_FALSE(bytes("e"));
    EXPECT_EQ(session.conclude(good).end, FetchEnd::over_limit);
    EXPECT_EQ(sink.bytes, "abcdabcd");
}

TEST_F(Session, DeadlineWinsOverWhatTheChildSaid) {
    EXPECT_TRUE(begin() && end() && result(TILSIG_OK));
    good.timed_out = true;
    EXPECT_EQ(session.conclude(good).end, FetchEnd::timed_out);
}

TEST_F(Session, ProcessesLeftBehindSpoilTheFetch) {
    EXPECT_TRUE(begin() && end() && result(TILSIG_OK));
    good.report->left_behind = 2;
    EXPECT_EQ(session.conclude(good).end, FetchEnd::protocol_error);
}

TEST(ExplainEnd, TellsLimitsFromCrashes) {
    tilsig::plugin::ChildLimits limits;
    limits.cpu = std::chrono::seconds(2);
    const auto explain = [&](int wait_status, std::int64_t cpu_microseconds) {
        return tilsig::fetch::explain_end(tilsig::process::ProcessEnd(wait_status), cpu_microseconds, limits);
    };
    EXPECT_FALSE(explain(0, 0));
    EXPECT_EQ(explain(9 << 8, 0)->end, FetchEnd::crashed);
    EXPECT_EQ(explain(SIGXCPU, 0)->end, FetchEnd::over_limit);
    EXPECT_EQ(explain(SIGXFSZ, 0)->end, FetchEnd::over_limit);
    EXPECT_EQ(explain(SIGKILL, 3000000)->end, FetchEnd::over_limit);
    EXPECT_EQ(explain(SIGKILL, 1000)->end, FetchEnd::crashed);
    EXPECT_NE(explain(SIGSEGV, 0)->message.find("SIGSEGV"), std::string::npos);
}

TEST(Redactor, BlanksSecretsIdentifiersAndControlBytes) {
    std::map<std::string, tilsig::Secret> secrets;
    secrets.emplace("token", tilsig::Secret("s3cret"));
    secrets.emplace("short", tilsig::Secret("a"));
    secrets.emplace("none", tilsig::Secret(""));
    const tilsig::fetch::Redactor redact(secrets);
    EXPECT_EQ(redact("a s3cret and s3cret\n010101 12345", 100), "a *** and ***?#");
    EXPECT_LE(redact(std::string(10000, 'x'), 50).size(), 50U);
}

TEST(OptionsOf, FeedOptionsOverlayTheSource) {
    tilsig::catalog::Source source;
    source.options = {{"folder", "/in"}, {"pattern", "*"}};
    source.feeds = {{"a.one", {{"pattern", "one*"}}, {}}, {"a.two", {}, {}}};
    EXPECT_EQ(tilsig::fetch::options_of(source, "a.one").at("pattern"), "one*");
    EXPECT_EQ(tilsig::fetch::options_of(source, "a.two").at("pattern"), "*");
}

}  // namespace
