// connectors/<source>/source.yaml: who delivers and how it is fetched.
#include <algorithm>

#include "base/text.hpp"
#include "catalog/derived_query.hpp"
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
    limits.units_at_once = static_cast<int>(reader.integer_or("units_at_once", limits.units_at_once));
    if (limits.units_at_once < 0 || limits.units_at_once > 64)
        reader.mistake("units_at_once", "units_at_once must be between 0 (no limit of its own) and 64");
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

}  // namespace

bool use_feed(const std::string& feed, const std::string& source, const Place& place, Reading& reading) {
    std::vector<std::string> known;
    for (const auto& [name, contract] : reading.catalog.contracts)
        if (contract.source == source) known.push_back(name);
    if (std::find(known.begin(), known.end(), feed) != known.end()) return true;
    unknown_name(reading.lints, place, "feed of source " + source, feed, known);
    return false;
}

/// `{query: "SELECT ...", needs: fact_training}` of a derived feed. All tables are known.
void read_derived(const Node& node, Reading& reading) {
    if (node.entries().empty()) return;  // not made by a query (src/run/derive)
    FieldReader reader(node, "derived feed", reading.lints);
    std::vector<std::string> tables;
    for (const auto& table : reading.catalog.model.tables) tables.push_back(table.name);
    const std::string query = reader.text("query");
    const std::string_view begin = trim(query);
    if (reader.has("query") && !begin.starts_with("SELECT ") && !begin.starts_with("WITH "))
        reader.mistake("query", "a derived feed is made by one query", "begin it with SELECT or WITH");
    if (query.find(';') != std::string::npos || query.find("--") != std::string::npos)
        reader.mistake("query", "a query has no semicolon and no comment",
                       "write one SELECT; comments stand in the YAML");
    std::vector<std::string> named;
    (void)filled_in(query, [&](const std::string& name) {
        named.push_back(name);
        if (name != today_name && std::find(tables.begin(), tables.end(), name) == tables.end())
            unknown_name(reading.lints, reader.place("query"), "table in braces", name, tables);
        return std::string();
    });
    const std::string needs = reader.text("needs");
    if (!needs.empty() && std::find(named.begin(), named.end(), needs) == named.end())
        reader.mistake("needs", in_quotes(needs) + " is no table that the query names in braces",
                       "name the one without whose rows nothing can be made");
    reader.finish();
}

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
        if (source.protocol == derived_protocol) read_derived(node, reading);
        source.feeds.push_back(
            {feed, node.is(Node::Kind::null) ? std::map<std::string, std::string>{} : options.text_map(feed),
             feeds.key_place(feed)});
    }
    reader.finish();
    reading.catalog.sources[name] = std::move(source);
}

}  // namespace tilsig::catalog
