// The step over a batch: numbers out, an id in, and what becomes of records whose numbers are not as they should be.
#include "protect/protector.hpp"

#include <gtest/gtest.h>

namespace tilsig::protect {
namespace {

using model::Action;
using model::Disposition;

// Synthetic: month + 80, check digits right.
const char* const fnr = "14837936625";
const char* const dnr = "54837940659";
const char* const duf = "200690012310";
const char* const other_fnr = "02918536941";
constexpr std::int64_t day = 20000;  // 2024-10-04

catalog::Field field(const std::string& name, model::Type type, model::Privacy privacy, int length = 4000) {
    catalog::Field made;
    made.name = made.column = name;
    made.type = type;
    made.privacy = privacy;
    made.max_length = length;
    return made;
}

class Protecting : public ::testing::Test {
protected:
    Protecting() {
        contract.source = "municipal";
        contract.fields = {field("case_ref", model::Type::text, model::Privacy::internal, 20),
                           field("fnr", model::Type::code, model::Privacy::personal, 11),
                           field("duf", model::Type::code, model::Privacy::personal, 12),
                           field("remark", model::Type::text, model::Privacy::internal)};
        contract.key = {"case_ref"};
        contract.person = catalog::PersonNumbers{
            {{"fnr", catalog::PersonNumbers::Kind::national, {}}, {"duf", catalog::PersonNumbers::Kind::duf, {}}},
            "person_id",
            "",
            {},
            "",
            {}};
    }
    /// Cells in the order of the fields; nullptr is null.
    void record(std::vector<const char*> cells) {
        in.columns.resize(contract.fields.size());
        for (std::size_t i = 0; i < cells.size(); ++i) {
            in.columns[i].name = contract.fields[i].name;
            in.columns[i].cells.push_back(cells[i] == nullptr ? model::Column::null : std::string_view(cells[i]));
        }
        in.places.push_back({in.places.size() + 1, in.places.size() + 2, 0, 0, 1, 0});
        dispositions.push_back(Disposition::accepted);
    }
    Protector::Answer protect(identifiers::Persons persons = identifiers::Persons::synthetic) {
        Protector protector(contract, ids, persons, day);
        auto answer = protector.protect(in, dispositions, out);
        of_wrong_kind = protector.of_wrong_kind();
        return answer;
    }
    std::string cell(const std::string& column, std::size_t row) const {
        const auto text = out.columns[out.find(column)].cells[row];
        return model::Column::is_null(text) ? "-" : std::string(text);
    }
    bool holds(const char* digits) const {
        for (const auto& column : out.columns)
            for (const auto& text : column.cells)
                if (text.find(digits) != std::string_view::npos) return true;
        return false;
    }

