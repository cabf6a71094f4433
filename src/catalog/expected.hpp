// What a value of a field must look like, in words of the sender's language: for receipts and messages.
#pragma once

#include <string>
#include <string_view>

#include "catalog/field.hpp"

namespace tilsig::catalog {

/// One sentence in nb, nn or en (anything else: nb), by the field's type and form: "Skriv et heltall, for eksempel 12."
/// Examples are made up. Empty for text, of which nothing but its length is demanded.
[[nodiscard]] std::string expected_form(const Field& field, std::string_view language);

/// "Skriv høyst 4 tegn."
[[nodiscard]] std::string expected_length(const Field& field, std::string_view language);

}  // namespace tilsig::catalog
