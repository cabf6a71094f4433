// What a code means, asked in three languages; and that no code of the program is mute.
#include "rules/rule_book.hpp"

#include <gtest/gtest.h>

#include <set>

#include "base/files.hpp"
#include "rules/read_rule.hpp"

namespace tilsig::rules {
namespace {

namespace fs = std::filesystem;

/// The codes that the rooms' lists hold, as they stand in the sources.
std::set<std::string> listed_codes() {
    std::set<std::string> codes;
    for (const auto& room : fs::directory_iterator(fs::path(TILSIG_SOURCE_DIR) / "src")) {
        const fs::path list = room.path() / "codes.hpp";
        if (!fs::exists(list)) continue;
        const std::string text = read_file(list);
        for (std::size_t at = text.find('"'); at != std::string::npos; at = text.find('"', at + 1)) {
            const std::size_t end = text.find('"', at + 1);
            const std::string code = text.substr(at + 1, end - at - 1);
            if (model::RuleCode::parse(code)) {
                EXPECT_TRUE(codes.insert(code).second) << list << ": " << code << " stands in two lists";
            }
            at = end;
        }
    }
    return codes;
}

TEST(RuleBook, TellsASenderWhatIsWrongAndWhatToDo) {
    const RuleBook book;
    const Entry* entry = book.find("SYS-E020");
    ASSERT_NE(entry, nullptr);
    EXPECT_EQ(entry->severity, model::Severity::critical);
    EXPECT_EQ(entry->action, model::Action::block_delivery);
    EXPECT_EQ(entry->owner, Owner::sender);
    EXPECT_EQ(in_language(entry->text, "nb"), "Filen er beskyttet med passord.");
    EXPECT_EQ(in_language(entry->text, "nn"), "Fila er verna med passord.");
    EXPECT_TRUE(in_language(entry->fix, "en").starts_with("Remove the password and send the file again."));
    EXPECT_EQ(book.at("MAP-F001").owner, Owner::directorate);
}

TEST(RuleBook, NorwegianStandsInForNorwegianBeforeEnglishDoes) {
    EXPECT_EQ(in_language({{"nb", "Feil."}, {"en", "Wrong."}}, "nn"), "Feil.");
    EXPECT_EQ(in_language({{"nn", "Feil."}, {"en", "Wrong."}}, "nb"), "Feil.");
    EXPECT_EQ(in_language({{"nb", "Feil."}, {"nn", ""}, {"en", "Wrong."}}, "en"), "Wrong.");
    EXPECT_EQ(in_language({}, "nb"), "");
}

TEST(RuleBook, AnyTextMayBeAskedFor) {
    const RuleBook book;
    for (const char* text : {"", "SYS-F999", "ZZZ", "sys-f001", "SYS-F0011", "'; DROP"})
        EXPECT_EQ(book.find(text), nullptr);
    EXPECT_THROW((void)book.at("SYS-F999"), Error);
}

TEST(RuleBook, NoCodeOfTheProgramIsMuteAndNoTextWithoutCode) {
    const std::set<std::string> listed = listed_codes();
    std::set<std::string> explained;
    for (const auto& [code, entry] : RuleBook::program().entries()) explained.insert(code.str());
    EXPECT_GE(listed.size(), 49U);
    EXPECT_EQ(listed, explained);
}

TEST(RuleCode, IsAnAreaALetterAndThreeDigits) {
    for (const char* good : {"SYS-E010", "BO-F001", "INTR-X999"}) EXPECT_EQ(model::RuleCode::parse(good)->text(), good);
    for (const char* bad :
         {"", "-", "A-F001", "ABCDE-F001", "SYS-e010", "SYS-E10", "SYS-E0100", "SYSE010", "SY5-E010", "SYS-E01O"})
        EXPECT_FALSE(model::RuleCode::parse(bad)) << bad;
    constexpr model::RuleCode code = "SYS-E010";
    EXPECT_EQ(code.letter(), 'E');
    EXPECT_EQ("code " + code + ":", "code SYS-E010:");
    EXPECT_TRUE(model::RuleCode{}.empty());
}

class SystemRules : public ::testing::Test {
protected:
    std::vector<std::string> read(const std::string& rules) {
        config::Lints lints;
        read_system_rules(config::parse_yaml("rules:\n" + rules, "mappings/system/own.rules.yaml", lints), book, used,
                          lints);
        return lints.lines();
    }
    static std::string rule(const std::string& code, const std::string& severity, const std::string& action) {
        return "- code: " + code + "\n  severity: " + severity + "\n  action: " + action +
               "\n  text: {nb: Tom., nn: Tom., en: Empty.}\n  fix: {nb: Fyll ut., nn: Fyll ut., en: Fill in.}\n";
    }

    RuleBook book;
    UsedCodes used;
};

TEST_F(SystemRules, AContentFolderHasItsOwnWords) {
    EXPECT_EQ(read(rule("SYS-F001", "error", "reject_record")), std::vector<std::string>{});
    EXPECT_EQ(in_language(book.find("SYS-F001")->text, "en"), "Empty.");
    EXPECT_NE(in_language(RuleBook::program().find("SYS-F001")->text, "en"), "Empty.");
    EXPECT_NE(book.find("SYS-F002"), nullptr);
}

TEST_F(SystemRules, OnlyWordsCanBeChanged) {
    const std::string file = "mappings/system/own.rules.yaml";
    const std::string only_texts = "the program decides what SYS-F001 does; a file changes its texts only; write ";
    EXPECT_EQ(read(rule("SYS-F001", "warning", "flag")),
              (std::vector<std::string>{file + ":3:13: " + only_texts + "error",
                                        file + ":4:11: " + only_texts + "reject_record"}));
    EXPECT_EQ(read(rule("MAP-F009", "error", "flag")),
              std::vector<std::string>{file + ":2:9: the program has no code 'MAP-F009'; did you mean MAP-F001?"});
    EXPECT_EQ(read(rule("BOS-F001", "error", "flag")),
              std::vector<std::string>{file + ":2:9: rule code 'BOS-F001' is not in an area of the program; rules of a "
                                              "feed stand in its <feed>.rules.yaml"});
    EXPECT_EQ(read(rule("SYS-F001", "error", "reject_record")),
              std::vector<std::string>{file +
                                       ":2:9: rule code 'SYS-F001' is used before; codes are never used again; "
                                       "the first is at " +
                                       file + ":2:9"});
}

}  // namespace
}  // namespace tilsig::rules
