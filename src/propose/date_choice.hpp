// Dates of several forms that fit the same values: which is taken, and what must be asked.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "propose/profile.hpp"

namespace tilsig::propose {

/// Values like 200910 are school years: one of them is no month (199899), or the header says so.
[[nodiscard]] bool is_sure_school_year(const ColumnProfile& profile, std::string_view title);
/// The candidate fits, but the header speaks of school years and a form of these fits too.
[[nodiscard]] bool passes_over(const ColumnProfile& profile, std::string_view title, const Form& candidate);
/// What a person must know before the form, by its number in forms(), is believed.
[[nodiscard]] std::vector<std::string> date_questions(const ColumnProfile& profile, std::size_t form);

}  // namespace tilsig::propose
