// Inside the room only: what the table of the formats points at, a file per format.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "catalog/contract_reference.hpp"
#include "catalog/readers.hpp"

namespace tilsig::catalog {

void read_csv(config::FieldReader& layout_reader, Layout& layout, config::Lints& lints);
/// Sums of a trailer are of columns that fields read, and numbers.
void check_csv(const Contract& contract, const Layout& layout, config::Lints& lints);
[[nodiscard]] std::span<const BlockReference> csv_blocks();

void read_json(config::FieldReader& layout_reader, Layout& layout, config::Lints& lints);
[[nodiscard]] std::span<const BlockReference> json_blocks();

void read_xml(config::FieldReader& layout_reader, Layout& layout, config::Lints& lints);
/// The columns of the fields are paths below the record.
void check_xml(const Contract& contract, const Layout& layout, config::Lints& lints);
[[nodiscard]] std::span<const BlockReference> xml_blocks();

void read_fixed(config::FieldReader& layout_reader, Layout& layout, config::Lints& lints);
[[nodiscard]] std::vector<std::string> fixed_columns(const Layout& layout);
[[nodiscard]] std::span<const BlockReference> fixed_blocks();

void read_xlsx(config::FieldReader& layout_reader, Layout& layout, config::Lints& lints);
[[nodiscard]] std::span<const BlockReference> xlsx_blocks();

/// `unpivot` of a layout whose format is a table.
void read_unpivot(config::FieldReader& layout_reader, Layout& layout, config::Lints& lints);
[[nodiscard]] std::span<const KeyReference> unpivot_keys();

}  // namespace tilsig::catalog
