// schedules/<source>.yaml: when the units of its feeds are due.
#include <algorithm>
#include <array>
#include <functional>

#include "base/text.hpp"
#include "catalog/dependency_cycles.hpp"
#include "catalog/readers.hpp"
#include "config/choice.hpp"
#include "model/value.hpp"

namespace tilsig::catalog {

using config::FieldReader;
using config::Node;
using config::Word;

namespace {

enum class Every { day, month, year };

constexpr std::array<Word<Every>, 3> every_words{{{"day", Every::day}, {"month", Every::month}, {"year", Every::year}}};
constexpr std::array<Word<PeriodKind>, 5> period_words{{{"all", PeriodKind::all},
                                                        {"year", PeriodKind::year},
                                                        {"month", PeriodKind::month},
                                                        {"previous_month", PeriodKind::previous_month},
                                                        {"day", PeriodKind::day}}};
constexpr std::array<Word<CatchUp>, 4> catch_up_words{
    {{"none", CatchUp::none}, {"one", CatchUp::one}, {"recent", CatchUp::recent}, {"all", CatchUp::all}}};
constexpr std::array<Word<calendar::Gap>, 2> gap_words{
    {{"run_after", calendar::Gap::run_after}, {"skip", calendar::Gap::skip}}};
constexpr std::array<Word<calendar::Overlap>, 3> overlap_words{
    {{"first", calendar::Overlap::first}, {"second", calendar::Overlap::second}, {"both", calendar::Overlap::both}}};

/// What `parse` makes of the text at `key`, or `fallback` when there is none or it is wrong, which is noted.
template <typename Value, typename Parse>
Value parsed_or(FieldReader& reader, std::string_view key, Value fallback, const Parse& parse) {
    const bool written = reader.has(key);
    const std::string text = reader.text_or(key, "");
    if (!written || text.empty()) return fallback;  // a key without a value is noted by the reader
    try {
        return parse(text);
    } catch (const Error& error) {
        reader.mistake(key, error.message(), error.remedy_text());
        return fallback;
    }
}

std::optional<calendar::LocalDay> day_of(std::string_view text) {
    const auto day = model::parse_iso_date(text);
    if (!day) return std::nullopt;
    return calendar::LocalDay{std::chrono::days{*day}};
}

/// The day of the month, from 1 to 28: every month has them.
std::optional<std::string> month_day(std::string_view text) {
    if (text.empty() || text.size() > 2 || text[0] == '0' || text.find_first_not_of("0123456789") != std::string::npos)
        return std::nullopt;
    return text.size() == 1 || text < "29" ? std::optional(std::string(text)) : std::nullopt;
}

/// `on` as the day fields of a cron expression: "15 *" or "1 3 *"; `shown` as a person says it.
std::string days_of(Every every, FieldReader& reader, std::string& shown) {
    const std::string on = reader.text_or("on", "");
    switch (every) {
        case Every::day:
            if (reader.has("on"))
                reader.mistake("on", "'on' has no meaning for what is due every day",
                               "leave it out, or write every: month or year");
            return "* * *";
        case Every::month: {
            const auto day = on.empty() ? "1" : month_day(on);
            if (!day)
                reader.mistake("on", in_quotes(on) + " is not a day that every month has",
                               "write a number from 1 to 28, or `cron` for the rest");
            shown = ", day " + day.value_or("1");
            return day.value_or("1") + " * *";
        }
        case Every::year: {
            // Tried in a year without 29 February.
            const auto day = on.empty() ? day_of("2001-01-01") : on.size() == 5 ? day_of("2001-" + on) : std::nullopt;
            if (!day)
                reader.mistake("on", in_quotes(on) + " is not a day that every year has",
                               "write month and day like \"03-01\"");
            shown = ", " + (day && !on.empty() ? on : "01-01");
            const std::chrono::year_month_day date{day.value_or(calendar::LocalDay{})};
            return std::to_string(static_cast<unsigned>(date.day())) + " " +
                   std::to_string(static_cast<unsigned>(date.month())) + " *";
        }
    }
    return "* * *";
}

/// `every`, `on` and `at`, as cron.
calendar::Cron cron_of_words(FieldReader& reader, std::string& recurs) {
    const Every every = config::choice(reader, "every", every_words, std::optional(Every::day));
    std::string shown;
    const std::string day_fields = days_of(every, reader, shown);
    const auto at = parsed_or(reader, "at", std::chrono::minutes{120}, calendar::parse_time_of_day).count();
    recurs = "every " + std::string(config::word_for(every_words, every)) + shown + ", " + (at < 600 ? "0" : "") +
             std::to_string(at / 60) + (at % 60 < 10 ? ":0" : ":") + std::to_string(at % 60);
    return calendar::Cron::parse(std::to_string(at % 60) + " " + std::to_string(at / 60) + " " + day_fields);
}

void read_recurrence(FieldReader& reader, Schedule& schedule) {
    calendar::Cron cron = schedule.recurrence.cron();
    if (reader.has("cron")) {
        for (const char* key : {"every", "on", "at"}) {
            (void)reader.child(key);
            if (reader.has(key))
                reader.mistake(key, "'" + std::string(key) + "' stands beside 'cron', which says everything",
                               "keep one of the two ways to say when");
        }
        cron = parsed_or(reader, "cron", cron, calendar::Cron::parse);
        schedule.recurs = "cron " + cron.text();
    } else {
        cron = cron_of_words(reader, schedule.recurs);
    }
    const auto zone = parsed_or(reader, "zone", schedule.recurrence.zone(), calendar::Zone::named);
    const auto gap = config::choice(reader, "gap", gap_words, std::optional(calendar::Gap::run_after));
    const auto overlap = config::choice(reader, "overlap", overlap_words, std::optional(calendar::Overlap::first));
    schedule.recurrence = {std::move(cron), zone, gap, overlap};
}

/// Refuses a window that none of the day's instants lives to see: every slot would be skipped.
void check_window(const FieldReader& reader, const Schedule& schedule, config::Lints& lints) {
    if (!schedule.window) return;
    const auto& zone = schedule.recurrence.zone();
    const Instant winter = std::chrono::sys_days{std::chrono::year{2001} / 1 / 8};
    const auto first = schedule.recurrence.next(winter);
    if (!first) return;
    constexpr std::size_t minutes_of_day = 1440;
    const auto instants =
        schedule.recurrence.between(*first - std::chrono::minutes{1}, *first + std::chrono::days{1}, minutes_of_day);
    if (std::none_of(instants.begin(), instants.end(), [&](Instant at) {
            return schedule.window->this_or_next_opening(at, zone) < schedule.deadline_of(at);
        }))
        lints.add(reader.place("window"), "the deadline has passed before the window opens",
                  "change the time, the window or the deadline; it is " + schedule.deadline.text());
}

std::optional<Ground> read_ground(const Node& node, config::Lints& lints) {
    if (node.is(Node::Kind::missing)) return std::nullopt;
    FieldReader reader(node, "ground", lints);
    std::optional<Ground> ground;
    int said = 0;
    for (const auto kind : {Ground::Kind::law, Ground::Kind::grant, Ground::Kind::agreement}) {
        const std::string text = reader.text_or(to_string(kind), "");
        if (!reader.has(to_string(kind))) continue;
        ++said;
        if (text.empty()) reader.mistake(to_string(kind), "the ground is empty", "name the provision or the contract");
        ground = Ground{kind, text};
    }
    reader.finish();
    if (said != 1 && node.is(Node::Kind::mapping))
        lints.add(node.place(), "a ground is one of law, grant and agreement",
                  "write like {law: \"the act, section\"}");
    return ground;
}

void read_exemptions(const Node& list, Schedule& schedule, const std::string& source, config::Lints& lints) {
    if (list.is(Node::Kind::missing)) return;
    if (!list.is(Node::Kind::sequence))
        lints.add(list.place(), "exempt must be a list",
                  "write like [{sender: k0301, until: 2027-01-01, why: \"...\"}]");
    for (const auto& node : list.items()) {
        FieldReader reader(node, "exemption", lints);
        Exemption exemption;
        exemption.sender = reader.text("sender");
        exemption.place = reader.place("sender");
        if (!schedule.of_register && !exemption.sender.empty() && exemption.sender != source)
            reader.mistake("sender",
                           schedule.feed + " is delivered by its source, not by " + in_quotes(exemption.sender),
                           "exempt " + source + ", or write `senders: register`");
        const std::string until = reader.text("until");
        if (const auto day = day_of(until))
            exemption.until = *day;
        else if (!until.empty())
            reader.mistake("until", in_quotes(until) + " is not a date",
                           "write the first day it owes again like 2027-01-01");
        exemption.why = reader.text("why");
        reader.finish();
        schedule.exempt.push_back(std::move(exemption));
    }
}

/// The days on which this house does not work, of a whole file.
calendar::WorkingDays read_closed(const Node& list, config::Lints& lints) {
    std::set<calendar::LocalDay> closed;
    if (!list.is(Node::Kind::missing) && !list.is(Node::Kind::sequence))
        lints.add(list.place(), "closed must be a list of dates", "write like [2026-12-24, 2026-12-31]");
    for (const auto& node : list.items()) {
        if (const auto day = day_of(node.scalar()))
            closed.insert(*day);
        else
            lints.add(node.place(), in_quotes(node.scalar()) + " is not a date", "write it like 2026-12-24");
    }
    constexpr std::size_t a_year = 366;  // a term must end
    if (closed.size() > a_year)
        lints.add(list.place(), std::to_string(closed.size()) + " closed days are too many", "keep at most 366");
    return calendar::WorkingDays(closed.size() > a_year ? std::set<calendar::LocalDay>{} : std::move(closed));
}

int read_look_back(FieldReader& reader, PeriodKind period) {
    const auto count = reader.integer_or("look_back", 0);
    if (count < 0 || count > longest_look_back) {
        reader.mistake("look_back", std::to_string(count) + " is no number of periods to look back",
                       "write a number from 0 to " + std::to_string(longest_look_back));
        return 0;
    }
    if (count > 0 && period == PeriodKind::all)
        reader.mistake("look_back", "'look_back' counts periods, but every unit is of the period 'all'",
                       "write `period: month` (or year, previous_month, day), or leave 'look_back' out");
    return static_cast<int>(count);
}

Schedule read_schedule(const std::string& feed, const Node& node, const std::string& source,
                       const calendar::WorkingDays& working, config::Lints& lints) {
    FieldReader reader(node, "schedule of " + feed, lints);
    Schedule schedule;
    schedule.feed = feed;
    schedule.place = node.place();
    schedule.working = working;
    read_recurrence(reader, schedule);
    schedule.window = parsed_or(reader, "window", std::optional<calendar::DailyWindow>{}, [](const std::string& text) {
        return std::optional(calendar::DailyWindow::parse(text));
    });
    schedule.deadline = parsed_or(reader, "deadline", schedule.deadline, calendar::Term::parse);
    schedule.due = parsed_or(reader, "due", std::optional<calendar::Term>{},
                             [](const std::string& text) { return std::optional(calendar::Term::parse(text)); });
    schedule.catch_up = config::choice(reader, "catch_up", catch_up_words, std::optional(CatchUp::one));
    schedule.after = reader.texts("after");
    schedule.period = config::choice(reader, "period", period_words, std::optional(PeriodKind::all));
    schedule.look_back = read_look_back(reader, schedule.period);
    schedule.of_register = reader.choice_or("senders", {"source", "register"}, "source") == "register";
    if (schedule.due && schedule.period == PeriodKind::all)
        reader.mistake("due", "'due' counts from the end of a period, but every unit is of the period 'all'",
                       "write `period: month` (or year, previous_month, day), or leave 'due' out");
    schedule.ground = read_ground(reader.child("ground"), lints);
    read_exemptions(reader.child("exempt"), schedule, source, lints);
    check_window(reader, schedule, lints);
    reader.finish();
    return schedule;
}

}  // namespace

void read_schedules(const YamlFile& file, const std::string& name, Reading& reading) {
    FieldReader reader(file.root, "schedule file", reading.lints);
    check_same(reader, "source", name);
    const auto working = read_closed(reader.child("closed"), reading.lints);
    const Node feeds = reader.required_child("feeds");
    if (!feeds.is(Node::Kind::missing) && !feeds.is(Node::Kind::mapping))
        reading.lints.add(feeds.place(), "feeds must be a mapping of 'source.feed: {every: ...}'");
    const auto source = reading.catalog.sources.find(name);
    if (source == reading.catalog.sources.end())
        reading.lints.add(Place{file.shown, 1, 1},
                          "schedule for source " + in_quotes(name) + ", which cannot be fetched",
                          "add connectors/" + name + "/source.yaml");
    auto& schedules = reading.catalog.schedules;
    for (const auto& [feed, node] : feeds.entries()) {
        const Place key = feeds.key_place(feed);
        if (const auto other = schedules.find(feed); other != schedules.end()) {
            if (other->second.place.file != file.shown)  // else the parser has said it
                reading.lints.add(key, "two schedules for feed " + in_quotes(feed),
                                  "keep one of them; the other is at " + other->second.place.text());
            continue;
        }
        const bool known = use_feed(feed, name, key, reading);
        if (known && source != reading.catalog.sources.end() &&
            std::none_of(source->second.feeds.begin(), source->second.feeds.end(),
                         [&wanted = feed](const auto& options) { return options.feed == wanted; }))
            reading.lints.add(key, "feed " + in_quotes(feed) + " is scheduled, but its source does not fetch it",
                              "add it to feeds of " + source->second.path);
        const auto& schedule =
            schedules.emplace(feed, read_schedule(feed, node, name, working, reading.lints)).first->second;
        if (known && schedule.period == PeriodKind::all && !reading.catalog.contracts.at(feed).period_of.empty())
            reading.lints.add(schedule.place,
                              "the contract of " + feed + " has period_of, but every unit of it is of the period 'all'",
                              "write `period: month` (or year, previous_month, day), or take period_of away");
    }
    reader.finish();
}

void check_order(Reading& reading) {
    const auto& schedules = reading.catalog.schedules;
    std::vector<std::string> known;
    for (const auto& [feed, unused] : schedules) known.push_back(feed);
    for (const auto& [feed, schedule] : schedules) {
        for (const auto& before : schedule.after)
            if (!schedules.contains(before))
                unknown_name(reading.lints, schedule.place, "scheduled feed in 'after'", before, known);
    }
    for (const auto& cycle :
         dependency_cycles(known, [&](const std::string& feed) { return schedules.at(feed).after; })) {
        reading.lints.add(schedules.at(cycle[cycle.size() - 2]).place,
                          "'after' forms a dependency cycle: " + join(cycle, " after "),
                          "no feed of a cycle could ever start: remove one of them");
    }
}

}  // namespace tilsig::catalog
