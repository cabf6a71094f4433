// How a sender is reached: role addresses, dated, in the order in which they are tried.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "config/yaml.hpp"
#include "senders/validity.hpp"

namespace tilsig::senders {

/// What a contact is there for. The order of the enumerators is the chain: when mail to one comes back, the next is
/// written to, and at last the official mailbox of the house.
enum class ContactFunction : std::uint8_t { responsible, deputy, official };
[[nodiscard]] std::string_view to_string(ContactFunction function) noexcept;

struct Contact {
    ContactFunction function = ContactFunction::responsible;
    std::string address;                    ///< passed is_mail_address(); of a role, never of a person
    Validity validity;                      ///< always, when the register says nothing
    std::string language;                   ///< nb | nn | en; empty: the sender's
    std::optional<std::int64_t> confirmed;  ///< the day on which somebody there last said that it is right
    Place place;
};

}  // namespace tilsig::senders
