// Fields that several parts of the register are made of: dates, validity, contacts.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/field_reader.hpp"
#include "config/lints.hpp"
#include "senders/contact.hpp"

namespace tilsig::senders {

/// nb, nn, en.
[[nodiscard]] const std::vector<std::string>& languages();

/// `from` (required) and `to` of an entry.
[[nodiscard]] Validity read_validity(config::FieldReader& reader);

/// `contacts:` - plain addresses, or mappings of function, address, from, to, language, confirmed; in the order of the
/// chain, and among equals in that of the file.
[[nodiscard]] std::vector<Contact> read_contacts(config::FieldReader& reader, config::Lints& lints);

}  // namespace tilsig::senders
