// The whole of a register beside what its changes have said.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "load/loader.hpp"
#include "run/pass.hpp"
#include "session/session.hpp"

namespace tilsig::run {

/// "the whole register agrees with what its changes have said: 3 rows". `all_told`: rows that it lacks could be seen.
[[nodiscard]] std::string agreed_text(const load::Delta& delta, bool all_told);

/// "the whole register is not what its changes have said: 1 new, 0 other, 1 missing; new: A-1 in line 4; missing:
/// record 3 of delivery 7". Keys are named where none of their columns says anything of a person and nothing in them
/// looks like a number of one; `located` has the lines of the records in the examples.
[[nodiscard]] std::string difference_text(const load::Delta& delta, const load::DeltaExamples& examples,
                                          const model::Table& table,
                                          const std::map<std::uint64_t, LocatedRecord>& located);

/// "; delivery 12 of 2008-09-30 waits too": other deliveries of the feed and sender, of this period or an older one,
/// that wait for a decision and may be what makes the difference. Empty when there are none.
[[nodiscard]] std::string waiting_text(session::Session& session, const model::UnitName& unit,
                                       std::int64_t delivery_id);

}  // namespace tilsig::run
