// The same case, figure or person is known again in another delivery, and nobody without the key can tell who it is.
#include "run/finding_subjects.hpp"

#include <gtest/gtest.h>
#include <malloc.h>

#include "config/lints.hpp"
#include "run/finding_log.hpp"

namespace tilsig::run {
namespace {

using Kind = model::Subject::Kind;

constexpr HashKey key_one{1, 2, 3};
constexpr HashKey key_two{1, 2, 4};

class FindingSubjectsTest : public testing::Test {
protected:
    FindingSubjectsTest() {
        contract.feed = "municipal.course";
        contract.source = "municipal";
        for (const char* name : {"municipality", "reference", "month"}) {
            catalog::Field field;
            field.name = field.column = name;
            contract.fields.push_back(field);
        }
        contract.key = {"reference", "month"};
        contract.owner = "municipality";
        about(Kind::case_file);
        config::Lints lints;
        senders = senders::read_register(R"(version: 1
regions: [ost]
senders:
- id: k0301
  kind: municipality
  name: Oslo
  region: ost
  language: nb
  contacts: [mottak@example.org]
  feeds: []
  periods: [{from: 2008-01-01, municipality: "0301"}]
- id: b030112
  kind: district
  name: Alna
  region: ost
  language: nb
  contacts: [mottak@example.org]
  feeds: []
  periods: [{from: 2008-01-01, municipality: "0301"}]
- id: k0101
  kind: municipality
  name: Halden
  region: ost
  language: nb
  contacts: [mottak@example.org]
  feeds: []
  periods:
  - {from: 2008-01-01, to: 2020-01-01, municipality: "0101"}
  - {from: 2020-01-01, municipality: "3001"}
delegations: []
)",
                                         "senders.yaml", lints);
        lints.throw_if_any();
    }

    void about(Kind kind) {
        contract.subject = kind;
        contract.subject_field = kind == Kind::metric ? "" : "reference";
    }

    /// What is said of one record: municipality, reference, month.
    FindingSubjects::Answer of(const std::string& sender, std::vector<std::string_view> cells,
                               const std::string& period = "2024-05", const HashKey& key = key_one,
                               const std::string& received_at = "2024-06-03T04:00:00.000000Z") {
        FindingSubjects subjects(contract, senders, {contract.feed, sender, period}, received_at, key);
        model::Batch batch;
        for (std::size_t i = 0; i < cells.size(); ++i)
            batch.columns.push_back({contract.fields[i].name, {cells[i]}, {}});
        batch.places.push_back({1, 2, 0, 10, 5, 0});
        std::vector<model::Finding> findings(1);
        findings[0].place.number = 1;
        subjects.answer_for_records(batch, findings);
        return {findings[0].owner, findings[0].subject};
    }

