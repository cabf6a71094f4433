// Random deliveries against the plainest reading of the rules: every pair is compared. In memory, and spilled.
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "set_builder.hpp"

namespace tilsig::sets {
namespace {

using namespace testing;
using Told = std::set<std::pair<std::uint64_t, std::string>>;

std::string date(std::int64_t day) {
    const std::string two = (day % 28 < 9 ? "0" : "") + std::to_string(day % 28 + 1);
    return "2026-" + std::string(day / 28 < 9 ? "0" : "") + std::to_string(day / 28 + 1) + "-" + two;
}

std::vector<Record> random_records(std::mt19937_64& random, std::size_t count, std::size_t persons) {
    std::vector<Record> records;
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0 && random() % 20 == 0) {  // a copy
            records.push_back(records[random() % i]);
            continue;
        }
        const auto start = static_cast<std::int64_t>(random() % 300);
        const auto finish = std::min<std::int64_t>(start + static_cast<std::int64_t>(random() % 40), 335);
        records.push_back({"c" + std::to_string(i), random() % 2 == 0 ? "0301" : "1103",
                           random() % 30 == 0 ? "" : "p" + std::to_string(random() % persons), date(start),
                           random() % 10 == 0 ? "" : date(finish), "c" + std::to_string(random() % (2 * count))});
    }
    return records;
}

std::int64_t begin_of(const Record& r) { return *model::parse_iso_date(r.start); }
std::int64_t end_of(const Record& r) {
    return r.finish.empty() ? std::int64_t{1} << 40 : *model::parse_iso_date(r.finish);
}

Told by_hand(const std::vector<Record>& records, std::int64_t tolerance) {
    Told told;
    for (std::size_t i = 0; i < records.size(); ++i) {
        const Record& a = records[i];
        bool alone = true, apart = true, found = false;
        for (const Record& b : records) {
            found = found || b.case_no == a.leads;
            if (a.case_no == b.case_no || a.person.empty() || a.person != b.person) continue;
            alone = alone && a.place != b.place;
            apart = apart && std::min(end_of(a), end_of(b)) - std::max(begin_of(a), begin_of(b)) <= tolerance;
        }
        if (!alone) told.emplace(i + 1, "TST-U001");
        if (!apart) told.emplace(i + 1, "TST-U002");
        if (!found) told.emplace(i + 1, "TST-K001");
    }
    return told;
}

TEST(RandomSets, AreWhatEveryPairSays) {
    std::mt19937_64 random(20261130);
    std::size_t spilled = 0;
    for (int round = 0; round < 30; ++round) {
        const auto tolerance = static_cast<std::int64_t>(random() % 3 * 7);
        checks::NoOverlap times;
        times.by = {"person"};
        times.from = "start";
        times.to = "finish";
        times.tolerance_days = tolerance;
        checks::Exists refers;
        refers.in.on = {{"case_no", "leads"}};
        const auto c = contract(
            {rule("TST-U001", checks::Unique{{"person", "place"}}), rule("TST-U002", times), rule("TST-K001", refers)});
        const auto records = random_records(random, 40 + random() % 200, 1 + random() % 40);
        const auto expected = by_hand(records, tolerance);
        std::vector<std::vector<std::string>> lines;
        for (const std::size_t memory : {std::size_t{1} << 20U, std::size_t{9000}}) {
            Given given;
            given.memory_bytes = memory;
            given.batch_rows = 1 + random() % 50;
            const auto result = collect(c, records, given);
            spilled += result.spilled;
            Told told;
            for (const auto& entry : result.findings.entries())
                told.emplace(entry.record, c.rules[entry.rule].code.str());
            ASSERT_EQ(told, expected) << "round " << round << ", " << memory << " bytes";
            lines.push_back(result.told(c));
            std::uint64_t failed = 0;
            for (const auto& [code, by_slice] : result.findings.counts()) {
                const auto count = model::sum_of(by_slice);
                failed += count.failed;
                EXPECT_EQ(count.evaluated() + count.not_applicable(), records.size()) << code;
            }
            EXPECT_EQ(failed, expected.size()) << "what is counted is what is told";
        }
        ASSERT_EQ(lines[0], lines[1]) << "whoever is named does not depend on the memory";
    }
    EXPECT_GT(spilled, 60U);
}

}  // namespace
}  // namespace tilsig::sets
