#include "operate/verify.hpp"

#include <algorithm>

#include "odbc/dialect.hpp"
#include "session/links.hpp"
#include "warehouse/table_sql.hpp"

namespace tilsig::operate {

namespace {

using Check = Verification::Check;

const std::string restore =
    "restore the newest good backup, then `tilsig replay --landed` loads what came since; nobody but tilsig may write "
    "to its tables";

std::vector<std::string> quoted_all(const std::vector<std::string>& names) {
    std::vector<std::string> all;
    for (const auto& name : names) all.push_back(odbc::quoted(name));
    return all;
}

class Verifier {
public:
    explicit Verifier(session::Session& session) : m_session(session), m_connection(session.connection()) {}

    Verification run(bool sweep, const std::string& who) {
        const auto tables = tables_there();
        verify_ledger(tables);
        for (const auto* table : tables) verify_table(*table);
        verify_persons(tables, sweep, who);
        return std::move(m_answer);
    }

private:
    [[nodiscard]] std::vector<const model::Table*> tables_there() {
        std::vector<const model::Table*> tables;
        const auto& model = m_session.context().catalog.model;
        for (const auto* some : {&model.tables, &model.shadows})
            for (const auto& table : *some)
                if (m_connection.query_integer(m_connection.dialect().table_exists_query(), {table.name}))
                    tables.push_back(&table);
        return tables;
    }
    void add(std::string what, std::string of, std::uint64_t looked_at, std::uint64_t wrong,
             const std::string& remedy) {
        m_answer.checks.push_back(
            {std::move(what), std::move(of), looked_at, wrong, wrong == 0 ? std::string() : remedy});
    }
    [[nodiscard]] std::uint64_t count(const std::string& query) {
        return static_cast<std::uint64_t>(m_connection.query_integer(query).value_or(0));
    }

    void verify_ledger(const std::vector<const model::Table*>& tables) {
        std::vector<std::string> names;
        for (const auto* table : tables) names.push_back(table->name);
        m_session.ledger().verify(names, ledger::Verified::every_row);
        add("loads, cursors and rows agree", "ledger", count("SELECT count(*) FROM ops_load"), 0, restore);
        add("every closed run's records add up", "ledger",
            count("SELECT count(*) FROM ops_run WHERE outcome IS NOT NULL"),
            count("SELECT count(*) FROM ops_run WHERE outcome = 'loaded' AND records_read <> accepted + duplicate + "
                  "rejected + filtered + held"),
            restore);
    }

    void verify_table(const model::Table& table) {
        const warehouse::TableSql sql(table, m_connection.dialect());
        const std::string rows = sql.current + " WHERE " + sql.surrogate + " > 0";
        const std::uint64_t current = count("SELECT count(*) FROM " + rows);
        const std::string key = warehouse::column_list(sql.key);
        add("one current row per key", table.name, current,
            count("SELECT count(*) FROM (SELECT " + key + " FROM " + rows + " GROUP BY " + key +
                  " HAVING count(*) > 1) x"),
            restore);
        // Each version was live from the load that wrote it until the one that replaced it.
        add("one version at any time", table.name, current + count("SELECT count(*) FROM " + sql.history),
            count("SELECT count(*) FROM (SELECT replaced_seq, lead(load_seq) OVER (PARTITION BY " + key +
                  " ORDER BY load_seq, replaced_seq) AS next_seq FROM (SELECT " + key +
                  ", load_seq, replaced_seq FROM " + sql.history + " UNION ALL SELECT " + key +
                  ", load_seq, 9223372036854775807 FROM " + rows + ") v) x WHERE next_seq < replaced_seq"),
            restore);
        if (table.spells) verify_spells(*table.spells, table.name, rows, current);
    }

