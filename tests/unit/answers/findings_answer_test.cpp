// A finding in words: where, what, what is expected, how to repair it - and never an empty field or a line 0.
#include "answers/findings_answer.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "unit/answers/page_text.hpp"

namespace tilsig::answers {
namespace {

catalog::Contract reports() {
    catalog::Contract contract;
    contract.feed = "desk.report";
    contract.layouts.emplace_back();
    catalog::Field settled;
    settled.name = "settled";
    settled.column = "bosatte";
    settled.title = {{"nb", "Bosatte"}, {"en", "Settled persons"}};
    settled.type = model::Type::integer;
    catalog::Field month;
    month.name = month.column = "month";
    month.type = model::Type::date;
    month.format.date = "dd.MM.yyyy";
    contract.fields = {settled, month};
    contract.key = {"month", "settled"};
    return contract;
}

/// The program's own rules and one of the contract.
const rules::RuleBook& book() {
    static const rules::RuleBook made = [] {
        rules::RuleBook with_own = rules::RuleBook::program();
        rules::Entry rule;
        rule.code = "DSK-F001";
        rule.text = {{"nb", "Tallet er negativt."}, {"en", "The number is negative."}};
        rule.fix = {{"nb", "Rett tallet."}, {"en", "Correct the number."}};
        with_own.put(std::move(rule));
        return with_own;
    }();
    return made;
}

Declarations by(const catalog::Contract& contract) { return {book(), &contract}; }

model::Finding finding(const std::string& code, const std::string& field, model::RecordPlace place) {
    model::Finding made;
    made.code = model::RuleCode::parse(code).value();
    made.field = field;
    made.place = place;
    return made;
}

std::string shown(const std::vector<model::Finding>& findings, const std::map<std::string, std::uint64_t>& counts,
                  const catalog::Contract& contract) {
    Page page;
    add_findings(page, {counts, findings}, by(contract));
    return text_of(page);
}

TEST(FindingPlaces, AreTheSendersOwn) {
    const auto contract = reports();
    const auto at = [&](const std::string& field, model::RecordPlace place, const std::string& code = "SYS-F002") {
        return place_text(finding(code, field, place), by(contract));
    };
    EXPECT_EQ(at("settled", {3, 4, 0, 10, 5, 0}), "line 4, column \"bosatte\" (Settled persons)");
    EXPECT_EQ(at("month", {3, 4, 7, 10, 5, 0}), "line 4, column \"month\"");
    EXPECT_EQ(at("", {3, 4, 0, 10, 5, 0}), "line 4");
    EXPECT_EQ(at("", {}), "the delivery");
    EXPECT_EQ(at("settled", {}), "column \"bosatte\" (Settled persons)") << "no line 0";
    EXPECT_EQ(at("unheard_of", {3, 4, 0, 10, 5, 0}), "line 4, field \"unheard_of\"");
    EXPECT_EQ(at("", {3, 4, 0, 10, 5, 0}, "SYS-U001"), "line 4, key \"month\", \"bosatte\"");
    EXPECT_EQ(place_text(finding("SYS-F002", "settled", {3, 4, 0, 10, 5, 0}), {book()}), "line 4, field \"settled\"");
}

TEST(FindingPlaces, InAWorkbookAreCells) {
    auto contract = reports();
    contract.layouts.front().format = catalog::FormatKind::xlsx;
    const auto settled = finding("SYS-F002", "settled", {3, 4, 4, 10, 5, 2});
    EXPECT_EQ(place_text(settled, by(contract)), "sheet 2!D4, column \"bosatte\" (Settled persons)");
    contract.layouts.front().xlsx.tables.emplace_back().sheet = "Ark1";
    EXPECT_EQ(place_text(settled, by(contract)), "Ark1!D4, column \"bosatte\" (Settled persons)");
    EXPECT_EQ(place_text(finding("SYS-S041", "", {0, 0, 0, 0, 0, 2}), by(contract)), "Ark1");
    contract.layouts.front().xlsx.tables.emplace_back().sheet = "Ark2";
    EXPECT_EQ(place_text(settled, by(contract)), "sheet 2!D4, column \"bosatte\" (Settled persons)")
        << "which of the two is told by its number only";
}

TEST(FindingPlaces, InADocumentNameTheRecord) {
    auto contract = reports();
    contract.layouts.front().format = catalog::FormatKind::json;
    EXPECT_EQ(place_text(finding("SYS-S018", "", {12, 1, 0, 900, 5, 0}), by(contract)), "line 1, record 12");
}

TEST(ShownFindings, SayWhatIsExpectedAndWhatToDo) {
    const auto contract = reports();
    const std::string text =
        shown({finding("DSK-F001", "settled", {1, 2, 0, 0, 9, 0}), finding("SYS-F002", "settled", {2, 3, 0, 9, 9, 0}),
               finding("SYS-F002", "month", {3, 4, 0, 18, 9, 0})},
              {{"DSK-F001", 1}, {"SYS-F002", 1'300}}, contract);
    const auto has = [&](const std::string& part) { return text.find(part) != std::string::npos; };
    EXPECT_TRUE(has("DSK-F001  error, loaded with a mark; 1 finding: The number is negative.\n")) << text;
    EXPECT_TRUE(has("    remedy: Correct the number.\n")) << text;
    EXPECT_TRUE(has("; 1 300 findings: ")) << text;
    EXPECT_TRUE(has("    line 3, column \"bosatte\" (Settled persons): Write a whole number, such as 12.\n")) << text;
    EXPECT_TRUE(has("    line 4, column \"month\": Write the date as dd.mm.yyyy, such as 01.11.2026.\n")) << text;
    EXPECT_TRUE(has("    and 1 298 more\n")) << text;
}

TEST(FindingPlaces, OfAKeyNameThePersonWhoIsPartOfIt) {
    auto contract = reports();
    EXPECT_EQ(place_text(finding("SYS-U001", "", {3, 4, 0, 10, 5, 0}), {book(), &contract, true}),
              "line 4, key \"month\", \"bosatte\", the person");
    contract.key = {"person_id", "month"};  // made of a number, and no field
    EXPECT_EQ(place_text(finding("SYS-U001", "", {3, 4, 0, 10, 5, 0}), by(contract)),
              "line 4, key \"month\", the person");
}

TEST(FindingPlaces, OfDocumentsAreFields) {
    auto contract = reports();
    contract.layouts.front().format = catalog::FormatKind::json;
    EXPECT_EQ(place_text(finding("SYS-F002", "settled", {3, 4, 7, 10, 5, 0}), by(contract)),
              "line 4, record 3, field \"bosatte\" (Settled persons)");
}

TEST(ShownFindings, TellTheFormOfADateInEachLayoutThatHasItsOwn) {
    auto contract = reports();
    contract.layouts.emplace_back();
    contract.layouts.back().name = "INT08";
    contract.layouts.back().dates = "ddMMyyyy";
    EXPECT_EQ(
        expected_of(finding("SYS-F002", "month", {2, 3, 0, 9, 9, 0}), by(contract)),
        "Write the date as dd.mm.yyyy, such as 01.11.2026. In INT08: Write the date as ddmmyyyy, such as 01112026.");
}

TEST(ShownFindings, AreTheSameForPrograms) {
    const auto contract = reports();
    const auto told = finding_json(finding("SYS-F002", "settled", {2, 3, 0, 9, 9, 0}), by(contract));
    EXPECT_EQ(told.at("column"), "bosatte");
    EXPECT_EQ(told.at("title").at("nb"), "Bosatte");
    EXPECT_EQ(told.at("expected"), "Write a whole number, such as 12.");
    EXPECT_EQ(told.at("place").at("text"), "line 3, column \"bosatte\" (Settled persons)");
    EXPECT_FALSE(told.at("message").get<std::string>().empty());
    EXPECT_FALSE(told.at("remedy").get<std::string>().empty());
}

}  // namespace
}  // namespace tilsig::answers
