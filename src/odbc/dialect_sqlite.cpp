// SQLite: no exact decimal, no date type, one writer.
#include "odbc/dialect.hpp"

namespace tilsig::odbc {

namespace {

std::string power_of_ten(int exponent) { return "1" + std::string(static_cast<std::size_t>(exponent), '0'); }

class SqliteDialect final : public Dialect {
public:
    [[nodiscard]] Engine engine() const noexcept override { return Engine::sqlite; }
    [[nodiscard]] std::string_view name() const noexcept override { return "sqlite"; }

    [[nodiscard]] std::string column_type(model::Type type, int length, int /*scale*/) const override {
        switch (type) {
            case model::Type::text:
            case model::Type::code: return length > 0 ? "varchar(" + std::to_string(length) + ")" : "text";
            case model::Type::integer:
            case model::Type::decimal: return "bigint";
            // The declared names date and timestamp have no effect in SQLite; they tell BI clients what to expect.
            case model::Type::date: return "date";
            case model::Type::boolean: return "smallint";
            case model::Type::timestamp: return "timestamp";
        }
        return "text";
    }

    // Without AUTOINCREMENT the key of a deleted last row is given out again, to another business key.
    [[nodiscard]] std::string identity_column_type() const override { return "integer PRIMARY KEY AUTOINCREMENT"; }

    [[nodiscard]] std::string canonical_text(std::string_view column, model::Type type, int scale) const override {
        const std::string c(column);
        if (type == model::Type::integer || type == model::Type::boolean ||
            (type == model::Type::decimal && scale == 0)) {
            return "CAST(" + c + " AS text)";
        }
        if (type != model::Type::decimal) return c;
        const std::string unit = power_of_ten(scale);
        // abs() last: the smallest number has no positive counterpart.
        return "CASE WHEN " + c + " < 0 THEN '-' ELSE '' END || abs(" + c + " / " + unit + ") || '.' || printf('%0" +
               std::to_string(scale) + "d', abs(" + c + " % " + unit + "))";
    }

    [[nodiscard]] std::string from_canonical_text(std::string_view expression, model::Type type,
                                                  int scale) const override {
        const std::string e(expression);
        if (type == model::Type::integer || type == model::Type::boolean) return "CAST(" + e + " AS integer)";
        if (type != model::Type::decimal) return e;
        // Canonical text has exactly `scale` digits, so without its point it is the scaled integer.
        return "CAST(" + (scale == 0 ? e : "replace(" + e + ", '.', '')") + " AS integer)";
    }

    [[nodiscard]] std::string begin_statement(bool write) const override { return write ? "BEGIN IMMEDIATE" : "BEGIN"; }
    [[nodiscard]] std::string load_lock_statement() const override { return {}; }
    [[nodiscard]] std::string_view locking_clause() const noexcept override { return ""; }
    [[nodiscard]] std::string server_moment(std::chrono::milliseconds later) const override {
        const std::string milliseconds = std::to_string(later.count() % 1000 + 1000).substr(1);
        return "strftime('%Y-%m-%dT%H:%M:%f', 'now', '+" + std::to_string(later.count() / 1000) + "." + milliseconds +
               " seconds') || '000Z'";
    }
    [[nodiscard]] std::string last_identity_query() const override { return "SELECT last_insert_rowid()"; }
    [[nodiscard]] std::string table_names_query() const override {
        return "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name";
    }
    [[nodiscard]] std::string table_exists_query() const override {
        return "SELECT 1 FROM sqlite_master WHERE type IN ('table', 'view') AND name = ?";
    }
    [[nodiscard]] std::string relation_names_query() const override {
        return "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')";
    }
    [[nodiscard]] std::string column_names_query() const override {
        return "SELECT name FROM pragma_table_info(?) ORDER BY cid";
    }
    [[nodiscard]] ViewReplacement view_replacement() const noexcept override { return ViewReplacement::none; }
    // SQLite keeps the text of a view and nothing about what it reads: the name as a word, in whatever case.
    [[nodiscard]] std::string dependents_query() const override {
        return "SELECT v.name FROM sqlite_master v, (SELECT ? AS name) w WHERE v.type = 'view' AND v.name <> w.name "
               "AND "
               "lower(v.sql) || ' ' GLOB '*[^a-z0-9_]' || w.name || '[^a-z0-9_]*' ORDER BY 1";
    }
    // A scaled integer of up to 15 digits is shown exactly; beyond that as the nearest number.
    [[nodiscard]] std::string plain_number(const std::string& column, model::Type type, int scale) const override {
        return type == model::Type::decimal && scale > 0 ? column + " / " + power_of_ten(scale) + ".0" : column;
    }
    [[nodiscard]] std::string integrity_query() const override { return "PRAGMA quick_check(5)"; }

protected:
    // SQLite then keeps no journal of the statement, which would be a copy of every page that it changes.
    [[nodiscard]] std::string_view on_failure() const noexcept override { return " OR ROLLBACK"; }
};

}  // namespace

const Dialect& sqlite_dialect() {
    static const SqliteDialect instance;
    return instance;
}

}  // namespace tilsig::odbc
