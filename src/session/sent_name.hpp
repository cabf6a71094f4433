// The name under which a delivery was sent, as far as anybody may be told.
#pragma once

#include <string>

#include "session/session.hpp"

namespace tilsig::session {

/// The name holds a number of a person (SYS-P007): it is told nowhere.
[[nodiscard]] bool named_by_number(const land::Manifest& manifest) noexcept;

/// The last part of the name, printable and without long numbers; empty when its source gave none, when it holds a
/// number of a person, and when the bytes are gone.
[[nodiscard]] std::string sent_name(Session& session, const model::UnitName& unit, const std::string& hash);

}  // namespace tilsig::session
