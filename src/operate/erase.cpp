#include "operate/erase.hpp"

#include <algorithm>
#include <filesystem>

#include "load/loader.hpp"
#include "load/snapshot.hpp"
#include "odbc/dialect.hpp"
#include "odbc/scrub.hpp"

namespace tilsig::operate {

namespace {

using Count = ledger::Erasure::Count;

}  // namespace

Erasure::Erasure(session::Session& session, const std::optional<GivenNumber>& given, const std::string& who)
    : m_session(session), m_store(*session.links().store()), m_columns(person_columns(session.context().catalog)) {
    m_store.begin_use({who, std::nullopt, "erase"});
    if (given) {
        m_found = find_person(m_store, *given);
        m_subjects = subjects_of(session, m_found, *given);
    }
    m_known = !given || m_found.person != 0 || m_found.erased;
    // Who is erased already is completed, with all others: the tombstones do not tell whose they are.
    const bool everybody = !given || m_found.erased;
    m_ids = everybody ? m_store.erased_ids() : m_found.ids;
    m_theirs.emplace(m_store, everybody ? m_store.tombstones() : m_found.lookups);
    for (const auto& column : m_columns)
        m_rows.push_back(warehouse::count_person_rows(session.connection(), column, m_ids));
    m_search = search_landed(session, *m_theirs);
    ledger::Erasures account(session.connection(), session.context().clock);
    const auto findings = account.findings(m_subjects, places_of(m_search));
    m_findings = static_cast<std::uint64_t>(
        std::count_if(findings.begin(), findings.end(), [](const auto& each) { return each.about; }));
}

answers::ErasureAnswer Erasure::answer(bool done) const {
    answers::ErasureAnswer answer;
    answer.done = done;
    answer.known = m_known;
    const auto add = [&](const std::string& store, const std::string& name, std::uint64_t items) {
        if (items > 0) answer.counts.push_back({store, name, items});
    };
    add("links", "numbers", m_found.numbers.size());
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        add("table", m_columns[i].table->name, m_rows[i].current);
        add("history", m_columns[i].table->name, m_rows[i].history);
    }
    std::uint64_t records = 0, mentions = 0;
    for (const auto& hit : m_search.hits) {
        records += hit.records.size();
        mentions += hit.mentions;
        answer.landed.push_back({hit.unit.text(), hit.manifest.delivery, hit.records.size(), hit.mentions});
    }
    add("findings", "subjects", m_findings);
    add("landing", "deliveries", m_search.hits.size());
    add("landing", "records", records);
    add("landing", "mentions", mentions);
    answer.searched = m_search.searched;
    for (const auto& each : m_search.unsearched) answer.unsearched.push_back({each.unit, each.delivery, each.why});
    return answer;
}

void Erasure::add(std::int64_t erasure, const Count& count) {
    ledger::Erasures(m_session.connection(), m_session.context().clock).add(erasure, count);
}

void Erasure::carry_out(const std::string& who, const std::string& reason) {
    auto& connection = m_session.connection();
    ledger::Erasures erasures(connection, m_session.context().clock);
    const std::int64_t erasure = m_session.write([&] {
        const auto begun = erasures.begin(who, reason);
        erasures.add(begun, {"findings", "subjects", erasures.forget_subjects(m_subjects)});
        return begun;
    });
    forget_numbers();
    erase_rows(erasure);
    blank_deliveries(erasure);
    scrub();
    m_session.write([&] { erasures.end(erasure); });
    m_store.end_use();
}

void Erasure::forget_numbers() {
    if (m_found.person != 0) (void)m_store.erase(m_found.person);
    for (const auto& lookup : m_found.lookups) m_store.bury(lookup);
}

void Erasure::erase_rows(std::int64_t erasure) {
    auto& connection = m_session.connection();
    m_session.write([&] {
        if (const auto lock = connection.dialect().load_lock_statement(); !lock.empty()) connection.execute(lock);
        add(erasure, {"links", "numbers", m_found.numbers.size()});
        for (std::size_t i = 0; i < m_columns.size(); ++i) {
            m_rows[i] = warehouse::erase_person_rows(connection, m_columns[i], m_ids);
            add(erasure, {"table", m_columns[i].table->name, m_rows[i].current});
            add(erasure, {"history", m_columns[i].table->name, m_rows[i].history});
        }
        // An older copy of the link store, which lacks the tombstones, is refused from now on; aliases go.
        m_session.links().note(connection, m_session.ledger().newest_load());
        m_session.require_fence();
    });
    const auto& cache = m_session.context().places.cache;
    for (const auto& rows : m_rows)
        for (const std::int64_t unit : rows.units) load::forget_snapshots(cache, unit);
    // What a killed plan has left, sealed with a key that died with it.
    std::error_code left_behind;
    std::filesystem::remove_all(cache / session::Places::plans, left_behind);
}

void Erasure::blank_deliveries(std::int64_t erasure) {
    ledger::Erasures erasures(m_session.connection(), m_session.context().clock);
    for (const auto& hit : m_search.hits) {
        // Before the records go, which tell where the findings are.
        m_session.write([&] {
            std::uint64_t findings = 0;
            for (const auto& place : hit.records) findings += erasures.forget_subject_at(hit.manifest.delivery, place);
            erasures.add(erasure, {"findings", "subjects", findings});
        });
        blank_landed(m_session, hit, *m_theirs);
        m_session.write([&] {
            erasures.add(erasure, {"landing", "deliveries", 1});
            erasures.add(erasure, {"landing", "records", hit.records.size()});
            erasures.add(erasure, {"landing", "mentions", hit.mentions});
        });
    }
}

void Erasure::scrub() {
    std::vector<std::string> tables{"ops_rejected"};
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        if (!m_session.connection().query_integer(m_session.connection().dialect().table_exists_query(),
                                                  {m_columns[i].table->name}))
            continue;
        tables.push_back(m_columns[i].table->name);
        tables.push_back(m_columns[i].table->name + "_history");
    }
    m_store.scrub();
    odbc::scrub(m_session.connection(), tables);
}

}  // namespace tilsig::operate
