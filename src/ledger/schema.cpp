// The ops_ tables. Types are portable; moments are the one text form of base/clock.hpp, which sorts.
#include "ledger/schema.hpp"

#include <algorithm>

namespace tilsig::ledger {

std::vector<Migration> ledger_migrations(const odbc::Dialect& dialect) {
    const std::string id = "id " + dialect.identity_column_type();
    const std::string text = " " + dialect.column_type(model::Type::text, 0, 0);
    const std::string required = text + " NOT NULL";
    const std::string key = " " + dialect.key_text_type() + " NOT NULL";
    const std::string number = " bigint NOT NULL";
    const std::string maybe = " bigint";
    const auto table = [](const std::string& name, const std::string& columns) {
        return "CREATE TABLE " + name + " (" + columns + ")";
    };

    Migration first{1, "units, deliveries, runs, markers, holds, nights", {}};
    auto& ddl = first.statements;
    ddl.push_back(table("ops_unit",
                        id + ", feed" + key + ", sender" + key + ", period" + key + ", UNIQUE (feed, sender, period)"));
    ddl.push_back(table("ops_delivery", id + ", unit_id" + number + " REFERENCES ops_unit (id), seq" + number +
                                            ", hash" + key + ", bytes" + number + ", received_at" + required +
                                            ", recorded_at" + required + ", kind" + required + ", state" + required +
                                            ", state_at" + required + ", records" + number + ", outside_name" +
                                            required + ", retention" + required +
                                            ", UNIQUE (unit_id, hash), UNIQUE (unit_id, seq)"));
    ddl.push_back(table("ops_night", id + ", started_at" + required + ", closed_at" + text + ", deadline_at" +
                                         required + ", load_seq" + number + ", verdict" + required));
    ddl.push_back(
        table("ops_run", id + ", unit_id" + number + " REFERENCES ops_unit (id), delivery_id" + maybe +
                             " REFERENCES ops_delivery (id), night_id" + maybe + " REFERENCES ops_night (id), cause" +
                             required + ", mapping_hash" + required + ", program_version" + required + ", started_at" +
                             required + ", ended_at" + text + ", outcome" + text + ", reason" + text + ", error_kind" +
                             text + ", error_code" + text + ", retry_at" + text + ", load_seq" + maybe +
                             ", bytes_preface" + number + ", bytes_header" + number + ", bytes_blank" + number +
                             ", bytes_trailer" + number + ", bytes_record" + number + ", bytes_unreadable" + number +
                             ", records_read" + number + ", accepted" + number + ", duplicate" + number + ", rejected" +
                             number + ", filtered" + number + ", held" + number));
    ddl.push_back("CREATE INDEX ops_run_of_unit ON ops_run (unit_id, id)");
    ddl.push_back("CREATE INDEX ops_run_of_night ON ops_run (night_id)");
    // Where an index cannot be partial it goes by the word that is looked for.
    const bool partial = dialect.partial_indexes();
    ddl.push_back(std::string("CREATE INDEX ops_run_open ON ops_run ") +
                  (partial ? "(id) WHERE outcome IS NULL" : "(outcome(16))"));
    ddl.push_back(table("ops_step", "run_id" + number + ", position" + number + ", name" + required + ", wall_us" +
                                        number + ", items" + number + ", PRIMARY KEY (run_id, position)"));
    ddl.push_back(table("ops_run_rows", "run_id" + number + ", table_name" + key + ", derived" + number + ", fresh" +
                                            number + ", updated" + number + ", unchanged" + number + ", merged" +
                                            number + ", closed" + number + ", PRIMARY KEY (run_id, table_name)"));
    // What the sums of a run are made of: records by rule, reason or kind of change. kind is rejected, filtered,
    // flagged or changed.
    ddl.push_back(table("ops_run_rule", "run_id" + number + ", kind" + key + ", code" + key + ", records" + number +
                                            ", PRIMARY KEY (run_id, kind, code)"));
    ddl.push_back(table("ops_rejected", "delivery_id" + number + ", run_id" + number + ", record_no" + number +
                                            ", line" + number + ", column_no" + number + ", byte_offset" + number +
                                            ", byte_length" + number + ", code" + required + ", field" + required +
                                            ", severity" + required + ", action" + required));
    ddl.push_back("CREATE INDEX ops_rejected_of_delivery ON ops_rejected (delivery_id, record_no)");
    ddl.push_back(table("ops_hold", id + ", delivery_id" + number + " REFERENCES ops_delivery (id), slice" + required +
                                        ", reason" + required + ", state" + required + ", held_at" + required +
                                        ", decided_by" + text + ", decided_at" + text + ", waiver" + text));
    ddl.push_back("CREATE INDEX ops_hold_of_delivery ON ops_hold (delivery_id)");
    ddl.push_back(std::string("CREATE INDEX ops_hold_open ON ops_hold ") +
                  (partial ? "(id) WHERE state = 'held'" : "(state(16))"));
    ddl.push_back(table("ops_cursor", "unit_id bigint PRIMARY KEY REFERENCES ops_unit (id), position" + required +
                                          ", changed_at" + required + ", seal" + required));
    // The marker. A row of it exists if and only if the run's rows do; unique in both directions.
    ddl.push_back(table("ops_load", "load_seq bigint PRIMARY KEY, run_id" + number +
                                        " UNIQUE REFERENCES ops_run (id), loaded_at" + required + ", seal" + required));
    ddl.push_back(table("ops_audit", id + ", at" + required + ", who" + required + ", what" + required + ", subject" +
                                         required + ", why" + required));

    // People write identifiers into file names; base64 hides them from nobody. Emptied before the column goes, because
    // a dropped column's values stay in PostgreSQL's rows until they are written again.
    Migration second{
        2,
        "outside names stand sealed in the landing zone only",
        {"UPDATE ops_delivery SET outside_name = ''", "ALTER TABLE ops_delivery DROP COLUMN outside_name"}};
    Migration third{3,
                    "the sheet of a workbook is part of a place",
                    {"ALTER TABLE ops_rejected ADD COLUMN sheet bigint NOT NULL DEFAULT 0"}};
    const auto added = [&](const std::string& column) {
        return "ALTER TABLE ops_rejected ADD COLUMN " + column + required + " DEFAULT ''";
    };
    Migration fourth{4, "a finding knows who must repair it and what it is about", {added("owner"), added("subject")}};
    Migration fifth{5,
                    "rows that stay although they were not delivered are counted",
                    {"ALTER TABLE ops_run_rows ADD COLUMN kept bigint NOT NULL DEFAULT 0"}};
    // A row stands from the run's commit until its receipt is on disk, so that no kill and no full disk loses one.
    Migration sixth{6,
                    "receipts that are still to be written",
                    {table("ops_receipt", "run_id bigint PRIMARY KEY REFERENCES ops_run (id), owed_at" + required)}};
    std::vector<Migration> all{std::move(first),  std::move(second), std::move(third),
                               std::move(fourth), std::move(fifth),  std::move(sixth)};
    for (Migration& migration : night_migrations(dialect)) all.push_back(std::move(migration));
    for (Migration& migration : outbox_migrations(dialect)) all.push_back(std::move(migration));
    for (Migration& migration : holder_migrations(dialect)) all.push_back(std::move(migration));
    for (Migration& migration : link_migrations(dialect)) all.push_back(std::move(migration));
    for (Migration& migration : rule_count_migrations(dialect)) all.push_back(std::move(migration));
    for (Migration& migration : erasure_migrations(dialect)) all.push_back(std::move(migration));
    for (Migration& migration : issue_key_migrations(dialect)) all.push_back(std::move(migration));
    for (Migration& migration : figure_migrations(dialect)) all.push_back(std::move(migration));
    std::sort(all.begin(), all.end(), [](const Migration& a, const Migration& b) { return a.number < b.number; });
    return all;
}

}  // namespace tilsig::ledger
