// Texts of a header -> names of fields and columns.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace tilsig::propose {

/// Lower snake case with æ, ø, å written as ae, oe, aa: a name that fields, columns and tables may have. Words that SQL
/// reserves and names that belong to the loader get the ending `_value`; a text without letter or digit becomes
/// `fallback`.
[[nodiscard]] std::string name_of(std::string_view text, const std::string& fallback);
/// The same, with a number when `taken` holds it; adds it there.
[[nodiscard]] std::string fresh_name(std::string_view text, const std::string& fallback, std::set<std::string>& taken);
/// The header speaks of what numbers or names a thing: id, saksnr, kode, case number. Figures below it are no measure.
[[nodiscard]] bool names_things(std::string_view title);
/// ASCII and Norwegian letters in lower case, for comparing texts of headers.
[[nodiscard]] std::string lower(std::string_view text);

}  // namespace tilsig::propose
