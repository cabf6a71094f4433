#include "run/agreement.hpp"

#include <algorithm>
#include <vector>

#include "base/text.hpp"

namespace tilsig::run {

namespace {

constexpr std::size_t shown_waiting = 3;

bool may_show_key(const model::Table& table) {
    return std::all_of(table.key.begin(), table.key.end(), [&](const std::string& name) {
        const auto* column = table.find(name);
        return !column->person && model::may_be_shown(column->privacy);
    });
}

/// The key as far as something may be said of it: what looks like a number of a person stays unsaid.
std::string shown_key(const std::vector<std::string>& key) {
    const std::string text = join(key, "/");
    return display_name(text) == text ? text : std::string();
}

/// "; new: A-12 in line 4, line 9".
std::string shown(const char* what, const load::DeltaExamples::Keys& keys, const std::vector<std::string>& places,
                  bool with_key) {
    std::vector<std::string> each;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const std::string key = with_key ? shown_key(keys[i]) : std::string();
        const std::string place = i < places.size() ? places[i] : std::string();
        if (!key.empty() || !place.empty()) each.push_back(key + (key.empty() || place.empty() ? "" : " in ") + place);
    }
    return each.empty() ? "" : "; " + std::string(what) + ": " + join(each, ", ");
}

std::vector<std::string> lines_of(const std::vector<std::uint64_t>& records,
                                  const std::map<std::uint64_t, LocatedRecord>& located) {
    std::vector<std::string> lines;
    for (const auto record : records) {
        const auto found = located.find(record);
        lines.push_back(found == located.end() ? "" : "line " + std::to_string(found->second.place.line));
    }
    return lines;
}

}  // namespace

std::string agreed_text(const load::Delta& delta, bool all_told) {
    const std::uint64_t rows = delta.rows.unchanged;
    return "the whole register agrees with what its changes have said: " + grouped(rows) +
           (rows == 1 ? " row" : " rows") +
           (all_told ? "" : "; whether it lacks one could not be told, because records could not be read");
}

std::string difference_text(const load::Delta& delta, const load::DeltaExamples& examples, const model::Table& table,
                            const std::map<std::uint64_t, LocatedRecord>& located) {
    const bool with_key = may_show_key(table);
    std::vector<std::string> origins;
    for (const auto& origin : examples.closed_origins)
        origins.push_back("record " + std::to_string(origin.record) + " of delivery " +
                          std::to_string(origin.delivery));
    return "the whole register is not what its changes have said: " + grouped(delta.rows.fresh) + " new, " +
           grouped(delta.rows.updated) + " other, " + grouped(delta.rows.closed) + " missing" +
           shown("new", examples.fresh, lines_of(examples.fresh_records, located), with_key) +
           shown("other", examples.updated, lines_of(examples.updated_records, located), with_key) +
           shown("missing", examples.closed, origins, with_key);
}

std::string waiting_text(session::Session& session, const model::UnitName& unit, std::int64_t delivery_id) {
    std::vector<std::string> waiting;
    for (const auto& hold : session.ledger().holds(model::HoldState::held)) {
        const auto held = session.ledger().delivery(hold.delivery_id);
        const auto of = held ? session.ledger().unit_name(held->unit_id) : std::nullopt;
        if (of && held->id != delivery_id && of->recorded_feed() == unit.recorded_feed() && of->sender == unit.sender &&
            of->period <= unit.period && waiting.size() < shown_waiting)
            waiting.push_back("delivery " + std::to_string(held->id) + " of " + of->period + " waits too");
    }
    return waiting.empty() ? "" : "; " + join(waiting, ", ");
}

}  // namespace tilsig::run
