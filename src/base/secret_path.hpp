// The file behind the reference of a secret, for those who hand its path on.
#pragma once

#include <string>

namespace tilsig {

/// `file:PATH` and `cred:NAME` as read_secret() takes them; nothing is read. Error(configuration) for anything else,
/// and for a credential where the service manager handed none over. What lies in the folder of credentials is read
/// whatever its mode is.
[[nodiscard]] std::string secret_path(const std::string& reference);

}  // namespace tilsig
