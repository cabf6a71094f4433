#include "ledger/link_state.hpp"

#include "odbc/dialect.hpp"

namespace tilsig::ledger {

LinkState link_state(odbc::Connection& connection) {
    auto row = connection.once("SELECT store_id, generation FROM ops_link_store");
    row.execute();
    LinkState state;
    while (row.fetch()) state = {row.text(1).value_or(""), row.integer(2).value_or(0)};
    return state;
}

void note_link_state(odbc::Connection& connection, const LinkState& state) {
    connection
        .once("INSERT INTO ops_link_store (only_one, store_id, generation) VALUES (1, ?, ?)" +
              connection.dialect().or_update("ops_link_store", "only_one", {"store_id", "generation"}))
        .bind(1, state.store)
        .bind(2, state.generation)
        .execute();
}

}  // namespace tilsig::ledger
