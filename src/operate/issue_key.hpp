// Rotating the issue key.
#pragma once

#include <string>

#include "ledger/issue_key.hpp"
#include "session/session.hpp"

namespace tilsig::operate {

/// Makes the next key and takes every recorded finding along, in one transaction of the ledger: the same person, case
/// or figure is known again afterwards, and whoever holds the older keys can try out no values any more. A rotation
/// that was cut off before it was recorded left a key file that the next one takes up. For a session that holds the
/// process lock. Error(state) when a key in force is missing.
ledger::KeyRotation rotate_issue_key(session::Session& session, const std::string& who, const std::string& reason);

}  // namespace tilsig::operate
