// Accounts of this machine, as messages name them.
#pragma once

#include <sys/types.h>

#include <string>

namespace tilsig {

/// `tilsig`, or `uid 998` when the account has no name here.
[[nodiscard]] std::string account_text(uid_t owner);

}  // namespace tilsig
