// From a warehouse row back to the bytes it came from.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "answers/explain_answer.hpp"
#include "session/session.hpp"

namespace tilsig::operate {

/// Finds the current row of `table` with this business key (column=value pairs, all key columns) and locates its record
/// in the landed delivery. Error(usage) when the key is incomplete or no such row exists; Error(state) when the
/// delivery was removed by retention.
[[nodiscard]] answers::ExplainAnswer trace_row(session::Session& session, const std::string& table,
                                               const std::vector<std::pair<std::string, std::string>>& key);

}  // namespace tilsig::operate
