// Claiming, skipping and settling instants; each set in a few statements, since a night may have ten thousand.
#include "ledger/slots.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "ledger/common.hpp"
#include "ledger/insert_rows.hpp"
#include "ledger/unit_numbers.hpp"

namespace tilsig::ledger {

namespace {

using model::SlotState;

constexpr std::size_t longest_reason = 2000;
constexpr std::size_t ids_at_once = 500;

/// `1, 2, 3` for each part of the ids.
template <typename Take>
void each_id_list(const std::vector<std::int64_t>& ids, const Take& take) {
    for (std::size_t from = 0; from < ids.size(); from += ids_at_once) {
        std::string list;
        for (std::size_t i = from; i < std::min(from + ids_at_once, ids.size()); ++i)
            list += (list.empty() ? "" : ", ") + std::to_string(ids[i]);
        take(list);
    }
}

/// What stands at an instant of a unit, by number and the instant's text.
struct Standing {
    std::int64_t id = 0;
    SlotState state = SlotState::running;
    bool ahead = false;  ///< a skipped span that goes beyond now: a clock that was wrong drew it
};
using Standings = std::map<std::pair<std::int64_t, std::string>, Standing>;

/// What stands between the first and the last instant asked for.
Standings standing(odbc::Connection& connection, const std::vector<std::pair<std::int64_t, std::string>>& keys,
                   const std::string& now) {
    Standings found;
    if (keys.empty()) return found;
    std::vector<std::int64_t> units;
    std::string first = keys.front().second;
    std::string last = first;
    for (const auto& [unit, instant] : keys) {
        units.push_back(unit);
        first = std::min(first, instant);
        last = std::max(last, instant);
    }
    std::sort(units.begin(), units.end());
    units.erase(std::unique(units.begin(), units.end()), units.end());
    each_id_list(units, [&](const std::string& list) {
        auto rows =
            connection.once("SELECT unit_id, instant, id, state, last_instant FROM ops_slot WHERE unit_id IN (" + list +
                            ") AND instant >= ? AND instant <= ?");
        rows.bind(1, first).bind(2, last).execute();
        while (rows.fetch()) {
            const auto state = known_word(rows.text(4), model::parse_slot_state, unknown_slot);
            found[{rows.integer(1).value(), rows.text(2).value()}] = {
                rows.integer(3).value(), state, state == SlotState::skipped && rows.text(5).value() > now};
        }
    });
    return found;
}

const std::string insert_slot =
    "INSERT INTO ops_slot (unit_id, instant, last_instant, instants, state, reason, night_id, after_run, tries, "
    "claimed_at, changed_at)";

SlotKey read_key(odbc::Statement& row, int first) {
    return {
        model::UnitName::recorded(row.text(first).value(), row.text(first + 1).value(), row.text(first + 2).value()),
        parse_instant(row.text(first + 3).value())};
}

}  // namespace

Slots::Slots(odbc::Connection& connection, const Clock& clock)
    : m_connection(connection), m_clock(clock), m_statements(std::make_unique<StatementCache>(connection)) {}
Slots::~Slots() = default;

std::vector<SlotKey> Slots::claim(std::int64_t night_id, const std::vector<SlotKey>& slots) {
    if (slots.empty()) return {};
    std::vector<model::UnitName> units;
    units.reserve(slots.size());
    for (const auto& slot : slots) units.push_back(slot.unit);
    const auto numbers = unit_numbers(m_connection, *m_statements, units);
    lock_nights(m_connection, *m_statements);
    std::vector<std::pair<std::int64_t, std::string>> keys;
    keys.reserve(slots.size());
    for (const auto& slot : slots) keys.emplace_back(numbers.at(slot.unit), to_text(slot.instant));
    const std::string now = to_text(m_clock.now());
    auto taken = standing(m_connection, keys, now);

    std::vector<SlotKey> claimed;
    std::vector<std::size_t> fresh;
    std::vector<std::int64_t> again, ahead;
    for (std::size_t i = 0; i < slots.size(); ++i) {
        const auto [place, is_new] = taken.try_emplace(keys[i], Standing{0, SlotState::running});
        if (is_new) {
            fresh.push_back(i);
        } else if (place->second.state == SlotState::failed || place->second.ahead) {
            (place->second.ahead ? ahead : again).push_back(place->second.id);
            place->second = {place->second.id, SlotState::running};
        } else {
            continue;
        }
        claimed.push_back(slots[i]);
    }
    const auto after_run =
        m_statements->number("SELECT coalesce(max(id), 0) FROM ops_run WHERE night_id = ?", night_id).value_or(0);
    insert_rows(m_connection, *m_statements, insert_slot, "(?, ?, ?, 1, 'running', '', ?, ?, 1, ?, ?)", "",
                fresh.size(), [&](odbc::Statement& insert, int first, std::size_t i) {
                    const auto& [unit, instant] = keys[fresh[i]];
                    insert.bind(first, unit).bind_view(first + 1, instant).bind_view(first + 2, instant);
                    insert.bind(first + 3, night_id).bind(first + 4, after_run);
                    insert.bind_view(first + 5, now).bind_view(first + 6, now);
                });
    each_id_list(again, [&](const std::string& list) {
        auto update = m_connection.once(
            "UPDATE ops_slot SET state = 'running', reason = '', night_id = ?, run_id = NULL, after_run = ?, retry_at "
            "= NULL, tries = tries + 1, changed_at = ? WHERE id IN (" +
            list + ")");
        update.bind(1, night_id).bind(2, after_run).bind(3, now).execute();
    });
    each_id_list(ahead, [&](const std::string& list) {
        auto update = m_connection.once(
            "UPDATE ops_slot SET last_instant = instant, instants = 1, state = 'running', reason = '', night_id = ?, "
            "after_run = ?, tries = 1, claimed_at = ?, changed_at = ? WHERE id IN (" +
            list + ")");
        update.bind(1, night_id).bind(2, after_run).bind(3, now).bind(4, now).execute();
    });
    return claimed;
}

void Slots::record_skipped(const std::vector<SkippedSpan>& spans) {
    if (spans.empty()) return;
    std::vector<model::UnitName> units;
    units.reserve(spans.size());
    for (const auto& span : spans) units.push_back(span.unit);
    const auto numbers = unit_numbers(m_connection, *m_statements, units);
    lock_nights(m_connection, *m_statements);
    std::vector<std::pair<std::int64_t, std::string>> keys;
    keys.reserve(spans.size());
    for (const auto& span : spans) keys.emplace_back(numbers.at(span.unit), to_text(span.first));
    const std::string now = to_text(m_clock.now());
    auto taken = standing(m_connection, keys, now);
    std::vector<std::size_t> fresh;
    for (std::size_t i = 0; i < spans.size(); ++i) {
        const auto [place, is_new] = taken.try_emplace(keys[i], Standing{0, SlotState::skipped});
        if (is_new) fresh.push_back(i);
        if (!place->second.ahead) continue;
        place->second.ahead = false;
        m_statements->run("UPDATE ops_slot SET last_instant = ?, instants = ?, reason = ?, changed_at = ? WHERE id = ?",
                          to_text(spans[i].last), static_cast<std::int64_t>(spans[i].count),
                          display_name(spans[i].reason, longest_reason), now, place->second.id);
    }
    insert_rows(m_connection, *m_statements, insert_slot, "(?, ?, ?, ?, 'skipped', ?, NULL, 0, 0, NULL, ?)", "",
                fresh.size(), [&](odbc::Statement& insert, int first, std::size_t i) {
                    const SkippedSpan& span = spans[fresh[i]];
                    insert.bind(first, keys[fresh[i]].first).bind_view(first + 1, keys[fresh[i]].second);
                    insert.bind(first + 2, to_text(span.last)).bind(first + 3, static_cast<std::int64_t>(span.count));
                    insert.bind(first + 4, display_name(span.reason, longest_reason)).bind_view(first + 5, now);
                });
}

/// An instant that failed before waits longer each time than its run asks for: a minute doubled, up to an hour.
void Slots::postpone_repeated(std::int64_t night_id, const std::string& now) {
    constexpr std::chrono::minutes first{1}, longest{60};
    constexpr int most_doubled = 7;  // 64 minutes
    const auto tries = m_statements
                           ->number(
                               "SELECT coalesce(max(tries), 0) FROM ops_slot WHERE night_id = ? AND state = 'failed' "
                               "AND changed_at = ?",
                               night_id, now)
                           .value_or(0);
    for (int count = 2; count <= std::min<std::int64_t>(tries, most_doubled); ++count) {
        const auto wait = std::min<std::chrono::minutes>(first * (1 << (count - 1)), longest);
        const auto earliest = to_text(parse_instant(now) + wait);
        m_statements->run(
            "UPDATE ops_slot SET retry_at = ? WHERE night_id = ? AND state = 'failed' AND changed_at = ? "
            "AND retry_at < ? AND tries " +
                std::string(count == most_doubled ? ">= " : "= ") + std::to_string(count),
            earliest, night_id, now, earliest);
    }
}

void Slots::settle(std::int64_t night_id, Unfinished rest, const std::string& reason, bool shadows) {
    const std::string now = to_text(m_clock.now());
    m_statements->run(
        "UPDATE ops_slot SET run_id = (SELECT max(r.id) FROM ops_run r WHERE r.night_id = ? AND r.unit_id = "
        "ops_slot.unit_id AND r.id > ops_slot.after_run AND r.outcome IS NOT NULL) WHERE night_id = ? AND state = "
        "'running'",
        night_id, night_id);
    // The placeholders of an UPDATE with a join stand in another order on each engine; numbers and words of our own go
    // into its text.
    m_connection.execute(m_connection.dialect().update_from(
        "ops_slot",
        {{"state",
          "CASE r.outcome WHEN 'failed' THEN 'failed' WHEN 'late' THEN 'late' WHEN 'skipped' THEN 'skipped' "
          "ELSE 'done' END"},
         {"reason", "CASE WHEN r.outcome IN ('failed', 'late', 'skipped') THEN coalesce(r.reason, '') ELSE '' END"},
         {"retry_at", "CASE WHEN r.outcome = 'failed' THEN r.retry_at END"},
         {"changed_at", odbc::literal(now)}},
        "ops_run r", "r.id = t.run_id AND t.night_id = " + std::to_string(night_id) + " AND t.state = 'running'"));
    postpone_repeated(night_id, now);
    const bool again = rest == Unfinished::again;
    m_statements->run(
        std::string("UPDATE ops_slot SET state = ?, reason = ?, retry_at = ?, changed_at = ? WHERE night_id = ? AND "
                    "state = 'running'") +
            (shadows ? "" : " AND unit_id IN (SELECT id FROM ops_unit WHERE feed NOT LIKE 'shadow:%')"),
        again ? SlotState::failed : SlotState::late, display_name(reason, longest_reason),
        again ? std::optional(now) : std::nullopt, now, night_id);
}

void Slots::give_up(const std::vector<std::int64_t>& failed_ids, const std::string& reason) {
    each_id_list(failed_ids, [&](const std::string& list) {
        auto update = m_connection.once(
            "UPDATE ops_slot SET state = 'late', reason = ?, retry_at = NULL, changed_at = ? WHERE state = 'failed' "
            "AND id IN (" +
            list + ")");
        update.bind(1, display_name(reason, longest_reason)).bind(2, to_text(m_clock.now())).execute();
    });
}

std::vector<SlotKey> Slots::running(std::int64_t night_id) { return claimed(night_id, ""); }

std::vector<SlotKey> Slots::not_run(std::int64_t night_id) {
    return claimed(night_id,
                   " AND NOT EXISTS (SELECT 1 FROM ops_run r WHERE r.night_id = s.night_id AND r.unit_id = s.unit_id "
                   "AND r.id > s.after_run AND r.outcome IS NOT NULL)");
}

std::vector<SlotKey> Slots::claimed(std::int64_t night_id, const std::string& condition) {
    auto& rows = m_statements->run(
        "SELECT u.feed, u.sender, u.period, s.instant FROM ops_slot s JOIN ops_unit u ON u.id = s.unit_id WHERE "
        "s.night_id = ? AND s.state = 'running'" +
            condition + " ORDER BY s.id",
        night_id);
    std::vector<SlotKey> found;
    while (rows.fetch()) found.push_back(read_key(rows, 1));
    return found;
}

std::vector<NewestSlot> Slots::newest(Instant not_after) {
    auto& rows = m_statements->run(
        "SELECT u.feed, u.sender, max(s.last_instant) FROM ops_slot s JOIN ops_unit u ON u.id = s.unit_id WHERE "
        "s.last_instant <= ? GROUP BY u.feed, u.sender ORDER BY u.feed, u.sender",
        to_text(not_after));
    std::vector<NewestSlot> found;
    while (rows.fetch()) {
        auto unit = model::UnitName::recorded(rows.text(1).value(), rows.text(2).value(), "");
        found.push_back(
            {std::move(unit.feed), std::move(unit.sender), unit.shadow, parse_instant(rows.text(3).value())});
    }
    return found;
}

std::vector<FailedSlot> Slots::failed() {
    auto& rows = m_statements->run(
        "SELECT s.id, u.feed, u.sender, u.period, s.instant, s.retry_at, s.tries, s.claimed_at FROM ops_slot s JOIN "
        "ops_unit u ON "
        "u.id = s.unit_id WHERE s.state = 'failed' AND s.retry_at IS NOT NULL ORDER BY s.id");
    std::vector<FailedSlot> found;
    while (rows.fetch()) {
        found.push_back({rows.integer(1).value(), read_key(rows, 2), parse_instant(rows.text(6).value()),
                         static_cast<int>(rows.integer(7).value()),
                         parse_instant(rows.text(8).value_or(rows.text(6).value()))});
    }
    return found;
}

template <typename... Values>
std::vector<RecordedSlot> Slots::recorded(const std::string& condition, const Values&... values) {
    auto& rows = m_statements->run(
        "SELECT u.feed, u.sender, u.period, s.instant, s.last_instant, s.instants, s.state, s.reason, s.run_id FROM "
        "ops_slot s JOIN ops_unit u ON u.id = s.unit_id WHERE " +
            condition,
        values...);
    std::vector<RecordedSlot> found;
    while (rows.fetch()) {
        found.push_back({read_key(rows, 1), parse_instant(rows.text(5).value()),
                         static_cast<std::size_t>(rows.integer(6).value()),
                         known_word(rows.text(7), model::parse_slot_state, unknown_slot), rows.text(8).value_or(""),
                         rows.integer(9)});
    }
    return found;
}

std::vector<RecordedSlot> Slots::of_night(std::int64_t night_id) {
    return recorded("s.night_id = ? ORDER BY s.id", night_id);
}

std::vector<RecordedSlot> Slots::left_out(Instant from) {
    return recorded("s.state IN ('skipped', 'late') AND s.last_instant >= ? ORDER BY s.instant, s.id", to_text(from));
}

}  // namespace tilsig::ledger
