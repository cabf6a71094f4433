#include "ledger/nights.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "ledger/common.hpp"
#include "ledger/slots.hpp"
#include "ledger/statement_cache.hpp"
#include "odbc/write.hpp"

namespace tilsig::ledger {

namespace {

constexpr std::size_t longest_reason = 2000;

std::vector<Night> read(odbc::Statement& rows) {
    std::vector<Night> nights;
    while (rows.fetch()) {
        Night night;
        night.id = rows.integer(1).value();
        night.started_at = rows.text(2).value_or("");
        night.closed_at = rows.text(3).value_or("");
        night.deadline_at = rows.text(4).value_or("");
        night.load_seq = rows.integer(5).value();
        night.verdict = rows.text(6).value_or("");
        night.cause = night_cause(rows.text(7).value_or(""));
        night.reason = rows.text(8).value_or("");
        night.asked = rows.text(9).value_or("");
        night.holder = rows.text(10).value_or("");
        nights.push_back(std::move(night));
    }
    return nights;
}

std::string select_text(const std::string& condition) {
    return "SELECT id, started_at, closed_at, deadline_at, load_seq, verdict, cause, reason, asked, holder FROM "
           "ops_night WHERE " +
           condition;
}

}  // namespace

std::string_view to_string(NightCause cause) noexcept {
    switch (cause) {
        case NightCause::schedule: return "schedule";
        case NightCause::everything: return "everything";
        case NightCause::command: break;
    }
    return "command";
}

NightCause night_cause(std::string_view word) noexcept {
    for (const NightCause cause : {NightCause::schedule, NightCause::everything})
        if (word == to_string(cause)) return cause;
    return NightCause::command;
}

Nights::Nights(odbc::Connection& connection, const Clock& clock, std::optional<Fence> fence)
    : m_connection(connection),
      m_clock(clock),
      m_fence(fence),
      m_statements(std::make_unique<StatementCache>(connection)) {}
Nights::~Nights() = default;

std::vector<Night> Nights::select(const std::string& condition) {
    return read(m_statements->run(select_text(condition)));
}

BegunNight Nights::begin(const NightWish& wish) {
    odbc::Transaction transaction(m_connection, odbc::Transaction::Mode::write);
    lock_nights(m_connection, *m_statements);
    const std::string now = to_text(m_clock.now());
    BegunNight begun;
    settle_left_behind();
    for (Night& night : select("closed_at IS NULL ORDER BY id DESC")) {
        if (!night.holder.empty() && night.holder != wish.holder && wish.require_gone) wish.require_gone(night.holder);
        if (!begun.resumed && night.cause == wish.cause && night.asked == wish.asked && night.deadline_at > now) {
            m_statements->run("UPDATE ops_night SET holder = ? WHERE id = ?", wish.holder, night.id);
            night.holder = wish.holder;
            begun.night = std::move(night);
            begun.resumed = true;
            continue;
        }
        close_interrupted(night, wish, now);
        begun.interrupted.push_back(std::move(night));
    }
    if (!begun.resumed) {
        const auto id = m_statements->insert(
            "INSERT INTO ops_night (started_at, deadline_at, load_seq, verdict, cause, reason, asked, holder) VALUES "
            "(?, ?, 0, '', ?, '', ?, ?)",
            now, wish.deadline_at, std::string(to_string(wish.cause)), wish.asked, wish.holder);
        begun.night = select("id = " + std::to_string(id)).at(0);
    }
    require_fence(m_connection, m_fence);
    odbc::commit(transaction);
    return begun;
}

void Nights::let_go(std::int64_t night_id) {
    m_statements->run("UPDATE ops_night SET holder = '' WHERE id = ?", night_id);
}

bool Nights::take_up(std::int64_t night_id, const std::string& holder) {
    // One's own holder again: the answer to a first try was lost.
    m_statements->run("UPDATE ops_night SET holder = ? WHERE id = ? AND closed_at IS NULL AND holder IN ('', ?)",
                      holder, night_id, holder);
    const auto now = night(night_id);
    return now && now->closed_at.empty() && now->holder == holder;
}

/// Slots that a night took after it had closed (of shadow units), and that nobody settled.
void Nights::settle_left_behind() {
    auto& rows = m_statements->run(
        "SELECT DISTINCT s.night_id FROM ops_slot s JOIN ops_night n ON n.id = s.night_id WHERE s.state = 'running' "
        "AND n.closed_at IS NOT NULL");
    std::vector<std::int64_t> nights;
    while (rows.fetch()) nights.push_back(rows.integer(1).value());
    for (const std::int64_t night : nights)
        Slots(m_connection, m_clock)
            .settle(night, Unfinished::late, "night " + std::to_string(night) + " ended before its turn");
}

void Nights::close_interrupted(Night& night, const NightWish& wish, const std::string& now) {
    const std::string id = std::to_string(night.id);
    night.load_seq = next_load_seq(m_connection, *m_statements) - 1;
    settle_open_runs(*m_statements, m_clock, " AND night_id = " + id);
    const bool in_time = night.deadline_at > now;
    Slots(m_connection, m_clock)
        .settle(night.id, in_time ? Unfinished::again : Unfinished::late,
                "night " + id + " was interrupted before its turn");
    const auto of_runs = verdict(night.id);
    night.verdict = to_string(of_runs == model::Verdict::good ? model::Verdict::interrupted : of_runs);
    const std::string unfinished = wish.unfinished ? wish.unfinished(night) : "";
    night.reason = display_name(
        "left open, and closed by the next one" + (unfinished.empty() ? "" : "; asked for and not done: " + unfinished),
        longest_reason);
    night.closed_at = now;
    m_statements->run("UPDATE ops_night SET closed_at = ?, load_seq = ?, verdict = ?, reason = ? WHERE id = ?", now,
                      night.load_seq, night.verdict, night.reason, night.id);
}

Night Nights::close(std::int64_t night_id, model::Verdict verdict, const std::function<void()>& publish) {
    odbc::Transaction transaction(m_connection, odbc::Transaction::Mode::write);
    // Under the load lock: what is loaded after this belongs to the next night.
    const std::int64_t load_seq = next_load_seq(m_connection, *m_statements) - 1;
    m_statements->run(
        "UPDATE ops_night SET closed_at = ?, load_seq = ?, verdict = ? WHERE id = ? AND closed_at IS NULL",
        to_text(m_clock.now()), load_seq, std::string(to_string(verdict)), night_id);
    const bool closed_now = m_statements->changed() == 1;
    if (closed_now) {
        Slots(m_connection, m_clock).settle(night_id, Unfinished::late, "the night ended before its turn", false);
        if (publish) publish();
    }
    const auto found = night(night_id);
    if (!found) throw Error(ErrorKind::state, "night " + std::to_string(night_id) + " is unknown");
    if (found->verdict != to_string(verdict)) {
        throw Error(ErrorKind::state, "night " + std::to_string(night_id) + " is closed already, as '" +
                                          found->verdict + "' and not as '" + std::string(to_string(verdict)) + "'");
    }
    require_fence(m_connection, m_fence);
    odbc::commit(transaction);
    return *found;
}

void Nights::record_unbegun(const UnbegunNight& night) {
    odbc::Transaction transaction(m_connection, odbc::Transaction::Mode::write);
    const std::string started = to_text(night.at);
    const std::string verdict(to_string(model::Verdict::not_begun));
    const auto known =
        m_statements->number("SELECT count(*) FROM ops_night WHERE started_at = ? AND verdict = ?", started, verdict);
    if (known == 0) {
        const auto shown =
            m_statements->number("SELECT coalesce(max(load_seq), 0) FROM ops_night WHERE closed_at IS NOT NULL");
        m_statements->run(
            "INSERT INTO ops_night (started_at, closed_at, deadline_at, load_seq, verdict, cause, reason) VALUES (?, "
            "?, ?, ?, ?, ?, ?)",
            started, to_text(m_clock.now()), started, shown, verdict, std::string(to_string(night.cause)),
            display_name(night.reason, longest_reason));
    }
    odbc::commit(transaction);
}

std::optional<Night> Nights::night(std::int64_t night_id) {
    auto found = read(m_statements->run(select_text("id = ?"), night_id));
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::optional<Night> Nights::last_closed() {
    auto found = select("closed_at IS NOT NULL AND verdict <> 'not begun' ORDER BY id DESC LIMIT 1");
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::optional<Night> Nights::open() {
    auto found = select("closed_at IS NULL ORDER BY id DESC LIMIT 1");
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::vector<Night> Nights::newest(int limit) { return select("1 = 1 ORDER BY id DESC LIMIT " + std::to_string(limit)); }

std::vector<std::int64_t> Nights::finished_units(std::int64_t night_id) {
    auto& rows = m_statements->run(
        "SELECT r.unit_id FROM ops_run r WHERE r.id IN (SELECT max(id) FROM ops_run WHERE night_id = ? GROUP BY "
        "unit_id) AND r.outcome IS NOT NULL AND r.outcome <> 'failed' AND (r.delivery_id IS NULL OR NOT EXISTS "
        "(SELECT 1 FROM ops_cursor c WHERE c.unit_id = r.unit_id)) ORDER BY r.unit_id",
        night_id);
    std::vector<std::int64_t> units;
    while (rows.fetch()) units.push_back(rows.integer(1).value());
    return units;
}

}  // namespace tilsig::ledger
