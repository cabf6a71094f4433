// Tables of the account of erasures.
#include "ledger/schema.hpp"

namespace tilsig::ledger {

std::vector<Migration> erasure_migrations(const odbc::Dialect& dialect) {
    const std::string text = " " + dialect.column_type(model::Type::text, 0, 0);
    const std::string required = text + " NOT NULL";
    const std::string key = " " + dialect.key_text_type() + " NOT NULL";
    return {{14,
             "erasures of persons, and how much each took out",
             {"CREATE TABLE ops_erasure (id " + dialect.identity_column_type() + ", begun_at" + required +
                  ", ended_at" + text + ", who" + required + ", reason" + required + ")",
              "CREATE TABLE ops_erasure_count (erasure_id bigint NOT NULL REFERENCES ops_erasure (id), store" + key +
                  ", name" + key + ", items bigint NOT NULL, PRIMARY KEY (erasure_id, store, name))"}}};
}

}  // namespace tilsig::ledger
