// Tables of nights, slots, pauses, notes, the installation and its lease, and of who has delivered.
#include "ledger/schema.hpp"

namespace tilsig::ledger {

std::vector<Migration> night_migrations(const odbc::Dialect& dialect) {
    const std::string text = " " + dialect.column_type(model::Type::text, 0, 0);
    const std::string required = text + " NOT NULL";
    const std::string key = " " + dialect.key_text_type() + " NOT NULL";
    const std::string primary = " " + dialect.key_text_type() + " PRIMARY KEY";
    const std::string number = " bigint NOT NULL";

    Migration nights{slot_migration, "slots, causes of nights, pauses, notes on runs", {}};
    auto& ddl = nights.statements;
    ddl.push_back("ALTER TABLE ops_night ADD COLUMN cause" + required + " DEFAULT 'command'");
    ddl.push_back("ALTER TABLE ops_night ADD COLUMN reason" + required + " DEFAULT ''");
    // A slot is one instant, or a span of skipped ones. (unit_id, instant) keeps two programs from running the same
    // one.
    ddl.push_back("CREATE TABLE ops_slot (id " + dialect.identity_column_type() + ", unit_id" + number +
                  " REFERENCES ops_unit (id), instant" + key + ", last_instant" + key + ", instants" + number +
                  ", state" + key + ", reason" + required +
                  ", night_id bigint REFERENCES ops_night (id), run_id bigint REFERENCES ops_run (id), retry_at" +
                  text + ", tries" + number + ", claimed_at" + text + ", changed_at" + required +
                  ", UNIQUE (unit_id, instant))");
    ddl.push_back("CREATE INDEX ops_slot_of_night ON ops_slot (night_id)");
    // Where an index cannot be partial it goes by the word that is looked for.
    ddl.push_back(std::string("CREATE INDEX ops_slot_failed ON ops_slot ") +
                  (dialect.partial_indexes() ? "(id) WHERE state = 'failed'" : "(state)"));
    ddl.push_back(std::string("CREATE INDEX ops_slot_running ON ops_slot ") +
                  (dialect.partial_indexes() ? "(night_id) WHERE state = 'running'" : "(night_id, state)"));
    // The newest run of a unit in a night.
    ddl.push_back("CREATE INDEX ops_run_of_night_unit ON ops_run (night_id, unit_id, id)");
    ddl.push_back("CREATE TABLE ops_pause (feed" + primary + ", since" + required + ", who" + required + ", why" +
                  required + ")");
    ddl.push_back("CREATE TABLE ops_run_note (run_id bigint NOT NULL REFERENCES ops_run (id), kind" + key +
                  ", noted_at" + required + ", text" + required + ", PRIMARY KEY (run_id, kind))");

    Migration owner{
        8,
        "the installation that owns the database, and the lease of its daemon",
        {"CREATE TABLE ops_installation (only_one bigint PRIMARY KEY, id" + required + ", bound_at" + required + ")",
         "CREATE TABLE ops_lease (name" + primary + ", holder" + required + ", fence" + number + ", acquired_at" +
             required + ", renewed_at" + required + ", expires_at" + required + ")"}};

    Migration arrivals{
        9,
        "who has delivered and who owes, as of the last closed night",
        {"CREATE TABLE ops_arrival (feed" + key + ", sender" + key + ", period" + key + ", sender_name" + required +
         ", municipality_code" + text + ", region_code" + text + ", state" + required + ", owed" + number +
         ", refused" + number + ", holds" + number + ", due_at" + text + ", received_at" + text +
         ", late_days bigint, ground_kind" + text + ", ground" + text + ", exempt_until" + text +
         ", first_delivery_at" + text + ", as_of" + required + ", PRIMARY KEY (feed, sender, period))"}};
    return {std::move(nights), std::move(owner), std::move(arrivals)};
}

std::vector<Migration> holder_migrations(const odbc::Dialect& dialect) {
    const std::string required = " " + dialect.column_type(model::Type::text, 0, 0) + " NOT NULL";
    return {{11,
             "what a night was asked for and who works in it; the runs before a claim",
             {"ALTER TABLE ops_night ADD COLUMN asked" + required + " DEFAULT ''",
              "ALTER TABLE ops_night ADD COLUMN holder" + required + " DEFAULT ''",
              "ALTER TABLE ops_slot ADD COLUMN after_run bigint NOT NULL DEFAULT 0"}}};
}

std::vector<Migration> link_migrations(const odbc::Dialect& dialect) {
    const std::string required = " " + dialect.column_type(model::Type::text, 0, 0) + " NOT NULL";
    return {{12,
             "the link store that persons were loaded by",
             {"CREATE TABLE ops_link_store (only_one bigint PRIMARY KEY, store_id" + required +
              ", generation bigint NOT NULL)"}},
            {15,
             "ids of persons that are the same person",
             {"CREATE TABLE ops_person_alias (alias_id bigint PRIMARY KEY, same_as bigint NOT NULL, load_seq bigint "
              "NOT NULL)"}}};
}

}  // namespace tilsig::ledger
