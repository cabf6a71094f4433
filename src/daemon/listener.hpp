// The listening socket of a server.
#pragma once

#include "base/files.hpp"
#include "config/listen_address.hpp"

namespace tilsig::daemon {

/// A listening, non-blocking socket that no child inherits. Port 0 becomes the one that was chosen, in `address` too.
/// Error(configuration) with the remedy when the address cannot be had.
[[nodiscard]] UniqueFd listen_on(config::ListenAddress& address);

}  // namespace tilsig::daemon
