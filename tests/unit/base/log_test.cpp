// The log: one valid JSON object a line whatever comes in, and no way in for secrets and data.
#include "base/log.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <type_traits>

#include "base/files.hpp"
#include "base/text.hpp"

namespace tilsig {
namespace {

// What must not compile: text of unknown origin and secrets.
static_assert(!std::is_convertible_v<std::string, LogValue> && !std::is_constructible_v<LogValue, std::string>);
static_assert(!std::is_constructible_v<LogValue, const std::string&>);
static_assert(!std::is_constructible_v<LogValue, std::string_view>);
static_assert(!std::is_constructible_v<LogValue, Secret> && !std::is_constructible_v<LogValue, const Secret&>);
static_assert(!std::is_constructible_v<LogValue, const char*> && !std::is_constructible_v<LogValue, char*>,
              "a pointer is neither a literal nor a bool");
static_assert(!std::is_constructible_v<LogValue, char (&)[8]>, "a buffer is no literal");
static_assert(!std::is_constructible_v<LogValue, void*>);
// What must.
static_assert(std::is_convertible_v<int, LogValue> && std::is_convertible_v<bool, LogValue> &&
              std::is_convertible_v<double, LogValue>);
static_assert(std::is_convertible_v<const char (&)[8], LogValue>);

class LogFile : public ::testing::Test {
protected:
    Logger open(LogLevel threshold = LogLevel::debug) { return Logger::open(path(), threshold); }
    std::string path() const { return (m_folder.path() / "t.log").string(); }
    /// Every line, parsed; fails the test when one is not valid JSON.
    std::vector<nlohmann::json> lines() const {
        std::vector<nlohmann::json> out;
        const std::string text = read_file(path());
        for (const auto line : split(text, '\n')) {
            if (line.empty()) continue;
            const auto parsed = nlohmann::json::parse(line, nullptr, false);
            EXPECT_FALSE(parsed.is_discarded()) << display_name(line, 400);
            out.push_back(parsed);
        }
        return out;
    }
    TempFolder m_folder;
};

const std::vector<std::string>& hostile_texts() {
    static const std::vector<std::string> texts{"plain",
                                                "quote\" back\\slash",
                                                "line\nbreak\r\n",
                                                "tab\t",
                                                std::string("nul\0byte", 8),
                                                "\x1b[31mred\x1b]0;title\x07",
                                                "\x7f",
                                                "next\xC2\x85line",
                                                "csi\xC2\x9B"
                                                "31m",
                                                "\xE2\x80\xA8separator\xE2\x80\xA9",
                                                "bad\xFF\xC0\xAF\xED\xA0\x80utf8",
                                                "cut\xE2\x80",
                                                "\xF0\x9F\x92\xA7 drop",
                                                "{\"a\":1}",
                                                "</script>",
                                                ""};
    return texts;
}

TEST_F(LogFile, HostileTextsStayOneValidLineEach) {
    {
        auto log = open();
        for (const auto& text : hostile_texts()) log.with(text, ours(text)).info(text, {{text, ours(text)}, {"n", 1}});
    }
    const std::string raw = read_file(path());
    EXPECT_EQ(static_cast<std::size_t>(std::count(raw.begin(), raw.end(), '\n')), hostile_texts().size());
    for (const char* bytes :
         {"\x1b", "\x07", "\x7f", "\r", "\xC2\x85", "\xC2\x9B", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xFF"}) {
        EXPECT_EQ(raw.find(bytes), std::string::npos)
            << "byte " << static_cast<int>(static_cast<unsigned char>(bytes[0]));
    }
    EXPECT_EQ(find_invalid_utf8(raw), std::string::npos);
    EXPECT_EQ(lines().size(), hostile_texts().size());
}

TEST_F(LogFile, WhatIsInALine) {
    {
        auto log = open().with("room", "load").with("unit", ours("ssb.population/ssb/2026"));
        log.warn("retrying", {{"attempt", 2},
                              {"wait", 1.5},
                              {"last", false},
                              {"big", std::uint64_t{1} << 63U},
                              {"why", ours("timeout")}});
    }
    const auto line = lines().at(0);
    EXPECT_EQ(line["level"], "warn");
    EXPECT_EQ(line["event"], "retrying");
    EXPECT_EQ(line["room"], "load");
    EXPECT_EQ(line["unit"], "ssb.population/ssb/2026");
    EXPECT_EQ(line["attempt"], 2);
    EXPECT_EQ(line["wait"], 1.5);
    EXPECT_EQ(line["last"], false);
    EXPECT_EQ(line["big"], std::uint64_t{1} << 63U);
    EXPECT_EQ(line["why"], "timeout");
    EXPECT_EQ(line["time"].get<std::string>().size(), 27U);
}

TEST_F(LogFile, NumbersThatJsonDoesNotHaveAreNull) {
    {
        auto log = open();
        log.info("x", {{"nan", std::numeric_limits<double>::quiet_NaN()},
                       {"infinite", -std::numeric_limits<double>::infinity()}});
    }
    EXPECT_TRUE(lines().at(0)["nan"].is_null());
    EXPECT_TRUE(lines().at(0)["infinite"].is_null());
}

TEST_F(LogFile, LongNumbersAreBlankedAndDatesKept) {
    {
        auto log = open();
        log.info("person 15860560043", {{"a", ours("15860560043")},
                                        {"b", ours("158605 60043 and 200890123409")},
                                        {"c", ours("2026-11-22T03:00:00Z")},
                                        {"d", ours("k0301")}});
        log.with("context", ours("id-15860560043"))
            .error("failed", Error(ErrorKind::data, "value 15860560043 at fault")
                                 .at({"f15860560043.csv", 12, 0})
                                 .remedy("ask 15860560043"));
    }
    EXPECT_EQ(read_file(path()).find("60043"), std::string::npos);
    EXPECT_EQ(read_file(path()).find("200890123409"), std::string::npos);
    const auto line = lines().at(0);
    EXPECT_EQ(line["event"], "person #");
    EXPECT_EQ(line["a"], "#");
    EXPECT_EQ(line["c"], "2026-11-22T03:00:00Z");
    EXPECT_EQ(line["d"], "k0301");
    const auto error = lines().at(1);
    EXPECT_EQ(error["kind"], "data");
    EXPECT_EQ(error["message"], "value # at fault");
    EXPECT_EQ(error["place"], "f#.csv:12");
    EXPECT_EQ(error["remedy"], "ask #");
}

TEST_F(LogFile, ThresholdAndSilence) {
    {
        auto log = open(LogLevel::warn);
        log.debug("no");
        log.info("no");
        log.warn("yes");
        log.error("yes");
        Logger::silent().error("nowhere");
    }
    EXPECT_EQ(lines().size(), 2U);
}

TEST_F(LogFile, AddingContextDoesNotChangeTheOriginal) {
    {
        auto log = open();
        (void)log.with("a", 1);
        log.info("x");
        auto copy = log;
        copy = log.with("b", 2);
        copy.info("y");
    }
    EXPECT_FALSE(lines().at(0).contains("a"));
    EXPECT_TRUE(lines().at(1).contains("b"));
}

TEST(LogOpening, AFolderThatIsNotThere) {
    try {
        (void)Logger::open("/proc/nowhere/t.log", LogLevel::info);
        FAIL() << "opened";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::storage);
    }
}

}  // namespace
}  // namespace tilsig
