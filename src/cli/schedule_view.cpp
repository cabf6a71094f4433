#include "cli/schedule_view.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "answers/local_text.hpp"
#include "base/text.hpp"

namespace tilsig::cli {

namespace {

using calendar::Zone;
using std::chrono::minutes;

const ledger::Pause* pause_of(const PausedFeeds& paused, const std::string& feed) {
    if (!paused) return nullptr;
    const auto found = paused->find(feed);
    return found == paused->end() ? nullptr : &found->second;
}

std::string text_of(calendar::LocalDay day) { return to_text(Day{day.time_since_epoch()}); }

bool is_wanted(const catalog::Catalog& catalog, const std::string& feed, const std::vector<std::string>& only) {
    if (!only.empty() && std::find(only.begin(), only.end(), feed) == only.end()) return false;
    return catalog.contract(feed).state != catalog::FeedState::draft;
}

/// What a change of the clocks has to do with an instant, if anything.
std::string note_of(const calendar::Recurrence& recurrence, Instant instant) {
    const auto local = recurrence.zone().local(instant);
    const auto moments = recurrence.zone().moments(local);
    if (moments.second)
        return instant == *moments.first ? "this hour comes twice: the first" : "this hour comes twice: the second";
    const auto minute = static_cast<int>((local - std::chrono::floor<std::chrono::days>(local)).count());
    const auto& of_day = recurrence.cron().minutes_of_day();
    if (std::find(of_day.begin(), of_day.end(), minute) == of_day.end())
        return "its time is left out that day: due when the clocks have moved";
    return "";
}

std::string change_note(const calendar::ClockChange& change, const std::string& zone) {
    const auto moved = change.after - change.before;
    const bool forward = moved.count() > 0;
    return "clocks of " + zone + " go " + (forward ? "forward " : "back ") +
           std::to_string(forward ? moved.count() : -moved.count()) + " minutes";
}

void add_changes(std::vector<CalendarLine>& lines, const std::map<std::string, Zone>& zones, Instant from,
                 Instant until) {
    for (const auto& [name, zone] : zones) {
        Instant after = from;
        while (const auto change = zone.next_change(after)) {
            if (change->at > until) break;
            lines.push_back({change->at, zone.text(change->at), name, {}, change_note(*change, name)});
            after = change->at;
        }
    }
}

const char* word_of(catalog::FeedState state) noexcept {
    switch (state) {
        case catalog::FeedState::draft: return "draft";
        case catalog::FeedState::shadow: return "shadow";
        case catalog::FeedState::active: return "active";
    }
    return "";
}

std::string senders_text(const catalog::Catalog& catalog, const senders::Register& senders,
                         const catalog::Schedule& schedule, calendar::LocalDay day) {
    if (!schedule.of_register) return catalog.contract(schedule.feed).source;
    return std::to_string(senders.owing(schedule.feed, day.time_since_epoch().count()).size()) + " of the register";
}

nlohmann::json moment_json(Instant instant, const std::string& local) {
    return {{"utc", to_text(instant)}, {"local", local}};
}

void show_one(const Output& output, const catalog::Catalog& catalog, const senders::Register& senders,
              const catalog::Schedule& schedule, Instant now, const ledger::Pause* pause) {
    const auto& zone = schedule.recurrence.zone();
    const auto next = schedule.recurrence.next(now);
    const auto line = [&](const std::string& key, const std::string& value) {
        output.line("  " + key + std::string(10 - key.size(), ' ') + value);
    };
    output.line(output.bold(schedule.feed));
    if (pause != nullptr)
        line("paused", "since " + answers::local_text(pause->since) + " by " + pause->who + ": " + pause->why);
    line("when", schedule.recurs + ", " + zone.name());
    if (next) line("next", zone.text(*next) + " = " + utc_text(*next) + " UTC");
    line("window", schedule.window ? schedule.window->text() : "every hour");
    line("deadline", schedule.deadline.text() + " after the instant");
    line("due", schedule.due ? schedule.due->text() + " after the end of the period" : "no due date");
    line("catch up", catalog::to_string(schedule.catch_up));
    line("after", schedule.after.empty() ? "nothing" : join(schedule.after, ", "));
    line("period", catalog::to_string(schedule.period));
    if (schedule.look_back > 0)
        line("look back", "to " + schedule.oldest_taken(zone.local_day(now)) +
                              ": a night takes what lies at the source for it or later");
    line("senders", senders_text(catalog, senders, schedule, zone.local_day(now)));
    if (schedule.ground)
        line("ground", std::string(catalog::to_string(schedule.ground->kind)) + ": " + schedule.ground->text);
    for (const auto& exemption : schedule.exempt)
        line("exempt", exemption.sender + " until " + text_of(exemption.until) + ": " + exemption.why);
}

}  // namespace

std::vector<CalendarLine> calendar_lines(const catalog::Catalog& catalog, const std::vector<std::string>& only,
                                         Instant from, Instant until, std::size_t most) {
    // Feeds of one zone, moment and note stand in one line.
    std::map<std::tuple<Instant, std::string, std::string>, std::vector<std::string>> due;
    std::map<std::string, Zone> zones;
    for (const auto& [feed, schedule] : catalog.schedules) {
        if (!is_wanted(catalog, feed, only)) continue;
        const auto& zone = schedule.recurrence.zone();
        zones.emplace(zone.name(), zone);
        for (const Instant instant : schedule.recurrence.between(from, until, most))
            due[{instant, zone.name(), note_of(schedule.recurrence, instant)}].push_back(feed);
    }
    std::vector<CalendarLine> lines;
    for (auto& [key, feeds] : due) {
        if (lines.size() == most) break;
        const auto& [instant, zone, note] = key;
        lines.push_back({instant, zones.at(zone).text(instant), zone, std::move(feeds), note});
    }
    if (lines.size() == most && !lines.empty()) until = lines.back().instant;
    add_changes(lines, zones, from, until);
    std::stable_sort(lines.begin(), lines.end(), [](const CalendarLine& a, const CalendarLine& b) {
        return a.instant != b.instant ? a.instant < b.instant : a.feeds.empty() && !b.feeds.empty();
    });
    return lines;
}

std::string utc_text(Instant instant) {
    std::string text = to_text(instant).substr(0, 16);
    text[10] = ' ';
    return text;
}

void show_calendar(const Output& output, const std::vector<CalendarLine>& lines, const PausedFeeds& paused) {
    std::set<std::string> zones;
    for (const auto& line : lines) zones.insert(line.zone);
    std::vector<std::vector<std::string>> rows{
        {zones.size() == 1 ? *zones.begin() : "local", "UTC", "feeds due, or what the clocks do"}};
    for (const auto& line : lines) {
        std::vector<std::string> feeds;
        for (const auto& feed : line.feeds)
            feeds.push_back(feed + (pause_of(paused, feed) != nullptr ? " (paused)" : ""));
        std::string what = join(feeds, ", ");
        if (!line.note.empty()) what = what.empty() ? "-- " + line.note : what + " -- " + line.note;
        rows.push_back({line.local, utc_text(line.instant), std::move(what)});
    }
    if (lines.empty()) {
        output.line("nothing is due");
    } else {
        output.table(rows);
    }
}

nlohmann::json calendar_json(const std::vector<CalendarLine>& lines, const PausedFeeds& paused) {
    nlohmann::json instants = nlohmann::json::array(), changes = nlohmann::json::array();
    for (const auto& line : lines) {
        auto entry = moment_json(line.instant, line.local);
        entry["zone"] = line.zone;
        entry["note"] = line.note.empty() ? nlohmann::json() : nlohmann::json(line.note);
        if (line.feeds.empty()) {
            changes.push_back(std::move(entry));
        } else {
            entry["feeds"] = line.feeds;
            entry["paused"] = nlohmann::json::array();
            for (const auto& feed : line.feeds)
                if (pause_of(paused, feed) != nullptr) entry["paused"].push_back(feed);
            instants.push_back(std::move(entry));
        }
    }
    return {
        {"instants", std::move(instants)}, {"clock_changes", std::move(changes)}, {"pauses_known", paused.has_value()}};
}

void show_schedules(const Output& output, const catalog::Catalog& catalog, const senders::Register& senders,
                    const std::vector<std::string>& only, Instant now, const PausedFeeds& paused) {
    std::vector<std::vector<std::string>> rows{{"feed", "when", "next", "deadline", "period", "senders", "state"}};
    for (const auto& [feed, schedule] : catalog.schedules) {
        if (!only.empty() && std::find(only.begin(), only.end(), feed) == only.end()) continue;
        const auto* pause = pause_of(paused, feed);
        if (only.size() == 1) return show_one(output, catalog, senders, schedule, now, pause);
        const auto& zone = schedule.recurrence.zone();
        const auto next = schedule.recurrence.next(now);
        const bool draft = catalog.contract(feed).state == catalog::FeedState::draft;
        rows.push_back({feed, schedule.recurs, draft || !next ? "never" : zone.text(*next), schedule.deadline.text(),
                        catalog::to_string(schedule.period),
                        senders_text(catalog, senders, schedule, zone.local_day(now)),
                        std::string(word_of(catalog.contract(feed).state)) + (pause != nullptr ? ", paused" : "")});
    }
    output.table(rows);
}

nlohmann::json schedules_json(const catalog::Catalog& catalog, const senders::Register& senders,
                              const std::vector<std::string>& only, Instant now, const PausedFeeds& paused) {
    nlohmann::json list = nlohmann::json::array();
    for (const auto& [feed, schedule] : catalog.schedules) {
        if (!only.empty() && std::find(only.begin(), only.end(), feed) == only.end()) continue;
        const auto& zone = schedule.recurrence.zone();
        const auto next = schedule.recurrence.next(now);
        const auto& contract = catalog.contract(feed);
        const auto day = zone.local_day(now);
        auto exempt = nlohmann::json::array();
        for (const auto& exemption : schedule.exempt)
            exempt.push_back(
                {{"sender", exemption.sender}, {"until", text_of(exemption.until)}, {"why", exemption.why}});
        std::vector<std::string> units;
        if (schedule.of_register)
            for (const auto* sender : senders.owing(feed, day.time_since_epoch().count())) units.push_back(sender->id);
        else
            units.push_back(contract.source);
        nlohmann::json ground;
        if (schedule.ground) ground[catalog::to_string(schedule.ground->kind)] = schedule.ground->text;
        const bool draft = contract.state == catalog::FeedState::draft;
        nlohmann::json pause;
        if (const auto* one = pause_of(paused, feed))
            pause = {{"since", one->since}, {"who", one->who}, {"why", one->why}};
        list.push_back({{"feed", feed},
                        {"paused", std::move(pause)},
                        {"state", word_of(contract.state)},
                        {"when", schedule.recurs},
                        {"cron", schedule.recurrence.cron().text()},
                        {"zone", zone.name()},
                        {"next", next && !draft ? moment_json(*next, zone.text(*next)) : nlohmann::json()},
                        {"window", schedule.window ? nlohmann::json(schedule.window->text()) : nlohmann::json()},
                        {"deadline", schedule.deadline.text()},
                        {"due", schedule.due ? nlohmann::json(schedule.due->text()) : nlohmann::json()},
                        {"catch_up", catalog::to_string(schedule.catch_up)},
                        {"after", schedule.after},
                        {"period", catalog::to_string(schedule.period)},
                        {"look_back", schedule.look_back},
                        {"senders", units},
                        {"ground", std::move(ground)},
                        {"exempt", std::move(exempt)}});
    }
    return {{"schedules", std::move(list)}, {"pauses_known", paused.has_value()}};
}

}  // namespace tilsig::cli