    void verify_spells(const model::TableSpells& spells, const std::string& table, const std::string& rows,
                       std::uint64_t current) {
        const std::string of = warehouse::column_list(quoted_all(spells.of));
        const std::string from = odbc::quoted(spells.from), to = odbc::quoted(spells.to);
        const std::string next = "(SELECT " + to + " AS t, lead(" + from + ") OVER (PARTITION BY " + of + " ORDER BY " +
                                 from + ") AS n FROM " + rows + " AND " + from + " IS NOT NULL) x";
        const std::string remedy = "correct the source: rows of the same " + of + " must follow each other";
        add("no overlap of spells", table, current,
            count("SELECT count(*) FROM " + next + " WHERE n IS NOT NULL AND (t IS NULL OR t > n)") +
                count("SELECT count(*) FROM " + rows + " AND " + to + " < " + from),
            remedy);
        if (!spells.gaps_allowed)
            add("no gap between spells", table, current, count("SELECT count(*) FROM " + next + " WHERE t < n"),
                remedy);
    }

    /// All ids that stand in the table or its history, ascending; read in pages.
    void gather_ids(const model::Table& table, std::vector<std::int64_t>& ids) {
        const warehouse::TableSql sql(table, m_connection.dialect());
        for (const auto& column : table.columns) {
            if (!column.person) continue;
            for (const auto& from : {sql.current, sql.history}) {
                auto page = m_connection.prepare("SELECT DISTINCT " + odbc::quoted(column.name) + " FROM " + from +
                                                 " WHERE " + odbc::quoted(column.name) + " > ? ORDER BY 1 LIMIT 10000");
                for (std::int64_t last = 0;;) {
                    page.bind(1, last).execute();
                    const std::int64_t before = last;
                    while (page.fetch()) ids.push_back(last = page.integer(1).value());
                    if (last == before) break;
                }
            }
        }
    }

    void verify_persons(const std::vector<const model::Table*>& tables, bool sweep, const std::string& who) {
        std::vector<std::int64_t> used;
        bool any = false;
        for (const auto* table : tables) {
            if (!table->has_persons()) continue;
            any = true;
            gather_ids(*table, used);
        }
        if (!any) return;
        std::sort(used.begin(), used.end());
        used.erase(std::unique(used.begin(), used.end()), used.end());
        auto* store = m_session.links().store();
        if (store == nullptr) {
            add("every person is known", "link store", used.size(), used.size(), "restore the link store");
            return;
        }
        store->begin_use({who, {}, sweep ? "sweep" : "verify"});
        const auto known = store->everybody();
        std::uint64_t unknown = 0, erased = 0;
        std::vector<std::int64_t> with_rows;  // persons under their own id
        auto at = known.begin();
        for (const std::int64_t id : used) {
            while (at != known.end() && at->id < id) ++at;
            if (at == known.end() || at->id != id) {
                ++unknown;
                continue;
            }
            if (at->erased) ++erased;
            with_rows.push_back(at->person);
        }
        add("every person is known", "link store", used.size(), unknown,
            "restore the newest link store; a row whose person nobody knows can be told about nobody");
        add("nobody who was erased has rows", "link store", used.size(), erased, "erase them once more");

        std::sort(with_rows.begin(), with_rows.end());
        std::vector<std::int64_t> without;
        for (const auto& one : known)
            if (one.id == one.person && !one.erased &&
                !std::binary_search(with_rows.begin(), with_rows.end(), one.person))
                without.push_back(one.person);
        m_answer.links_without_rows = without.size();
        if (sweep && !without.empty()) {
            store->forget(without);
            m_answer.swept = without.size();
            m_session.write([&] { m_session.links().note(m_connection, m_session.ledger().newest_load()); });
        }
        store->end_use();
    }

    session::Session& m_session;
    odbc::Connection& m_connection;
    Verification m_answer;
};

}  // namespace

bool Verification::holds() const noexcept {
    return std::all_of(checks.begin(), checks.end(), [](const Check& check) { return check.wrong == 0; });
}

Verification verify(session::Session& session) { return Verifier(session).run(false, "tilsig"); }

Verification verify_and_sweep(session::Session& session, const std::string& who) {
    return Verifier(session).run(true, who);
}

}  // namespace tilsig::operate
