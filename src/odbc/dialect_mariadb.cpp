// MariaDB: real types, but no time zones, no transactional DDL, and joins where others have UPDATE .. FROM.
#include "odbc/dialect.hpp"

namespace tilsig::odbc {

namespace {

// Sorts by code point, which for UTF-8 is by byte. Not utf8mb4_bin: there 'a' and 'a ' are one key.
std::string by_bytes(const std::string& type) {
    return type + std::string(" CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin");
}

class MariadbDialect final : public Dialect {
public:
    [[nodiscard]] Engine engine() const noexcept override { return Engine::mariadb; }
    [[nodiscard]] std::string_view name() const noexcept override { return "mariadb"; }

    [[nodiscard]] std::string column_type(model::Type type, int length, int scale) const override {
        switch (type) {
            case model::Type::text:
            case model::Type::code:
                return by_bytes(length > 0 ? "varchar(" + std::to_string(length) + ")" : "longtext");
            case model::Type::integer: return "bigint";
            case model::Type::decimal: return "decimal(19," + std::to_string(scale) + ")";
            case model::Type::date: return "date";
            case model::Type::boolean: return "smallint";
            // In UTC. The type timestamp ends in 2038 and begins in 1970.
            case model::Type::timestamp: return "datetime(6)";
        }
        return by_bytes("longtext");
    }
    [[nodiscard]] std::string key_text_type() const override { return by_bytes("varchar(255)"); }
    [[nodiscard]] std::string identity_column_type() const override { return "bigint AUTO_INCREMENT PRIMARY KEY"; }

    [[nodiscard]] std::string canonical_text(std::string_view column, model::Type type, int /*scale*/) const override {
        const std::string c(column);
        switch (type) {
            case model::Type::text:
            case model::Type::code: return c;
            case model::Type::date: return "date_format(" + c + ", '%Y-%m-%d')";
            case model::Type::timestamp: return "date_format(" + c + ", '%Y-%m-%dT%H:%i:%s.%fZ')";
            default: return "CAST(" + c + " AS char)";  // decimal(19,n) prints exactly n digits
        }
    }

    [[nodiscard]] std::string from_canonical_text(std::string_view expression, model::Type type,
                                                  int scale) const override {
        const std::string e(expression);
        switch (type) {
            case model::Type::text:
            case model::Type::code: return e;
            case model::Type::date: return "CAST(" + e + " AS date)";
            // 2026-11-22T03:00:00.000000Z: the closing Z is refused.
            case model::Type::timestamp: return "CAST(replace(" + e + ", 'Z', '') AS datetime(6))";
            case model::Type::decimal: return "CAST(" + e + " AS decimal(19," + std::to_string(scale) + "))";
            default: return "CAST(" + e + " AS signed)";
        }
    }

    // Sessions read committed rows (connection.cpp); a snapshot for reading needs the stricter level for once.
    [[nodiscard]] std::string isolation_statement(bool write) const override {
        return write ? "" : "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ";
    }
    [[nodiscard]] std::string begin_statement(bool write) const override {
        return write ? "START TRANSACTION READ WRITE" : "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY";
    }
    // A row lock, not GET_LOCK: it ends together with the transaction and its rows, on every way a transaction can end,
    // so that a connection that was given up can neither keep the lock nor write after losing it.
    [[nodiscard]] std::string load_lock_statement() const override {
        return "SELECT number FROM ops_migration WHERE area = 'ledger' AND number = 1 FOR UPDATE";
    }
    [[nodiscard]] bool transactional_ddl() const noexcept override { return false; }
    [[nodiscard]] std::string structure_lock_query() const override {
        return "SELECT get_lock(concat('tilsig.', sha1(database())), 60)";
    }
    [[nodiscard]] std::string structure_unlock_query() const override {
        return "SELECT release_lock(concat('tilsig.', sha1(database())))";
    }
    [[nodiscard]] bool partial_indexes() const noexcept override { return false; }
    [[nodiscard]] bool array_binding() const noexcept override { return true; }

