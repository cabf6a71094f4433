// How far a source was read: the highest value of its cursor column, and where the next question begins.
#pragma once

#include <string>
#include <string_view>

namespace tilsig::odbc_query {

/// `2026-11-26` or `2026-11-26 08:00:00[.ffffff]`, or a whole number. Everything else is none, and is never put into a
/// statement.
[[nodiscard]] bool is_position(std::string_view text) noexcept;

/// The later of two positions; `a` may be empty. They are of one column, hence of one form.
[[nodiscard]] std::string later(std::string a, std::string_view b);

/// The position `overlap` seconds (a number: units) earlier. A date goes back by whole days, rounded up. Fractions of a
/// second are dropped, which is earlier too.
[[nodiscard]] std::string earlier(const std::string& position, long long overlap);

}  // namespace tilsig::odbc_query
