#include "ledger/erasures.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "ledger/statement_cache.hpp"

namespace tilsig::ledger {

namespace {

constexpr std::size_t longest = 2000;

/// Of a workbook the row, of text the byte: numbers of records follow from a layout that may have changed.
std::string at_place(const model::RecordPlace& place) {
    return std::string("record_no > 0 AND ") +
           (place.sheet > 0 ? "sheet = ? AND line = ?" : "sheet = ? AND byte_offset = ?") +
           " AND delivery_id IN (SELECT id FROM ops_delivery WHERE hash = ?)";
}
std::uint64_t position(const model::RecordPlace& place) { return place.sheet > 0 ? place.line : place.offset; }

}  // namespace

Erasures::Erasures(odbc::Connection& connection, const Clock& clock)
    : m_connection(connection), m_clock(clock), m_statements(std::make_unique<StatementCache>(connection)) {}
Erasures::~Erasures() = default;

std::int64_t Erasures::begin(const std::string& who, const std::string& reason) {
    return m_statements->insert("INSERT INTO ops_erasure (begun_at, who, reason) VALUES (?, ?, ?)",
                                to_text(m_clock.now()), display_name(who),
                                without_long_numbers(display_name(reason, longest)));
}

void Erasures::add(std::int64_t erasure, const Erasure::Count& count) {
    if (count.items == 0) return;
    m_statements->run(
        "INSERT INTO ops_erasure_count (erasure_id, store, name, items) VALUES (?, ?, ?, ?)" +
            m_connection.dialect().or_update("ops_erasure_count", "erasure_id, store, name", {}, {"items"}),
        erasure, count.store, count.name, count.items);
}

void Erasures::end(std::int64_t erasure) {
    m_statements->run("UPDATE ops_erasure SET ended_at = ? WHERE ended_at IS NULL AND id <= ?", to_text(m_clock.now()),
                      erasure);
}

std::vector<Erasure> Erasures::list() {
    std::vector<Erasure> found;
    auto& rows = m_statements->run("SELECT id, begun_at, ended_at, who, reason FROM ops_erasure ORDER BY id DESC");
    while (rows.fetch())
        found.push_back({rows.integer(1).value(),
                         rows.text(2).value(),
                         rows.text(3),
                         rows.text(4).value_or(""),
                         rows.text(5).value_or(""),
                         {}});
    for (auto& erasure : found) {
        auto& counts = m_statements->run(
            "SELECT store, name, items FROM ops_erasure_count WHERE erasure_id = ? ORDER BY store, name", erasure.id);
        while (counts.fetch())
            erasure.counts.push_back({counts.text(1).value(), counts.text(2).value(),
                                      static_cast<std::uint64_t>(counts.integer(3).value())});
    }
    return found;
}

std::uint64_t Erasures::forget_subjects(const std::vector<model::Subject>& subjects) {
    std::uint64_t forgotten = 0;
    for (const auto& subject : subjects) {
        // Counted first: what a driver says of an UPDATE is not always about this one.
        const auto count = m_statements->number("SELECT count(*) FROM ops_rejected WHERE subject = ?", subject.text());
        m_statements->run("UPDATE ops_rejected SET subject = '' WHERE subject = ?", subject.text());
        forgotten += static_cast<std::uint64_t>(count.value_or(0));
    }
    return forgotten;
}

std::uint64_t Erasures::forget_subject_at(const std::string& content_hash, const model::RecordPlace& place) {
    const std::string where = " WHERE subject <> '' AND " + at_place(place);
    const std::uint64_t at = position(place);
    const auto count = m_statements->number("SELECT count(*) FROM ops_rejected" + where, place.sheet, at, content_hash);
    m_statements->run("UPDATE ops_rejected SET subject = ''" + where, place.sheet, at, content_hash);
    return static_cast<std::uint64_t>(count.value_or(0));
}

std::vector<Erasures::Found> Erasures::findings(const std::vector<model::Subject>& subjects,
                                                const std::vector<Place>& places) {
    std::vector<Found> found;
    const std::string select =
        "SELECT delivery_id, record_no, line, code, field, severity, owner, (SELECT received_at FROM ops_delivery d "
        "WHERE d.id = delivery_id), CASE WHEN subject <> '' THEN 1 ELSE 0 END FROM ops_rejected WHERE ";
    const auto take = [&](odbc::Statement& rows) {
        while (rows.fetch())
            found.push_back({rows.integer(1).value_or(0), rows.integer(2).value_or(0), rows.integer(3).value_or(0),
                             rows.text(4).value_or(""), rows.text(5).value_or(""), rows.text(6).value_or(""),
                             rows.text(7).value_or(""), rows.text(8).value_or(""), rows.integer(9).value_or(0) != 0});
    };
    for (const auto& subject : subjects) take(m_statements->run(select + "subject = ?", subject.text()));
    for (const auto& [content_hash, place] : places)
        take(m_statements->run(select + at_place(place), place.sheet, position(place), content_hash));
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

}  // namespace tilsig::ledger
