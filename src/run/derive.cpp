#include "run/derive.hpp"

#include "calendar/local_day.hpp"
#include "map/municipality_history.hpp"
#include "run/derived_query.hpp"

namespace tilsig::run {

namespace {

constexpr int first_target_year = 2006;      // the classification is loaded from here on
constexpr const char* unspecified = "9999";  // stands inside KLASS 131 but is no municipality

std::int64_t day_or(const std::optional<std::string>& text, std::int64_t open) {
    if (!text) return open;
    const auto day = model::parse_iso_date(text->substr(0, 10));
    if (!day) throw Error(ErrorKind::state, "dim_municipality holds a validity that is not a date");
    return *day;
}

std::vector<map::CodeSpell> spells(odbc::Connection& connection) {
    std::vector<map::CodeSpell> out;
    auto rows = connection.prepare(
        "SELECT municipality_code, valid_from, valid_to FROM dim_municipality WHERE dim_municipality_key > 0 "
        "ORDER BY municipality_code, valid_from");
    rows.execute();
    while (rows.fetch()) {
        const std::string code = rows.text(1).value_or("");
        if (code == unspecified) continue;
        out.push_back({code, day_or(rows.text(2), INT64_MIN), day_or(rows.text(3), INT64_MAX)});
    }
    return out;
}

std::vector<map::CodeChange> changes(odbc::Connection& connection) {
    std::vector<map::CodeChange> out;
    auto rows = connection.prepare(
        "SELECT changed_on, old_code, new_code FROM bridge_municipality_change "
        "WHERE old_code <> 'none' AND new_code <> 'none' ORDER BY changed_on, old_code, new_code");
    rows.execute();
    while (rows.fetch()) out.push_back({day_or(rows.text(1), 0), rows.text(2).value_or(""), rows.text(3).value_or("")});
    return out;
}

std::vector<map::SplitKey> split_keys(const catalog::Catalog& catalog) {
    std::vector<map::SplitKey> out;
    const auto found = catalog.code_lists.find("municipality_split_key");
    if (found == catalog.code_lists.end()) return out;
    for (const auto& code : found->second.codes) out.push_back({code.valid_from, code.code, code.maps_to});
    return out;
}

std::string municipality_targets(session::Session& session) {
    const map::MunicipalityHistory history(spells(session.connection()), changes(session.connection()),
                                           split_keys(session.context().catalog));
    const std::string today = to_text(calendar::local_day(session.context().clock.now()));
    std::string csv = "code;valid_from;target_year;target_code;refusal\n";
    for (const auto& row : history.table(first_target_year, std::stoi(today.substr(0, 4)))) {
        csv += row.spell.code + ";" + to_text(Day{std::chrono::days{row.spell.valid_from}}) + ";" +
               std::to_string(row.year) + ";" + row.resolution.target + ";" +
               (row.resolution.refusal == map::Refusal::none ? "" : map::to_string(row.resolution.refusal)) + "\n";
    }
    return csv;
}

}  // namespace

std::optional<std::string> missing_input(session::Session& session, const std::string& feed) {
    if (const auto options = query_options(session.context().catalog, feed)) return missing_rows(session, *options);
    if (feed != "derived.municipality_target") return std::nullopt;
    for (const auto& [table, from] : {std::pair{"dim_municipality", "ssb.municipality"},
                                      std::pair{"bridge_municipality_change", "ssb.municipality_change"}}) {
        const std::string name(table);
        if (session.connection().query_integer("SELECT 1 FROM " + name + " WHERE " + name + "_key > 0 LIMIT 1"))
            continue;
        return name + " holds no rows: " + from + " was not loaded yet, and nothing can be derived without it";
    }
    return std::nullopt;
}

void derive_into(session::Session& session, const std::string& feed, fetch::DeliverySink& sink) {
    if (const auto options = query_options(session.context().catalog, feed)) {
        sink.begin(feed, "text/csv", "utf-8");
        write_answer(session, *options, sink);
        sink.end({"derived"});
        return;
    }
    if (feed != "derived.municipality_target") {
        throw Error(ErrorKind::configuration, "nothing makes the feed '" + feed + "'")
            .remedy("give it a `query` in connectors/derived/source.yaml");
    }
    sink.begin(feed, "text/csv", "utf-8");
    sink.write(municipality_targets(session));
    sink.end({"derived"});
}

}  // namespace tilsig::run
