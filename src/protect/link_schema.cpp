#include "protect/link_schema.hpp"

namespace tilsig::protect {

std::vector<ledger::Migration> link_migrations(const odbc::Dialect& dialect) {
    const std::string text = " " + dialect.column_type(model::Type::text, 0, 0);
    const std::string required = text + " NOT NULL";
    const std::string key = " " + dialect.key_text_type() + " NOT NULL";
    const std::string number = " bigint NOT NULL";

    ledger::Migration links{1, "persons and their numbers", {}};
    auto& ddl = links.statements;
    ddl.push_back("CREATE TABLE link_store (id bigint PRIMARY KEY, store_id" + required + ", key_id" + required +
                  ", generation" + number + ", last_person" + number + ", made_at" + required + ")");
    ddl.push_back("CREATE TABLE link_person (person_id bigint PRIMARY KEY, same_as bigint, made_at" + required +
                  ", erased_at" + text + ")");
    ddl.push_back("CREATE INDEX link_person_aliases ON link_person (same_as)");
    ddl.push_back("CREATE TABLE link_number (lookup" + key + " PRIMARY KEY, kind" + key +
                  ", person_id bigint NOT NULL REFERENCES link_person (person_id), key_id" + required + ", sealed" +
                  required + ", known_from" + required + ")");
    ddl.push_back("CREATE INDEX link_number_of_person ON link_number (person_id)");
    ddl.push_back("CREATE TABLE link_tombstone (lookup" + key + " PRIMARY KEY, erased_at" + required + ")");
    ddl.push_back("CREATE TABLE link_use (id " + dialect.identity_column_type() + ", used_at" + required + ", who" +
                  required + ", run_id bigint, purpose" + required + ", persons bigint)");
    return {std::move(links)};
}

}  // namespace tilsig::protect
