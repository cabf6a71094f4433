// The key behind the Message-IDs of letters.
#pragma once

#include "base/hash.hpp"
#include "session/context.hpp"

namespace tilsig::session {

/// Follows from the installation's key file under a label of its own, so that a Message-ID tells nobody outside whom a
/// letter is about, and a copy of the database alone cannot make one. Reads the key file.
[[nodiscard]] HashKey letter_key(const Places& places);

}  // namespace tilsig::session