    [[nodiscard]] std::string differs(const std::string& a, const std::string& b) const override {
        return "NOT (" + a + " <=> " + b + ")";
    }
    [[nodiscard]] std::string update_from(const std::string& table,
                                          const std::vector<std::pair<std::string, std::string>>& sets,
                                          const std::string& sources, const std::string& condition) const override {
        std::string text;
        for (const auto& [column, value] : sets) text += (text.empty() ? "t." : ", t.") + column + " = " + value;
        return "UPDATE " + table + " AS t, " + sources + " SET " + text + " WHERE " + condition;
    }
    // With IN the whole table is read and the query asked again for each of its rows.
    [[nodiscard]] std::string update_listed(const std::string& table, const std::string& set_column,
                                            const std::string& value, const std::string& column,
                                            const std::string& query) const override {
        return "UPDATE " + table + " AS t, (" + query + ") n SET t." + set_column + " = " + value + " WHERE t." +
               column + " = n.listed";
    }
    [[nodiscard]] std::string delete_listed(const std::string& table, const std::string& column,
                                            const std::string& query) const override {
        return "DELETE t FROM " + table + " AS t, (" + query + ") n WHERE t." + column + " = n.listed";
    }
    [[nodiscard]] std::string drop_temporary(const std::string& table) const override {
        return "DROP TEMPORARY TABLE " + table;
    }
    [[nodiscard]] std::string or_update(const std::string& /*table*/, const std::string& /*key*/,
                                        const std::vector<std::string>& replaced,
                                        const std::vector<std::string>& added) const override {
        std::string sets;
        const auto add = [&sets](const std::string& column, const std::string& value) {
            sets += (sets.empty() ? "" : ", ") + column + " = " + value;
        };
        for (const auto& column : replaced) add(column, "VALUES(" + column + ")");
        for (const auto& column : added) add(column, column + " + VALUES(" + column + ")");
        return " ON DUPLICATE KEY UPDATE " + sets;
    }

    [[nodiscard]] std::string server_moment(std::chrono::milliseconds later) const override {
        return "date_format(utc_timestamp(6) + INTERVAL " + std::to_string(later.count() * 1000) +
               " MICROSECOND, '%Y-%m-%dT%H:%i:%s.%fZ')";
    }
    [[nodiscard]] std::string last_identity_query() const override { return "SELECT last_insert_id()"; }
    [[nodiscard]] std::string table_names_query() const override {
        return "SELECT table_name FROM information_schema.tables WHERE table_schema = database() AND table_type <> "
               "'VIEW' ORDER BY 1";
    }
    [[nodiscard]] std::string table_exists_query() const override {
        return "SELECT 1 FROM information_schema.tables WHERE table_schema = database() AND table_name = ?";
    }
    // Asked for names alone the server opens none of them.
    [[nodiscard]] std::string relation_names_query() const override {
        return "SELECT table_name FROM information_schema.tables WHERE table_schema = database()";
    }
    [[nodiscard]] std::string column_names_query() const override {
        return "SELECT column_name FROM information_schema.columns WHERE table_schema = database() AND table_name = ? "
               "ORDER BY ordinal_position";
    }
    [[nodiscard]] ViewReplacement view_replacement() const noexcept override { return ViewReplacement::any; }
    // The stored definition names each table with its database, both quoted.
    [[nodiscard]] std::string dependents_query() const override {
        return "SELECT CASE WHEN v.table_schema = database() THEN v.table_name ELSE concat(v.table_schema, '.', "
               "v.table_name) END FROM information_schema.views v CROSS JOIN (SELECT ? AS name) w WHERE NOT "
               "(v.table_schema = database() AND v.table_name = w.name) AND instr(replace(v.view_definition, '\"', "
               "'`'), concat('`', database(), '`.`', w.name, '`')) > 0 ORDER BY 1";
    }
    // InnoDB checks each page when it reads it.
    [[nodiscard]] std::string integrity_query() const override { return "SELECT 'ok'"; }
};

}  // namespace

const Dialect& mariadb_dialect() {
    static const MariadbDialect instance;
    return instance;
}

}  // namespace tilsig::odbc
