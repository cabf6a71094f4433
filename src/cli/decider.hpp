// Who decides and why: what every decision of a person is recorded with.
#pragma once

#include <string>

namespace tilsig::cli {

/// For the audit: the account behind sudo, else the login account, else the user number.
[[nodiscard]] std::string decider();

/// Error(usage) when no reason was given.
void require_reason(const std::string& reason);

}  // namespace tilsig::cli