    catalog::Contract contract;
    DrawnIds ids;
    model::Batch in, out;
    std::vector<Disposition> dispositions;
    std::uint64_t of_wrong_kind = 0;
};

TEST_F(Protecting, NumbersGoAndOneIntegerComes) {
    record({"TR070412", fnr, duf, "ringt"});
    record({"TR070413", nullptr, duf, nullptr});
    record({"TR070414", other_fnr, nullptr, nullptr});
    const auto answer = protect();
    EXPECT_TRUE(answer.findings.empty());
    ASSERT_EQ(out.columns.size(), 3U);
    EXPECT_EQ(out.find("fnr"), out.columns.size());
    EXPECT_EQ(cell("case_ref", 0), "TR070412");
    EXPECT_EQ(cell("remark", 0), "ringt");
    EXPECT_EQ(cell("person_id", 0), "1");
    EXPECT_EQ(cell("person_id", 1), "1");
    EXPECT_EQ(cell("person_id", 2), "2");
    EXPECT_EQ(out.columns.back().numbers, (std::vector<std::int64_t>{1, 1, 2}));
    for (const char* digits : {fnr, duf, other_fnr}) EXPECT_FALSE(holds(digits));
}

TEST_F(Protecting, WhoHasNoUsableNumberIsRejected) {
    record({"A1", nullptr, nullptr, nullptr});
    record({"A2", "14837936626", nullptr, nullptr});  // check digits
    record({"A3", "4837936625", duf, nullptr});       // a lost zero is told, never put back
    const auto answer = protect();
    EXPECT_EQ(dispositions[0], Disposition::rejected);
    EXPECT_EQ(dispositions[1], Disposition::rejected);
    EXPECT_EQ(dispositions[2], Disposition::accepted);
    EXPECT_EQ(answer.rejected_by_rule, (std::map<std::string, std::uint64_t>{{"SYS-P002", 2}}));
    EXPECT_EQ(answer.flagged_by_rule, (std::map<std::string, std::uint64_t>{{"SYS-P003", 2}}));
    ASSERT_EQ(answer.findings.size(), 4U);
    EXPECT_EQ(answer.findings[0].place.number, 1U);
    EXPECT_EQ(answer.findings[3].field, "fnr");
    for (const auto& finding : answer.findings)
        EXPECT_EQ(finding.message.find_first_of("0123456789"), std::string::npos) << finding.message;
    EXPECT_EQ(cell("person_id", 0), "-");
}

TEST_F(Protecting, ANumberOfTheOtherKindBlocksTheDelivery) {
    record({"A1", fnr, duf, nullptr});
    record({"A2", dnr, nullptr, nullptr});
    const auto answer = protect(identifiers::Persons::real);
    EXPECT_EQ(of_wrong_kind, 2U);
    EXPECT_EQ(dispositions[0], Disposition::rejected);
    ASSERT_EQ(answer.findings.size(), 2U);
    EXPECT_EQ(answer.findings[0].code, model::RuleCode("SYS-P001"));
    EXPECT_EQ(answer.findings[0].action, Action::block_delivery);
    EXPECT_EQ(cell("person_id", 0), "-") << "and nobody is learnt from it";
}

TEST_F(Protecting, ANumberInAnotherFieldIsWithheld) {
    record({"A1", fnr, nullptr, "se 200690012310 for resten"});
    record({fnr, other_fnr, nullptr, nullptr});
    const auto answer = protect();
    EXPECT_EQ(dispositions[0], Disposition::accepted);
    EXPECT_EQ(cell("remark", 0), "-");
    EXPECT_EQ(dispositions[1], Disposition::rejected) << "a case reference that is a number is no case reference";
    EXPECT_EQ(answer.unsure_keys, (std::vector<std::uint32_t>{1}));
    EXPECT_EQ(answer.rejected_by_rule, (std::map<std::string, std::uint64_t>{{"SYS-P004", 1}}));
    EXPECT_EQ(answer.flagged_by_rule, (std::map<std::string, std::uint64_t>{{"SYS-P004", 1}}));
    for (const char* digits : {fnr, duf}) EXPECT_FALSE(holds(digits));
}

TEST_F(Protecting, ARecordWithTheMarkOfAProtectedAddressIsHeldAndTeachesNothing) {
    contract.fields.push_back(field("mark", model::Type::code, model::Privacy::restricted, 1));
    contract.person->mark_field = "mark";
    contract.person->marks = {"6", "7"};
    record({"A1", fnr, nullptr, nullptr, "6"});
    record({"A2", other_fnr, nullptr, nullptr, "0"});
    record({"A3", dnr, nullptr, nullptr, nullptr});
    const auto answer = protect();
    EXPECT_EQ(dispositions,
              (std::vector<Disposition>{Disposition::held, Disposition::accepted, Disposition::accepted}));
    ASSERT_EQ(answer.findings.size(), 1U);
    EXPECT_EQ(answer.findings[0].code, model::RuleCode("SYS-P008"));
    EXPECT_EQ(cell("person_id", 0), "-");
    EXPECT_EQ(cell("person_id", 1), "1") << "nobody was learnt before";
    EXPECT_TRUE(answer.unsure_keys.empty()) << "its row stays by its key";
}

TEST_F(Protecting, TheKeyOfARejectedRecordGoesNoFurtherWhenItIsANumber) {
    record({fnr, other_fnr, nullptr, nullptr});
    dispositions[0] = Disposition::rejected;
    const auto answer = protect();
    EXPECT_TRUE(answer.findings.empty()) << "it is rejected for something else";
    EXPECT_EQ(answer.unsure_keys, (std::vector<std::uint32_t>{0}));
    EXPECT_FALSE(holds(fnr));
}

TEST_F(Protecting, DoubtsAreToldAndNothingIsMerged) {
    record({"A1", fnr, duf, nullptr});
    record({"A2", other_fnr, duf, nullptr});
    const auto answer = protect();
    ASSERT_EQ(answer.findings.size(), 1U);
    EXPECT_EQ(answer.findings[0].code, model::RuleCode("SYS-P005"));
    EXPECT_EQ(answer.findings[0].place.number, 2U);
    EXPECT_NE(cell("person_id", 0), cell("person_id", 1));
}

TEST_F(Protecting, BothNationalNumbersMayStandInOneRecordEachInItsField) {
    contract.fields.push_back(field("dnr", model::Type::code, model::Privacy::personal, 11));
    contract.person->numbers[0].kind = catalog::PersonNumbers::Kind::fnr;
    contract.person->numbers.push_back({"dnr", catalog::PersonNumbers::Kind::dnr, {}});
    record({"A1", fnr, nullptr, nullptr, dnr});
    record({"A2", nullptr, nullptr, nullptr, dnr});
    record({"A3", dnr, duf, nullptr, nullptr});        // in the other's field: told, and not believed
    record({"A4", nullptr, duf, nullptr, other_fnr});  // the same the other way round
    const auto answer = protect();
    EXPECT_EQ(cell("person_id", 0), "1");
    EXPECT_EQ(cell("person_id", 1), "1");
    EXPECT_EQ(cell("person_id", 2), "2");
    EXPECT_EQ(cell("person_id", 3), "2");
    EXPECT_EQ(answer.flagged_by_rule, (std::map<std::string, std::uint64_t>{{"SYS-P003", 2}}));
}

TEST_F(Protecting, RecordsThatTheirSourceKeepsByANumberHaveTheIdOfThatNumber) {
    contract.fields.push_back(field("lead", model::Type::code, model::Privacy::personal, 12));
    contract.person->numbers.push_back({"lead", catalog::PersonNumbers::Kind::lead_duf, {}});
    contract.person->id_of = "duf";
    const char* const second_duf = "200790104504";
    record({"A1", fnr, duf, nullptr, nullptr});
    record({"A2", fnr, second_duf, nullptr, duf});
    record({"A3", nullptr, second_duf, nullptr, nullptr});
    record({"A4", fnr, nullptr, nullptr, nullptr});  // nobody knows which of the records it would be
    const auto answer = protect();
    EXPECT_EQ(cell("person_id", 0), "1");
    EXPECT_EQ(cell("person_id", 1), "2");
    EXPECT_EQ(cell("person_id", 2), "2");
    EXPECT_EQ(ids.merged(), 1U) << "and the two ids are one person's";
    EXPECT_EQ(dispositions[3], Disposition::rejected);
    EXPECT_EQ(answer.rejected_by_rule, (std::map<std::string, std::uint64_t>{{"SYS-P002", 1}}));
    EXPECT_FALSE(holds(second_duf));
}

TEST_F(Protecting, WhatIsNotAcceptedTeachesNothing) {
    record({"A1", fnr, duf, nullptr});
    dispositions[0] = Disposition::rejected;
    record({"A2", nullptr, duf, nullptr});
    (void)protect();
    EXPECT_EQ(cell("person_id", 0), "-");
    EXPECT_EQ(cell("person_id", 1), "1");
    EXPECT_EQ(ids.settle([&] {
                     Claims claims;
                     claims.begin();
                     claims.add({NumberKind::fnr, ids.lookup(NumberKind::fnr, fnr), fnr});
                     return claims;
                 }())[0]
                  .person,
              2);
}

}  // namespace
}  // namespace tilsig::protect
