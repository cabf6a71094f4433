#include "operate/subject.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "odbc/dialect.hpp"
#include "operate/landed_search.hpp"
#include "operate/person_lookup.hpp"
#include "session/links.hpp"
#include "warehouse/table_sql.hpp"

namespace tilsig::operate {

namespace {

using answers::SubjectAnswer;

std::string unit_of(session::Session& session, std::int64_t delivery_id) {
    const auto delivery = session.ledger().delivery(delivery_id);
    const auto unit = delivery ? session.ledger().unit_name(delivery->unit_id) : std::nullopt;
    return unit ? unit->text() : "";
}

void add_rows(session::Session& session, const warehouse::PersonColumn& where, bool current,
              const std::vector<std::int64_t>& ids, SubjectAnswer& answer) {
    auto& connection = session.connection();
    const auto& dialect = connection.dialect();
    const warehouse::TableSql sql(*where.table, dialect);
    std::string list;
    for (const auto& column : where.table->columns)
        list += dialect.canonical_text(odbc::quoted(column.name), column.type, column.scale) + ", ";
    auto rows =
        connection.once("SELECT " + list + "received_at, load_seq, delivery_id, record_no" +
                        (current ? ", 0" : ", replaced_seq") + " FROM " + (current ? sql.current : sql.history) +
                        " WHERE " + warehouse::about(where, ids) + " ORDER BY load_seq, record_no");
    rows.execute();
    while (rows.fetch()) {
        SubjectAnswer::Row row;
        row.table = where.table->name;
        row.current = current;
        int at = 0;
        for (const auto& column : where.table->columns)
            row.values.emplace_back(column.name, rows.text(++at).value_or(""));
        row.received_at = rows.text(++at).value_or("");
        row.load_seq = rows.integer(++at).value_or(0);
        row.delivery = rows.integer(++at).value_or(0);
        row.record = rows.integer(++at).value_or(0);
        row.replaced_seq = rows.integer(++at).value_or(0);
        answer.rows.push_back(std::move(row));
    }
}

void add_all_rows(session::Session& session, const std::vector<std::int64_t>& ids, SubjectAnswer& answer) {
    for (const auto& where : person_columns(session.context().catalog)) {
        const auto held = warehouse::count_person_rows(session.connection(), where, ids);
        if (held.current > 0) add_rows(session, where, true, ids, answer);
        if (held.history > 0) add_rows(session, where, false, ids, answer);
    }
    for (auto& row : answer.rows) {
        row.unit = unit_of(session, row.delivery);
        row.source = row.unit.substr(0, row.unit.find('.'));
        row.loaded_at =
            session.connection()
                .query_text("SELECT loaded_at FROM ops_load WHERE load_seq = " + std::to_string(row.load_seq))
                .value_or("");
    }
}

void add_landed(session::Session& session, const LandedHit& hit, SubjectAnswer& answer) {
    SubjectAnswer::Landed landed;
    landed.unit = hit.unit.text();
    landed.hash = hit.manifest.delivery;
    landed.received_at = hit.manifest.received_at;
    landed.mentions = hit.mentions;
    landed.unreadable = hit.unreadable;
    for (const auto& place : hit.records) landed.lines.push_back(place.line);
    auto rows = session.connection().once("SELECT id, state FROM ops_delivery WHERE hash = ? ORDER BY id");
    rows.bind(1, hit.manifest.delivery).execute();
    while (rows.fetch()) {
        landed.deliveries.push_back(rows.integer(1).value());
        landed.states.push_back(rows.text(2).value_or(""));
    }
    answer.landed.push_back(std::move(landed));
}

void add_findings(session::Session& session, const std::vector<model::Subject>& subjects, const LandedSearch& search,
                  SubjectAnswer& answer) {
    ledger::Erasures account(session.connection(), session.context().clock);
    for (auto& found : account.findings(subjects, places_of(search))) {
        SubjectAnswer::Finding finding;
        finding.code = std::move(found.code);
        finding.field = std::move(found.field);
        finding.severity = std::move(found.severity);
        finding.owner = std::move(found.owner);
        finding.delivery = found.delivery;
        finding.line = found.line;
        finding.received_at = std::move(found.received_at);
        finding.unit = unit_of(session, found.delivery);
        answer.findings.push_back(std::move(finding));
    }
}

}  // namespace

SubjectAnswer subject_answer(session::Session& session, const GivenNumber& given, const std::string& who,
                             bool show_numbers) {
    SubjectAnswer answer;
    // Where no store was made nobody was ever told of: it is not made for a question.
    session::Links looking(session.context(), session.connection(), session::Links::Mode::looks);
    if (looking.store() == nullptr) return answer;
    session::Links links(session.context(), session.connection(), session::Links::Mode::learns);
    auto& store = *links.store();
    store.begin_use({who, std::nullopt, "subject"});
    const auto found = find_person(store, given);
    answer.erased = found.erased;
    answer.person = found.person;
    for (const std::int64_t id : found.ids)
        if (id != found.person) answer.aliases.push_back(id);
    for (const auto& number : found.numbers)
        answer.numbers.push_back(
            {to_string(number.kind), show_numbers ? number.digits : std::string(), number.known_from});
    add_all_rows(session, found.ids, answer);
    const auto search = search_landed(session, protect::TheirNumbers(store, found.lookups));
    add_findings(session, subjects_of(session, found, given), search, answer);
    for (const auto& hit : search.hits) add_landed(session, hit, answer);
    answer.searched = search.searched;
    for (const auto& each : search.unsearched) answer.unsearched.push_back({each.unit, each.delivery, each.why});
    store.end_use();
    return answer;
}

}  // namespace tilsig::operate
