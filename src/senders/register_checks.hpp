// What must hold between the entries of a register; each mistake with its place.
#pragma once

#include "senders/register.hpp"

namespace tilsig::senders {

/// Called by the reader when all entries are read and sorted. Knows nothing about files.
void check_register(const Register& senders, config::Lints& lints);

/// `2008-01-01`, or "always" and "open" for the ends of time. For messages.
[[nodiscard]] std::string date_text(std::int64_t day);

}  // namespace tilsig::senders
