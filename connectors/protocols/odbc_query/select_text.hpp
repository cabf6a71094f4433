// Whether a text is one SELECT. The first of three fences; the others are the place it is put into (a sub-query, where
// every engine takes queries only) and a transaction in which the server refuses to write.
#pragma once

#include <string>
#include <string_view>

namespace tilsig::odbc_query {

/// What is wrong and the remedy; empty when it is one statement that begins with SELECT or WITH, without comments, with
/// its quotes and parentheses closed.
[[nodiscard]] std::string not_a_select(std::string_view text);

/// Letters, digits and underscores, at most 63; needs no quoting on any engine.
[[nodiscard]] bool is_column_name(std::string_view name) noexcept;

}  // namespace tilsig::odbc_query
