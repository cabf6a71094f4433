// The loader's own tables: what was declared, who touched what last, which load of which delivery changed which
// table, and the views of ours.
#include "warehouse/schema.hpp"

#include "ledger/views.hpp"
#include "warehouse/engine_kit.hpp"

namespace tilsig::warehouse {

std::vector<ledger::Migration> load_migrations(const odbc::Dialect& dialect) {
    const std::string text = dialect.column_type(model::Type::text, 0, 0) + " NOT NULL";
    const std::string key = dialect.key_text_type() + " NOT NULL";
    const std::string number = "bigint NOT NULL";
    ledger::Migration first;
    first.number = 1;
    first.name = "tables of the loader";
    first.statements = {
        // next_key: surrogates are given out by the loader in ranges, under the load lock. changed_seq: the last load.
        "CREATE TABLE ops_table (table_name " + key + " PRIMARY KEY, next_key " + number + ", changed_seq " + number +
            ")",
        "CREATE TABLE ops_table_column (table_name " + key + ", column_name " + key + ", declared " + text +
            ", PRIMARY KEY (table_name, column_name))",
        "CREATE TABLE ops_reference (table_name " + key + ", reference_name " + key + ", position " + number +
            ", column_name " + text + ", as_of_column " + text + ", dimension " + text + ", match_column " + text +
            ", valid_from " + text + ", valid_to " + text + ", text_code " + number +
            ", PRIMARY KEY (table_name, reference_name))",
        "CREATE TABLE ops_unit_table (unit_id " + number + ", table_name " + key + ", touched_seq " + number +
            ", touch_token " + text + ", row_count " + number + ", PRIMARY KEY (table_name, unit_id))",
        "CREATE TABLE ops_table_load (load_seq " + number + ", table_name " + key + ", kind " + text + ", unit_id " +
            number + ", delivery_id " + number + ", fresh " + number + ", updated " + number + ", closed " + number +
            ", PRIMARY KEY (table_name, load_seq))",
        "CREATE INDEX ops_table_load_of_delivery ON ops_table_load (delivery_id)",
    };
    for (const std::string& statement : kit_of(dialect).staging_schema()) first.statements.push_back(statement);
    ledger::Migration second;
    second.number = 2;
    second.name = "views that BI reads";
    second.statements = {ledger::InstalledViews::table_ddl(dialect)};
    return {first, second};
}

}  // namespace tilsig::warehouse
