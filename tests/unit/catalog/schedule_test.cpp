// What a schedule says comes out as typed values; every key that is documented is read, and no other.
#include "catalog/schedule.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <regex>

#include "base/text.hpp"
#include "example_catalog.hpp"

namespace tilsig::catalog {
namespace {

std::string file_of(const std::string& keys) { return "source: imdi\nfeeds:\n  imdi.settlement: {" + keys + "}\n"; }

Schedule schedule_of(const std::string& keys, const std::string& before = "") {
    ExampleCatalog files;
    files[schedule] = before + file_of(keys);
    config::Lints lints;
    auto catalog = files.load(lints);
    EXPECT_TRUE(lints.empty()) << keys << "\n" << join(lints.lines(), "\n");
    return catalog.schedules.at("imdi.settlement");
}

std::string next(const Schedule& schedule, const char* after) {
    const auto instant = schedule.recurrence.next(parse_instant(after));
    return instant ? schedule.recurrence.zone().text(*instant) : "never";
}

Instant at(const char* text) { return parse_instant(text); }

calendar::LocalDay day(int year, unsigned month, unsigned of_month) {
    return calendar::LocalDay{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{of_month}};
}

TEST(Schedule, SaysNothingAndIsDueEveryNightInOslo) {
    const auto silent = schedule_of("");
    EXPECT_EQ(next(silent, "2026-11-29T12:00:00Z"), "2026-11-30 02:00 +01:00");
    EXPECT_EQ(silent.recurs, "every day, 02:00");
    EXPECT_EQ(to_text(silent.deadline_of(at("2026-11-30T01:00:00Z"))), "2026-11-30T05:00:00.000000Z");
    EXPECT_EQ(silent.catch_up, CatchUp::one);
    EXPECT_EQ(silent.look_back, 0);
    EXPECT_FALSE(silent.of_register);
    EXPECT_FALSE(silent.window);
    EXPECT_FALSE(silent.due);
}

TEST(Schedule, EveryMonthAndYearAndCron) {
    EXPECT_EQ(next(schedule_of("every: month, at: \"03:05\""), "2026-11-02T12:00:00Z"), "2026-12-01 03:05 +01:00");
    const auto fifteenth = schedule_of("every: month, on: 15");
    EXPECT_EQ(next(fifteenth, "2026-11-29T12:00:00Z"), "2026-12-15 02:00 +01:00");
    EXPECT_EQ(fifteenth.recurs, "every month, day 15, 02:00");
    EXPECT_EQ(next(schedule_of("every: year"), "2026-11-29T12:00:00Z"), "2027-01-01 02:00 +01:00");
    const auto march = schedule_of("every: year, on: \"03-01\", at: \"23:59\"");
    EXPECT_EQ(next(march, "2026-11-29T12:00:00Z"), "2027-03-01 23:59 +01:00");
    EXPECT_EQ(march.recurs, "every year, 03-01, 23:59");
    const auto london = schedule_of("cron: \"0 3 8,16 * *\", zone: Europe/London");
    EXPECT_EQ(next(london, "2026-07-09T00:00:00Z"), "2026-07-16 03:00 +01:00");
    EXPECT_EQ(london.recurs, "cron 0 3 8,16 * *");
}

TEST(Schedule, PoliciesOfTheChangesOfTheClock) {
    EXPECT_EQ(next(schedule_of("at: \"02:30\""), "2026-03-28T12:00:00Z"), "2026-03-29 03:00 +02:00");
    EXPECT_EQ(next(schedule_of("at: \"02:30\", gap: skip"), "2026-03-28T12:00:00Z"), "2026-03-30 02:30 +02:00");
    EXPECT_EQ(next(schedule_of("at: \"02:30\", overlap: second"), "2026-10-24T12:00:00Z"), "2026-10-25 02:30 +01:00");
}

TEST(Schedule, DueCountsFromTheEndOfThePeriod) {
    const auto shown = [](const std::string& keys, const char* period) {
        const auto schedule = schedule_of(keys);
        const auto due = schedule.due_of(period);
        return due ? schedule.recurrence.zone().text(*due) : "nothing";
    };
    // November ends on a Monday: 1 December is the first working day behind it.
    EXPECT_EQ(shown("period: month, due: 1wd", "2026-11"), "2026-12-02 00:00 +01:00");
    EXPECT_EQ(shown("period: month, due: 10wd", "2026-11"), "2026-12-15 00:00 +01:00");
    EXPECT_EQ(shown("period: month, due: 10d", "2026-11"), "2026-12-11 00:00 +01:00");
    EXPECT_EQ(shown("period: previous_month, due: 12h", "2026-12"), "2027-01-01 12:00 +01:00");
    EXPECT_EQ(shown("period: year, due: 2wd", "2026"), "2027-01-06 00:00 +01:00") << "1 January and a weekend";
    EXPECT_EQ(shown("period: day, due: 2h", "2026-12-31"), "2027-01-01 02:00 +01:00");
    EXPECT_EQ(shown("period: month", "2026-11"), "nothing");
}

TEST(Schedule, ClosedDaysAreNoWorkingDays) {
    const auto closed = schedule_of("deadline: 1wd", "closed: [2026-12-24, 2026-12-28]\n");
    EXPECT_EQ(closed.recurrence.zone().text(closed.deadline_of(at("2026-12-23T01:00:00Z"))), "2026-12-30 00:00 +01:00");
}

TEST(Schedule, PeriodsByTheLocalDay) {
    EXPECT_EQ(schedule_of("period: all").period_of(day(2027, 1, 1)), "all");
    EXPECT_EQ(schedule_of("period: year").period_of(day(2027, 1, 1)), "2027");
    EXPECT_EQ(schedule_of("period: month").period_of(day(2027, 1, 1)), "2027-01");
    EXPECT_EQ(schedule_of("period: previous_month").period_of(day(2027, 1, 31)), "2026-12");
    EXPECT_EQ(schedule_of("period: day").period_of(day(2027, 1, 1)), "2027-01-01");
}

TEST(Schedule, GroundAndExemptions) {
    const auto declared = schedule_of(
        "senders: register, ground: {grant: per person}, exempt: [{sender: k0301, until: 2027-01-01, why: new "
        "system}]");
    ASSERT_TRUE(declared.ground);
    EXPECT_EQ(declared.ground->kind, Ground::Kind::grant);
    EXPECT_EQ(declared.ground->text, "per person");
    ASSERT_NE(declared.exemption("k0301", day(2026, 12, 31)), nullptr);
    EXPECT_EQ(declared.exemption("k0301", day(2026, 12, 31))->why, "new system");
    EXPECT_EQ(declared.exemption("k0301", day(2027, 1, 1)), nullptr) << "it owes again";
    EXPECT_EQ(declared.exemption("k0101", day(2026, 12, 31)), nullptr);
}

TEST(Schedule, TheSameFeedInTwoFilesIsToldWhereTheOtherIs) {
    ExampleCatalog files;
    files["schedules/zz.yaml"] = "source: zz\nfeeds:\n  imdi.settlement: {every: day}\n";
    const auto lines = files.lints();
    EXPECT_NE(std::find(lines.begin(), lines.end(),
                        "schedules/zz.yaml:3:3: two schedules for feed 'imdi.settlement'; keep one of them; the other "
                        "is at schedules/imdi.yaml:3:20"),
              lines.end())
        << join(lines, "\n");
}

/// The first cells of the table under "## Schedules" of mappings/README.md.
std::vector<std::string> documented_examples() {
    std::ifstream readme(TILSIG_SOURCE_DIR "/mappings/README.md");
    std::vector<std::string> examples;
    std::string line;
    while (std::getline(readme, line) && line != "## Schedules") {
    }
    while (std::getline(readme, line) && !line.starts_with("## "))
        if (line.starts_with("| `")) examples.push_back(line.substr(3, line.find("` |") - 3));
    return examples;
}

TEST(Schedule, LooksBackOverPeriodsOfItsOwnKind) {
    const auto oldest = [](const char* keys) { return schedule_of(keys).oldest_taken(day(2026, 1, 5)); };
    EXPECT_EQ(oldest("period: previous_month, look_back: 24"), "2023-12");
    EXPECT_EQ(oldest("period: month, look_back: 1"), "2025-12");
    EXPECT_EQ(oldest("period: year, look_back: 3"), "2023");
    EXPECT_EQ(oldest("period: day, look_back: 366"), "2025-01-04");
    EXPECT_EQ(oldest("period: month"), "2026-01");
    EXPECT_EQ(oldest("period: all"), "all");
}

TEST(Schedule, EveryDocumentedKeyIsReadAndEveryKeyIsDocumented) {
    std::string documented;
    for (const auto& example : documented_examples()) {
        documented += example + "\n";
        std::string keys = example;
        if (keys.find("period:") == std::string::npos) keys += ", period: month";
        if (keys.find("senders:") == std::string::npos) keys += ", senders: register";
        ExampleCatalog files;
        files[schedule] = file_of(keys);
        auto lines = files.lints();
        // The example has one feed, which cannot wait for itself.
        std::erase_if(lines, [](const auto& told) { return told.find("dependency cycle") != std::string::npos; });
        EXPECT_EQ(lines, std::vector<std::string>{}) << example;
    }
    ExampleCatalog files;
    files[schedule] = file_of("qqqqqqqqqq: 1");
    const std::string told = join(files.lints(), "\n");
    const auto known = told.find("known: ");
    ASSERT_NE(known, std::string::npos) << told;
    std::string key;
    for (const char c : told.substr(known + 7) + ",") {
        if (c == ' ') continue;
        if (c != ',') {
            key += c;
            continue;
        }
        EXPECT_TRUE(std::regex_search(documented, std::regex("(^|[\n ])" + key + ": "))) << key << " is not documented";
        key.clear();
    }
}

}  // namespace
}  // namespace tilsig::catalog
