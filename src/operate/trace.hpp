// From a warehouse row back to the bytes it came from.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "session/session.hpp"

namespace tilsig::operate {

/// One fact and its origin.
struct Trace {
    std::string table;
    std::vector<std::pair<std::string, std::string>> values;  ///< model columns and their canonical text ("" for null)
    std::int64_t load_seq = 0;
    std::string loaded_at;
    ledger::Delivery delivery;
    model::UnitName unit;
    std::optional<ledger::Run> run;
    std::uint64_t record = 0;
    model::RecordPlace place;
    std::string container;  ///< what the delivery was packed in ("gzip", "zip member ..."): `place` counts unpacked
                            ///< bytes; else empty
    std::string bytes;      ///< the landed bytes of the record, for feeds without personal or restricted fields and
                            ///< for formats that have bytes of their own for a record (a workbook has not); else empty
    bool withheld = false;  ///< true when the contract's privacy classes forbid to show them
};

/// Finds the current row of `table` with this business key (column=value pairs, all key columns) and locates its record
/// in the landed delivery. Error(usage) when the key is incomplete or no such row exists; Error(state) when the
/// delivery was removed by retention.
[[nodiscard]] Trace trace_row(session::Session& session, const std::string& table,
                              const std::vector<std::pair<std::string, std::string>>& key);

}  // namespace tilsig::operate
