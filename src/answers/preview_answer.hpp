// Rows of a delivery after mapping and what a run would say of it, as operate/preview finds out.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "answers/page.hpp"
#include "catalog/catalog.hpp"
#include "ledger/run_report.hpp"

namespace tilsig::answers {

struct PreviewAnswer {
    using Row = std::vector<std::optional<std::string>>;  ///< nothing stands for null
    std::vector<std::string> columns;                     ///< of the target table
    std::vector<Row> rows;  ///< the first records that are mapped; a run may still refuse them for a key or a hold
    /// Records that are mapped, by slice ("" without owner).
    std::map<std::string, std::uint64_t> records_by_slice;
    ledger::RunReport run;  ///< as a run into an empty warehouse would report it, without its numbers
};

[[nodiscard]] Page to_page(const PreviewAnswer& answer, const catalog::Catalog& catalog);
[[nodiscard]] nlohmann::json to_json(const PreviewAnswer& answer, const catalog::Catalog& catalog);

}  // namespace tilsig::answers
