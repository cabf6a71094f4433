#include "ledger/issue_key.hpp"

#include "base/text.hpp"
#include "ledger/insert_rows.hpp"
#include "ledger/schema.hpp"
#include "ledger/statement_cache.hpp"

namespace tilsig::ledger {

namespace {

constexpr std::size_t longest_reason = 2000;

std::vector<model::Subject> recorded_subjects(odbc::Connection& connection) {
    std::vector<model::Subject> subjects;
    auto rows = connection.once("SELECT DISTINCT subject FROM ops_rejected WHERE subject <> ''");
    rows.execute();
    while (rows.fetch()) {
        const auto subject = model::Subject::parse(rows.text(1).value_or(""));
        if (subject.kind != model::Subject::Kind::none) subjects.push_back(subject);
    }
    return subjects;
}

}  // namespace

std::vector<Migration> issue_key_migrations(const odbc::Dialect& dialect) {
    const std::string required = " " + dialect.column_type(model::Type::text, 0, 0) + " NOT NULL";
    return {{16,
             "rotations of the issue key",
             {"CREATE TABLE ops_key_rotation (number bigint PRIMARY KEY, rotated_at" + required + ", who" + required +
              ", reason" + required + ", subjects bigint NOT NULL)"}}};
}

std::int64_t key_rotations(odbc::Connection& connection) {
    return connection.query_integer("SELECT max(number) FROM ops_key_rotation").value_or(0);
}

std::vector<KeyRotation> list_key_rotations(odbc::Connection& connection) {
    std::vector<KeyRotation> found;
    auto rows =
        connection.once("SELECT number, rotated_at, who, reason, subjects FROM ops_key_rotation ORDER BY number");
    rows.execute();
    while (rows.fetch())
        found.push_back({rows.integer(1).value(), rows.text(2).value_or(""), rows.text(3).value_or(""),
                         rows.text(4).value_or(""), static_cast<std::uint64_t>(rows.integer(5).value_or(0))});
    return found;
}

KeyRotation record_key_rotation(odbc::Connection& connection, const Clock& clock, const std::string& who,
                                const std::string& reason, const std::function<Hash128(const Hash128&)>& next) {
    const auto subjects = recorded_subjects(connection);
    StatementCache statements(connection);
    const std::string key = " " + connection.dialect().key_text_type() + " NOT NULL";
    connection.execute("CREATE TEMPORARY TABLE IF NOT EXISTS ops_rekeyed (before_it" + key + " PRIMARY KEY, after_it" +
                       key + ")");
    insert_rows(connection, statements, "INSERT INTO ops_rekeyed (before_it, after_it)", "(?, ?)", "", subjects.size(),
                [&](odbc::Statement& statement, int first, std::size_t n) {
                    const auto& subject = subjects[n];
                    statement.bind(first, subject.text())
                        .bind(first + 1, model::Subject{subject.kind, next(subject.token)}.text());
                });
    connection.execute(
        "UPDATE ops_rejected SET subject = coalesce((SELECT after_it FROM ops_rekeyed WHERE before_it = subject), "
        "subject) WHERE subject <> ''");
    // Not dropped: MariaDB would commit with it. It goes with the connection.
    connection.execute("DELETE FROM ops_rekeyed");
    const KeyRotation rotation{key_rotations(connection) + 1, to_text(clock.now()), display_name(who),
                               without_long_numbers(display_name(reason, longest_reason)), subjects.size()};
    statements.run("INSERT INTO ops_key_rotation (number, rotated_at, who, reason, subjects) VALUES (?, ?, ?, ?, ?)",
                   rotation.number, rotation.at, rotation.who, rotation.reason, rotation.subjects);
    return rotation;
}

}  // namespace tilsig::ledger
