// One row of the warehouse, back to the bytes it came from.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "answers/page.hpp"
#include "ledger/ledger.hpp"

namespace tilsig::answers {

/// One fact and its origin, found by operate::trace_row().
struct ExplainAnswer {
    std::string table;
    std::vector<std::pair<std::string, std::string>> values;  ///< model columns and their canonical text ("" for null)
    std::int64_t load_seq = 0;
    std::string loaded_at;
    ledger::Delivery delivery;
    model::UnitName unit;
    std::optional<ledger::Run> run;
    std::vector<ledger::Hold> holds;  ///< of the delivery: a waiver is part of what the figures rest on
    std::uint64_t record = 0;
    model::RecordPlace place;
    std::string container;  ///< what the delivery was packed in ("gzip", "zip member ..."): `place` counts unpacked
                            ///< bytes; else empty
    std::string bytes;      ///< the landed bytes of the record, for feeds without personal or restricted fields and
                            ///< for formats that have bytes of their own for a record (a workbook has not); else empty
    bool withheld = false;  ///< true when the contract's privacy classes forbid to show them
};

[[nodiscard]] Page to_page(const ExplainAnswer& answer);
[[nodiscard]] nlohmann::json to_json(const ExplainAnswer& answer);

}  // namespace tilsig::answers
