// connectors/<source>/source.yaml and schedules/<source>.yaml: who delivers, how it is fetched, and when.
#include <algorithm>
#include <functional>

#include "base/text.hpp"
#include "catalog/dependency_cycles.hpp"
#include "catalog/readers.hpp"

namespace tilsig::catalog {

using config::FieldReader;
using config::Node;

namespace {

Limits read_limits(const Node& node, config::Lints& lints) {
    FieldReader reader(node, "limits", lints);
    Limits limits;
    limits.memory = reader.size_or("memory", limits.memory);
    limits.cpu = reader.duration_or("cpu", limits.cpu);
    limits.deadline = reader.duration_or("deadline", limits.deadline);
    limits.delivery_bytes = reader.size_or("delivery_bytes", limits.delivery_bytes);
    limits.open_files = static_cast<int>(reader.integer_or("open_files", limits.open_files));
    if (limits.open_files < 16 || limits.open_files > 4096)
        reader.mistake("open_files", "open_files must be between 16 and 4096");
    for (const auto& [key, value] :
         {std::pair{"memory", limits.memory}, std::pair{"delivery_bytes", limits.delivery_bytes}})
        if (value == 0) reader.mistake(key, std::string("'") + key + "' cannot be 0");
    for (const auto& [key, value] : {std::pair{"cpu", limits.cpu}, std::pair{"deadline", limits.deadline}})
        if (value.count() == 0) reader.mistake(key, std::string("'") + key + "' cannot be 0");
    reader.finish();
    return limits;
}

/// A secret itself must never stand in a file that is read, copied and shown; so its text is not repeated here either.
void check_secrets(const Node& node, const Source& source, config::Lints& lints) {
    for (const auto& [name, reference] : source.secrets)
        if (!reference.starts_with("file:") && !reference.starts_with("cred:"))
            lints.add(node[name].place(), "secret " + in_quotes(name) + " is not a reference",
                      "write file:PATH or cred:NAME; never the secret itself");
}

void check_protocol(const Source& source, const FieldReader& reader, Reading& reading) {
    const auto folder = reading.root / "connectors" / "protocols";
    std::error_code ignored;  // a folder that cannot be read names nothing, which is the message
    if (source.protocol.empty() || !std::filesystem::exists(folder, ignored)) return;
    std::vector<std::string> known;
    for (const auto& entry : std::filesystem::directory_iterator(folder, ignored))
        if (entry.is_directory()) known.push_back(entry.path().filename().string());
    std::sort(known.begin(), known.end());
    if (std::find(known.begin(), known.end(), source.protocol) == known.end())
        unknown_name(reading.lints, reader.place("protocol"), "protocol", source.protocol, known);
}

/// A feed of this source that has a contract; notes anything else.
bool use_feed(const std::string& feed, const std::string& source, const Place& place, Reading& reading) {
    std::vector<std::string> known;
    for (const auto& [name, contract] : reading.catalog.contracts)
        if (contract.source == source) known.push_back(name);
    if (std::find(known.begin(), known.end(), feed) != known.end()) return true;
    unknown_name(reading.lints, place, "feed of source " + source, feed, known);
    return false;
}

bool is_time_of_day(std::string_view text) {
    const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
    if (text.size() != 5 || text[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4)) return false;
    return text.substr(0, 2) < "24" && text[3] < '6';
}

Schedule read_schedule(const std::string& feed, const Node& node, Reading& reading) {
    FieldReader reader(node, "schedule of " + feed, reading.lints);
    Schedule schedule;
    schedule.feed = feed;
    schedule.place = node.place();
    schedule.every = reader.choice_or("every", {"day", "month", "year"}, schedule.every);
    schedule.at = reader.text_or("at", schedule.at);
    if (!is_time_of_day(schedule.at))
        reader.mistake("at", in_quotes(schedule.at) + " is not a time of day", "write it like \"02:00\" (Europe/Oslo)");
    schedule.deadline = reader.duration_or("deadline", schedule.deadline);
    schedule.after = reader.texts("after");
    schedule.period = reader.choice_or("period", {"all", "year", "month", "previous_month", "day"}, schedule.period);
    schedule.senders = reader.choice_or("senders", {"source", "register"}, "source");
    reader.finish();
    return schedule;
}

}  // namespace

void read_source(const YamlFile& file, const std::string& name, Reading& reading) {
    FieldReader reader(file.root, "source", reading.lints);
    check_name(reading.lints, Place{file.shown, 1, 1}, "source", name);
    check_same(reader, "source", name);
    Source source;
    source.name = name;
    source.path = file.shown;
    source.place = file.root.place();
    source.protocol = reader.text("protocol");
    check_protocol(source, reader, reading);
    source.options = reader.text_map("options");
    source.secrets = reader.text_map("secrets");
    check_secrets(reader.child("secrets"), source, reading.lints);
    source.limits = read_limits(reader.child("limits"), reading.lints);
    source.language = reader.choice_or("language", {"nb", "nn", "en"}, source.language);
    source.contact = reader.text_or("contact", "");
    if (reader.has("due")) {
        const Titles due = read_titles(reader, "due", reading.lints);
        source.due = {{"nb", due.nb}, {"nn", due.nn}, {"en", due.en}};
    }
    const Node feeds = reader.required_child("feeds");
    if (!feeds.is(Node::Kind::missing) && !feeds.is(Node::Kind::mapping))
        reading.lints.add(feeds.place(), "feeds must be a mapping of 'source.feed: {options}'");
    for (const auto& [feed, node] : feeds.entries()) {
        (void)use_feed(feed, name, feeds.key_place(feed), reading);
        FieldReader options(feeds, "feeds", reading.lints);
        source.feeds.push_back(
            {feed, node.is(Node::Kind::null) ? std::map<std::string, std::string>{} : options.text_map(feed),
             feeds.key_place(feed)});
    }
    reader.finish();
    reading.catalog.sources[name] = std::move(source);
}

void read_schedules(const YamlFile& file, const std::string& name, Reading& reading) {
    FieldReader reader(file.root, "schedule file", reading.lints);
    check_same(reader, "source", name);
    const Node feeds = reader.required_child("feeds");
    if (!feeds.is(Node::Kind::missing) && !feeds.is(Node::Kind::mapping))
        reading.lints.add(feeds.place(), "feeds must be a mapping of 'source.feed: {every: ...}'");
    const auto source = reading.catalog.sources.find(name);
    if (source == reading.catalog.sources.end())
        reading.lints.add(Place{file.shown, 1, 1},
                          "schedule for source " + in_quotes(name) + ", which cannot be fetched",
                          "add connectors/" + name + "/source.yaml");
    for (const auto& [feed, node] : feeds.entries()) {
        const bool known = use_feed(feed, name, feeds.key_place(feed), reading);
        if (known && source != reading.catalog.sources.end() &&
            std::none_of(source->second.feeds.begin(), source->second.feeds.end(),
                         [&wanted = feed](const auto& options) { return options.feed == wanted; }))
            reading.lints.add(feeds.key_place(feed),
                              "feed " + in_quotes(feed) + " is scheduled, but its source does not fetch it",
                              "add it to feeds of " + source->second.path);
        const auto& schedule = reading.catalog.schedules[feed] = read_schedule(feed, node, reading);
        if (known && schedule.period == "all" && !reading.catalog.contracts.at(feed).period_of.empty())
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
