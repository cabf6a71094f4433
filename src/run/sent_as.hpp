// What the name says under which a delivery was sent (promise 7).
#pragma once

#include <optional>

#include "model/finding.hpp"
#include "session/session.hpp"

namespace tilsig::run {

struct RunRequest;

/// SYS-P007 when the file's name holds a number of a person. The name itself is sealed with the delivery and is told
/// nowhere; its sender should know that it went through other hands under that name.
[[nodiscard]] std::optional<model::Finding> sent_under_a_number(session::Session& session, const RunRequest& request);

}  // namespace tilsig::run
