// Looking at a warehouse that may not be there yet.
#pragma once

#include <memory>

#include "session/session.hpp"

namespace tilsig::cli {

/// A session that only looks; nothing before the first night, when every list is empty and no fault of anybody's.
/// Called by commands that list. Those that ask for one thing by its name open a session themselves and let it refuse.
/// Throws whatever Session throws, but that there is no ledger yet.
[[nodiscard]] std::unique_ptr<session::Session> look_if_there(const session::Context& context,
                                                              session::SessionRole role = session::SessionRole::reader);

}  // namespace tilsig::cli
