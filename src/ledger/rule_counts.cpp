#include "ledger/rule_counts.hpp"

#include "base/text.hpp"
#include "ledger/insert_rows.hpp"
#include "ledger/schema.hpp"
#include "ledger/statement_cache.hpp"

namespace tilsig::ledger {

namespace {

const std::string plain_columns = "slice, owner, code, version, shadow, evaluated, failed, unknown";
constexpr int plain = 8;

/// One column for each reason: na_when, na_prerequisite_failed, ..
std::string reason_columns(const std::string& behind) {
    std::string text;
    for (const char* word : model::words_not_applicable) text += std::string(", na_") + word + behind;
    return text;
}

std::int64_t signed_of(std::uint64_t count) { return static_cast<std::int64_t>(count); }
std::uint64_t unsigned_of(odbc::Statement& rows, int column) {
    return static_cast<std::uint64_t>(rows.integer(column).value());
}

}  // namespace

std::vector<Migration> rule_count_migrations(const odbc::Dialect& dialect) {
    const std::string required = " " + dialect.column_type(model::Type::text, 0, 0) + " NOT NULL";
    const std::string key = " " + dialect.key_text_type() + " NOT NULL";
    const std::string number = " bigint NOT NULL";
    return {{13,
             "what each rule came to in each slice; the other records of a set",
             {"CREATE TABLE ops_rule_count (run_id bigint NOT NULL REFERENCES ops_run (id), slice" + key + ", owner" +
                  required + ", code" + key + ", version" + number + ", shadow" + number + ", evaluated" + number +
                  ", failed" + number + ", unknown" + number + reason_columns(number) +
                  ", PRIMARY KEY (run_id, code, slice))",
              "ALTER TABLE ops_rejected ADD COLUMN others" + required + " DEFAULT ''"}}};
}

RuleCounts::RuleCounts(odbc::Connection& connection)
    : m_connection(connection), m_statements(std::make_unique<StatementCache>(connection)) {}
RuleCounts::~RuleCounts() = default;

void RuleCounts::add(std::int64_t run_id, const std::vector<RuleCountRow>& rows) {
    std::string parameters = "(?";
    for (std::size_t i = 0; i < plain + model::reasons_not_applicable; ++i) parameters += ", ?";
    insert_rows(
        m_connection, *m_statements, "INSERT INTO ops_rule_count (run_id, " + plain_columns + reason_columns("") + ")",
        parameters + ")", "", rows.size(), [&](odbc::Statement& insert, int first, std::size_t i) {
            const RuleCountRow& row = rows[i];
            insert.bind(first, run_id).bind(first + 1, row.slice).bind(first + 2, row.owner);
            insert.bind(first + 3, row.code).bind(first + 4, std::int64_t{row.version});
            insert.bind(first + 5, std::int64_t{row.shadow ? 1 : 0});
            insert.bind(first + 6, signed_of(row.count.evaluated()));
            insert.bind(first + 7, signed_of(row.count.failed)).bind(first + 8, signed_of(row.count.unknown));
            for (std::size_t reason = 0; reason < model::reasons_not_applicable; ++reason)
                insert.bind(first + 9 + static_cast<int>(reason), signed_of(row.count.not_applicable_by[reason]));
        });
}

std::vector<RuleCountRow> RuleCounts::of_run(std::int64_t run_id) {
    auto& rows = m_statements->run(
        "SELECT " + plain_columns + reason_columns("") + " FROM ops_rule_count WHERE run_id = ? ORDER BY code, slice",
        run_id);
    std::vector<RuleCountRow> found;
    while (rows.fetch()) {
        RuleCountRow row;
        row.slice = rows.text(1).value_or("");
        row.owner = rows.text(2).value_or("");
        row.code = rows.text(3).value_or("");
        row.version = static_cast<int>(rows.integer(4).value());
        row.shadow = rows.integer(5).value() != 0;
        row.count.failed = unsigned_of(rows, 7);
        row.count.unknown = unsigned_of(rows, 8);
        row.count.passed = unsigned_of(rows, 6) - row.count.failed - row.count.unknown;
        for (std::size_t reason = 0; reason < model::reasons_not_applicable; ++reason)
            row.count.not_applicable_by[reason] = unsigned_of(rows, plain + 1 + static_cast<int>(reason));
        found.push_back(std::move(row));
    }
    return found;
}

}  // namespace tilsig::ledger
