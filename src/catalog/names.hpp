// Names that end up in SQL, in file names and on the command line: one form for all.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "config/lints.hpp"

namespace tilsig::catalog {

/// Lower snake case of at most 63 bytes, the shortest limit of the databases (PostgreSQL cuts longer ones silently).
[[nodiscard]] bool is_snake_case(std::string_view name) noexcept;
/// A word that SQLite, PostgreSQL or MariaDB reserves; such a column would have to be quoted by everybody who reads it.
[[nodiscard]] bool is_reserved_word(std::string_view name) noexcept;

/// Notes at `place` when `name` is no snake case; with `sql` also when it is reserved. `what` names the thing: "field".
void check_name(config::Lints& lints, const Place& place, std::string_view what, std::string_view name,
                bool sql = false);

/// The value as it may stand in a message: quoted, short, on one line, without long numbers.
[[nodiscard]] std::string in_quotes(std::string_view value);

}  // namespace tilsig::catalog
