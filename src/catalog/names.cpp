#include "catalog/names.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace tilsig::catalog {

namespace {

// The union of what the three databases reserve (their own lists), as far as it can be a plausible name. Sorted.
// clang-format off
constexpr std::array<std::string_view, 192> reserved_words{
    "accessible", "add", "all", "alter", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric",
    "authorization", "before", "between", "bigint", "binary", "blob", "both", "by", "call", "cascade", "case",
    "cast", "change", "char", "character", "check", "collate", "collation", "column", "commit", "concurrently",
    "condition", "constraint", "continue", "convert", "create", "cross", "cube", "current_date", "current_role",
    "current_time", "current_timestamp", "current_user", "cursor", "database", "databases", "decimal", "declare",
    "default", "deferrable", "delayed", "delete", "desc", "describe", "deterministic", "distinct", "div", "do",
    "double", "drop", "dual", "each", "else", "elseif", "end", "escape", "except", "exists", "exit", "explain",
    "false", "fetch", "float", "for", "force", "foreign", "freeze", "from", "full", "fulltext", "function",
    "general", "glob", "grant", "group", "grouping", "groups", "having", "if", "ignore", "ilike", "in", "index",
    "initially", "inner", "inout", "insert", "int", "integer", "intersect", "interval", "into", "is", "isnull",
    "iterate", "join", "key", "keys", "kill", "lateral", "leading", "leave", "left", "like", "limit", "linear",
    "lines", "load", "localtime", "localtimestamp", "lock", "loop", "match", "mod", "modifies", "natural", "not",
    "notnull", "null", "numeric", "of", "offset", "on", "only", "optimize", "option", "or", "order", "out",
    "outer", "over", "overlaps", "partition", "placing", "precision", "primary", "procedure", "range", "rank",
    "read", "recursive", "references", "regexp", "release", "rename", "repeat", "replace", "returning", "right",
    "rollback", "row", "rows", "schema", "select", "session_user", "set", "show", "similar", "some", "symmetric",
    "table", "tablesample", "then", "to", "trailing", "transaction", "trigger", "true", "union", "unique",
    "update", "user", "using", "values", "variadic", "verbose", "when", "where", "window", "with"};
// clang-format on

}  // namespace

bool is_snake_case(std::string_view name) noexcept {
    if (name.empty() || name.size() > 63 || name.front() < 'a' || name.front() > 'z' || name.back() == '_')
        return false;
    return std::all_of(name.begin(), name.end(),
                       [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

bool is_reserved_word(std::string_view name) noexcept {
    return std::binary_search(reserved_words.begin(), reserved_words.end(), name);
}

void check_name(config::Lints& lints, const Place& place, std::string_view what, std::string_view name, bool sql) {
    if (!is_snake_case(name)) {
        lints.add(place, std::string(what) + " name " + in_quotes(name) + " is not lower snake case",
                  "use a-z, 0-9 and _, start with a letter, at most 63 characters");
    } else if (sql && is_reserved_word(name)) {
        lints.add(place, std::string(what) + " name " + in_quotes(name) + " is a reserved word of SQL",
                  "choose a longer name, like " + std::string(name) + "_value");
    }
}

std::string in_quotes(std::string_view value) { return "'" + display_name(value, 60) + "'"; }

}  // namespace tilsig::catalog
