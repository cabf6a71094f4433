#include "ledger/arrival_rows.hpp"

#include "ledger/insert_rows.hpp"
#include "ledger/statement_cache.hpp"

namespace tilsig::ledger {

void replace_arrivals(odbc::Connection& connection, const std::vector<ArrivalRow>& rows, const std::string& as_of) {
    StatementCache statements(connection);
    statements.run("DELETE FROM ops_arrival");
    insert_rows(connection, statements,
                "INSERT INTO ops_arrival (feed, sender, period, sender_name, municipality_code, region_code, state, "
                "owed, refused, holds, due_at, received_at, late_days, ground_kind, ground, exempt_until, "
                "first_delivery_at, as_of)",
                "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", "", rows.size(),
                [&](odbc::Statement& statement, int at, std::size_t number) {
                    const auto& row = rows[number];
                    for (const auto* text : {&row.unit.feed, &row.unit.sender, &row.unit.period, &row.sender_name})
                        bind_one(statement, at++, *text);
                    for (const auto* text : {&row.municipality_code, &row.region_code})
                        bind_one(statement, at++, or_null(*text));
                    bind_one(statement, at++, row.state);
                    bind_one(statement, at++, row.owed ? 1 : 0);
                    bind_one(statement, at++, row.refused ? 1 : 0);
                    bind_one(statement, at++, row.holds);
                    for (const auto* text : {&row.due_at, &row.received_at}) bind_one(statement, at++, or_null(*text));
                    bind_one(statement, at++, row.late_days);
                    for (const auto* text : {&row.ground_kind, &row.ground, &row.exempt_until, &row.first_delivery_at})
                        bind_one(statement, at++, or_null(*text));
                    bind_one(statement, at++, as_of);
                });
}

}  // namespace tilsig::ledger
