// The calendar that people read: both changes of the clock, what they do to an instant, and feeds of one moment
// together.
#include "cli/schedule_view.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace tilsig::cli {
namespace {

catalog::Catalog catalog_of(const std::vector<std::pair<const char*, const char*>>& feeds) {
    catalog::Catalog catalog;
    for (const auto& [feed, cron] : feeds) {
        catalog.contracts[feed].feed = feed;
        catalog.contracts[feed].source = "a";
        catalog.contracts[feed].state = catalog::FeedState::active;
        catalog.schedules[feed].feed = feed;
        catalog.schedules[feed].recurrence = {calendar::Cron::parse(cron), calendar::Zone::named("Europe/Oslo")};
    }
    return catalog;
}

std::vector<std::string> shown(const std::vector<CalendarLine>& lines) {
    std::vector<std::string> texts;
    for (const auto& line : lines) {
        texts.push_back(line.local + " " + to_text(line.instant).substr(11, 5) + "Z");
        for (const auto& feed : line.feeds) texts.back() += " " + feed;
        if (!line.note.empty()) texts.back() += " -- " + line.note;
    }
    return texts;
}
using Texts = std::vector<std::string>;

TEST(ScheduleView, FeedsOfOneMomentStandTogether) {
    const auto catalog = catalog_of({{"a.one", "0 2 * * *"}, {"a.two", "0 2 * * *"}, {"a.late", "0 3 * * *"}});
    EXPECT_EQ(shown(calendar_lines(catalog, {}, parse_instant("2026-11-29T21:00:00Z"),
                                   parse_instant("2026-12-30T21:00:00Z"), 3)),
              (Texts{"2026-11-30 02:00 +01:00 01:00Z a.one a.two", "2026-11-30 03:00 +01:00 02:00Z a.late",
                     "2026-12-01 02:00 +01:00 01:00Z a.one a.two"}));
    EXPECT_EQ(shown(calendar_lines(catalog, {"a.late"}, parse_instant("2026-11-29T21:00:00Z"),
                                   parse_instant("2026-11-30T21:00:00Z"), 3)),
              Texts{"2026-11-30 03:00 +01:00 02:00Z a.late"});
}

TEST(ScheduleView, BothChangesOfTheClockAreMarked) {
    const auto catalog = catalog_of({{"a.one", "30 2 * * *"}});
    EXPECT_EQ(
        shown(calendar_lines(catalog, {}, parse_instant("2026-03-28T12:00:00Z"), parse_instant("2026-03-30T12:00:00Z"),
                             10)),
        (Texts{"2026-03-29 03:00 +02:00 01:00Z -- clocks of Europe/Oslo go forward 60 minutes",
               "2026-03-29 03:00 +02:00 01:00Z a.one -- its time is left out that day: due when the clocks have moved",
               "2026-03-30 02:30 +02:00 00:30Z a.one"}));
    EXPECT_EQ(shown(calendar_lines(catalog, {}, parse_instant("2026-10-24T12:00:00Z"),
                                   parse_instant("2026-10-26T12:00:00Z"), 10)),
              (Texts{"2026-10-25 02:30 +02:00 00:30Z a.one -- this hour comes twice: the first",
                     "2026-10-25 02:00 +01:00 01:00Z -- clocks of Europe/Oslo go back 60 minutes",
                     "2026-10-26 02:30 +01:00 01:30Z a.one"}));
}

TEST(ScheduleView, DraftsAreListedAndNeverDue) {
    auto catalog = catalog_of({{"a.one", "0 2 * * *"}});
    catalog.contracts["a.one"].state = catalog::FeedState::draft;
    const auto now = parse_instant("2026-11-29T21:00:00Z");
    EXPECT_EQ(shown(calendar_lines(catalog, {}, now, now + std::chrono::days{7}, 10)), Texts{});
    const auto json = schedules_json(catalog, {}, {}, now, {});
    EXPECT_EQ(json["schedules"][0]["state"], "draft");
    EXPECT_TRUE(json["schedules"][0]["next"].is_null());
    EXPECT_EQ(json["schedules"][0]["senders"], nlohmann::json::array({"a"}));
}

TEST(ScheduleView, PausedFeedsAreMarked) {
    const auto catalog = catalog_of({{"a.one", "0 2 * * *"}, {"a.two", "0 2 * * *"}});
    const auto now = parse_instant("2026-11-29T21:00:00Z");
    const PausedFeeds paused{{{"a.two", {"a.two", "2026-11-28T21:00:00Z", "kari", "the source moves"}}}};
    const auto lines = calendar_lines(catalog, {}, now, now + std::chrono::days{1}, 10);
    const auto text = [&](const auto& show) {
        testing::internal::CaptureStdout();
        show(Output(false, true));
        return testing::internal::GetCapturedStdout();
    };
    EXPECT_NE(text([&](const Output& output) { show_calendar(output, lines, paused); }).find("a.one, a.two (paused)"),
              std::string::npos);
    const auto list = text([&](const Output& output) { show_schedules(output, catalog, {}, {}, now, paused); });
    EXPECT_NE(list.find("active, paused"), std::string::npos) << list;
    const auto one = text([&](const Output& output) { show_schedules(output, catalog, {}, {"a.two"}, now, paused); });
    EXPECT_NE(one.find("paused    since 2026-11-28 22:00 +01:00 by kari: the source moves"), std::string::npos) << one;
    EXPECT_EQ(calendar_json(lines, paused)["instants"][0]["paused"], nlohmann::json::array({"a.two"}));
    const auto json = schedules_json(catalog, {}, {}, now, paused);
    EXPECT_TRUE(json["schedules"][0]["paused"].is_null());
    EXPECT_EQ(json["schedules"][1]["paused"]["who"], "kari");
    EXPECT_EQ(schedules_json(catalog, {}, {}, now, {})["pauses_known"], false);
}

}  // namespace
}  // namespace tilsig::cli
