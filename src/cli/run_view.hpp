// What several commands show of runs while and after they are made.
#pragma once

#include <map>
#include <string>

#include "cli/output.hpp"
#include "session/session.hpp"

namespace tilsig::cli {

/// Shows on `output` how far landed bytes are read in this session; both must outlive the runs.
void watch_reading(session::Session& session, Output& output);

/// "3 failed, 214 loaded" from how often each outcome came; "" for none.
[[nodiscard]] std::string counted_outcomes(const std::map<std::string, std::size_t>& counts);

}  // namespace tilsig::cli