    catalog::Contract contract;
    senders::Register senders;
};

TEST_F(FindingSubjectsTest, ACaseIsTheSameInEveryDeliveryOfItsSenderAndAnotherElsewhere) {
    const auto may = of("k0301", {"0301", "2024/17", "05"});
    EXPECT_EQ(may.subject.kind, Kind::case_file);
    EXPECT_EQ(of("k0301", {"0301", "2024/17", "06"}, "2024-06").subject, may.subject);
    contract.feed = "municipal.plan";
    EXPECT_EQ(of("k0301", {"0301", "2024/17", "05"}).subject, may.subject) << "of the source, whatever the feed";
    EXPECT_NE(of("k0101", {"3001", "2024/17", "05"}).subject, may.subject) << "case numbers begin anew everywhere";
    EXPECT_NE(of("k0301", {"0301", "2024/18", "05"}).subject, may.subject);
    contract.source = "udi";
    EXPECT_NE(of("k0301", {"0301", "2024/17", "05"}).subject, may.subject);
}

TEST_F(FindingSubjectsTest, APersonIsTheSameInEveryMunicipality) {
    about(Kind::person);
    const auto oslo = of("k0301", {"0301", "01818012345", "05"});
    EXPECT_EQ(oslo.subject.kind, Kind::person);
    EXPECT_EQ(of("k0101", {"3001", "01818012345", "06"}, "2024-06").subject, oslo.subject);
    EXPECT_EQ(of("k0101", {"3001", "018180 12345", "05"}).subject, oslo.subject) << "however it is grouped";
    EXPECT_NE(of("k0301", {"0301", "02818012345", "05"}).subject, oslo.subject);
}

TEST_F(FindingSubjectsTest, AFigureIsItsKeyAndPeriodWithinAFeedAndSender) {
    about(Kind::metric);
    const auto figure = of("k0301", {"0301", "ab", "c"});
    EXPECT_EQ(figure.subject.kind, Kind::metric);
    EXPECT_EQ(of("k0301", {"0301", "ab", "c"}).subject, figure.subject);
    EXPECT_NE(of("k0301", {"0301", "a", "bc"}).subject, figure.subject) << "parts do not run together";
    EXPECT_NE(of("k0301", {"0301", "ab", "c"}, "2024-06").subject, figure.subject);
    EXPECT_NE(of("k0101", {"0301", "ab", "c"}).subject, figure.subject);
    contract.feed = "municipal.plan";
    EXPECT_NE(of("k0301", {"0301", "ab", "c"}).subject, figure.subject);
}

TEST_F(FindingSubjectsTest, NobodyCanTryOutValuesWithoutTheKey) {
    for (const auto kind : {Kind::metric, Kind::case_file, Kind::person}) {
        about(kind);
        const auto known = of("k0301", {"0301", "17", "05"}).subject;
        const auto other = of("k0301", {"0301", "17", "05"}, "2024-05", key_two).subject;
        EXPECT_NE(known.token.high, other.token.high);
        EXPECT_NE(known.token.low, other.token.low);
    }
}

TEST_F(FindingSubjectsTest, WhatCannotBeReadIsAboutWhatTheUnitDelivers) {
    std::vector<model::Finding> findings(2);
    findings[1].owner = "3001";  // of a slice
    FindingSubjects subjects(contract, senders, {contract.feed, "k0301", "2024-05"}, "2024-06-03T04:00:00.000000Z",
                             key_one);
    subjects.answer_for_delivery(findings);
    EXPECT_EQ(findings[0].subject.kind, Kind::delivery);
    EXPECT_EQ(findings[0].owner, "k0301");
    EXPECT_EQ(findings[1].subject, findings[0].subject);
    EXPECT_EQ(findings[1].owner, "k0101");
    EXPECT_EQ(of("k0301", {"0301", model::Column::null, "05"}).subject, findings[0].subject);
    EXPECT_NE(of("k0301", {"0301", model::Column::null, "05"}, "2024-06").subject, findings[0].subject);
}

TEST_F(FindingSubjectsTest, TheOwnerIsTheRegistersAtThePeriod) {
    EXPECT_EQ(of("k0301", {"3001", "17", "05"}).owner, "k0101") << "delivered for another";
    EXPECT_EQ(of("k0301", {"0101", "17", "05"}, "2019").owner, "k0101") << "as it was then";
    EXPECT_EQ(of("k0301", {"0101", "17", "05"}, "2020").owner, "k0301") << "nobody answers for that code any more";
    EXPECT_EQ(of("k0301", {"3001", "17", "05"}, "all").owner, "k0101") << "no period: the day of receipt";
    EXPECT_EQ(of("k0301", {"3001", "17", "05"}, "all", key_one, "2019-06-03T04:00:00.000000Z").owner, "k0301");
    EXPECT_EQ(of("b030112", {"0301", "17", "05"}).owner, "b030112") << "a district registers for its municipality";
    EXPECT_EQ(of("k0301", {"not a code", "17", "05"}).owner, "k0301") << "no text of the delivery is repeated";
    EXPECT_EQ(of("k0301", {model::Column::null, "17", "05"}).owner, "k0301");
    contract.owner.clear();
    EXPECT_EQ(of("k0301", {"3001", "17", "05"}).owner, "k0301") << "one slice";
}

TEST_F(FindingSubjectsTest, SeveralFindingsOfSeveralRecordsInOrder) {
    model::Batch batch;
    batch.columns = {{"municipality", {"0301", "3001", "3001"}, {}},
                     {"reference", {"a", "b", "c"}, {}},
                     {"month", {"05", "05", "05"}, {}}};
    std::vector<model::Finding> findings;
    for (const std::uint64_t number : {11, 13, 13}) {
        findings.emplace_back();
        findings.back().place.number = number;
    }
    for (const std::uint64_t number : {11, 12, 13}) batch.places.push_back({number, 1, 0, 0, 1, 0});
    FindingSubjects subjects(contract, senders, {contract.feed, "k0301", "2024-05"}, "2024-06-03T04:00:00.000000Z",
                             key_one);
    subjects.answer_for_records(batch, findings);
    EXPECT_EQ(findings[0].subject, subjects.of_record(batch, 0).subject);
    EXPECT_EQ(findings[1].subject, subjects.of_record(batch, 2).subject);
    EXPECT_EQ(findings[2].subject, findings[1].subject);
    EXPECT_EQ(findings[0].owner, "k0301");
    EXPECT_EQ(findings[2].owner, "k0101");
}

TEST(FindingLog, KeepsAMillionFindingsIn64BytesEach) {
    model::Finding finding;
    finding.code = "POP-F001";
    finding.field = "reference";
    finding.place = {7, 8, 9, 10, 11, 2};
    finding.severity = model::Severity::warning;
    finding.owner = "k0301";
    finding.subject = {Kind::case_file, {3, 4}};
    constexpr std::size_t million = 1'000'000;
    const auto in_use = [] {
        const auto heap = ::mallinfo2();
        return heap.uordblks + heap.hblkhd;
    };
    FindingLog log;
    const std::size_t before = in_use();
    for (std::size_t i = 0; i < million; ++i) log.add(finding);
    EXPECT_LT(in_use() - before, 65 * million);  // 42 MB while it knew neither owner nor subject
    const auto kept = log.examples(1).at(0);
    EXPECT_EQ(kept.owner, "k0301");
    EXPECT_EQ(kept.subject, finding.subject);
    EXPECT_EQ(kept.field, "reference");
    EXPECT_EQ(kept.place.sheet, 2U);
    EXPECT_EQ(kept.severity, model::Severity::warning);
}

}  // namespace
}  // namespace tilsig::run
