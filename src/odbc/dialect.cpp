// Names and literals: the only places where text of ours becomes SQL. And what most engines say in the same words.
#include "odbc/dialect.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

namespace tilsig::odbc {

namespace {

/// `a = b, c = d`
std::string assignments(const std::vector<std::pair<std::string, std::string>>& sets) {
    std::string text;
    for (const auto& [column, value] : sets) text += (text.empty() ? "" : ", ") + column + " = " + value;
    return text;
}

}  // namespace

const Dialect& dialect_of(Engine engine) {
    switch (engine) {
        case Engine::sqlite: return sqlite_dialect();
        case Engine::postgresql: return postgresql_dialect();
        case Engine::mariadb: break;
    }
    return mariadb_dialect();
}

std::string Dialect::key_text_type() const { return column_type(model::Type::text, 0, 0); }

std::string Dialect::insert_into(const std::string& table) const {
    return "INSERT" + std::string(on_failure()) + " INTO " + table;
}

std::string Dialect::update_from(const std::string& table, const std::vector<std::pair<std::string, std::string>>& sets,
                                 const std::string& sources, const std::string& condition) const {
    return "UPDATE" + std::string(on_failure()) + " " + table + " AS t SET " + assignments(sets) + " FROM " + sources +
           " WHERE " + condition;
}

std::string Dialect::update_listed(const std::string& table, const std::string& set_column, const std::string& value,
                                   const std::string& column, const std::string& query) const {
    return "UPDATE " + table + " SET " + set_column + " = " + value + " WHERE " + column + " IN (" + query + ")";
}

std::string Dialect::delete_listed(const std::string& table, const std::string& column,
                                   const std::string& query) const {
    return "DELETE FROM " + table + " WHERE " + column + " IN (" + query + ")";
}

std::string Dialect::or_update(const std::string& table, const std::string& key,
                               const std::vector<std::string>& replaced, const std::vector<std::string>& added) const {
    std::vector<std::pair<std::string, std::string>> sets;
    for (const auto& column : replaced) sets.emplace_back(column, "excluded." + column);
    for (const auto& column : added) sets.emplace_back(column, table + "." + column + " + excluded." + column);
    return " ON CONFLICT (" + key + ") DO UPDATE SET " + assignments(sets);
}

std::string quoted(std::string_view identifier) {
    const auto lower = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
    bool good = !identifier.empty() && identifier.size() <= 63 && lower(identifier.front());
    for (const char c : identifier) good = good && (lower(c) || (c >= '0' && c <= '9'));
    if (!good) {
        throw Error(ErrorKind::configuration, "'" + display_name(identifier, 70) + "' cannot name a table or column")
            .remedy("use lower-case letters, digits and _, starting with a letter, at most 63 of them");
    }
    return '"' + std::string(identifier) + '"';
}

std::string literal(std::string_view text) {
    if (text.find('\0') != std::string_view::npos || text.find('\\') != std::string_view::npos ||
        find_invalid_utf8(text) != std::string_view::npos) {
        // A backslash means something else to a server with standard_conforming_strings off.
        throw Error(ErrorKind::configuration,
                    "a constant for SQL holds a NUL, a backslash or bytes that are not UTF-8");
    }
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'') out += '\'';
        out += c;
    }
    return out + "'";
}

}  // namespace tilsig::odbc
