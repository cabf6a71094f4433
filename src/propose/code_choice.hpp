// Which of the declared code lists explains a column.
#pragma once

#include <string>
#include <string_view>

#include "propose/profile.hpp"

namespace tilsig::propose {

/// The header holds the beginning of a word of the list's title or name: "kommunenr" and "Kommuner".
[[nodiscard]] bool speaks_of(std::string_view title, const catalog::CodeList& list);

struct CodeChoice {
    const catalog::CodeList* list = nullptr;
    std::string evidence;
    std::uint64_t strangers = 0;  ///< different values that the list does not have
};

/// The list that has all different values, or, where the header speaks of it, nearly all; where several have, the one
/// whose title the header speaks of, then the longer one. Without a word in the header numbers
/// are not taken for codes unless leading zeros or the share of the list say so: counts and years would be.
[[nodiscard]] CodeChoice choose_list(const ListMatch& match, std::string_view title, bool plain_numbers);

/// What to ask where digits are nearly all in a list but no header says so, like 03 and 11 of counties; "" when they
/// are in none.
[[nodiscard]] std::string list_by_chance(const ListMatch& match);

}  // namespace tilsig::propose
