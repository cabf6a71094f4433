// Header rows -> which cell of a line feeds which field of the contract.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "catalog/contract.hpp"
#include "model/composed.hpp"
#include "model/finding.hpp"

namespace tilsig::decode {

/// One header row as found, in UTF-8.
struct HeaderRow {
    std::vector<std::string> cells;
    model::RecordPlace place;
};

/// What every data line must look like and where its cells go.
struct ColumnPlan {
    static constexpr std::size_t absent = static_cast<std::size_t>(-1);

    std::size_t width = 0;            ///< cells of a data line
    std::vector<std::size_t> source;  ///< per contract field: its cell, or absent (optional column)
    std::vector<std::string> names;   ///< column names as found

    /// Unpivot only: per contract field, which part of a cell record it is.
    enum class Part { key, header, value, absent };
    struct PartOf {
        Part part = Part::absent;
        std::size_t index = 0;  ///< of the key column or the header row
    };
    std::vector<PartOf> parts;
    std::size_t keys = 0;                           ///< leading columns
    std::vector<std::vector<std::string>> headers;  ///< [header row][value column], prefix removed
};

/// Compares the header with the contract. Appends notes (extra columns) to `known`; throws DeliveryRefused with one
/// finding for each missing, renamed or duplicate column. Order of columns does not matter. Texts of the delivery's
/// header appear in messages only when at least one column of the contract is there: otherwise the line may be data,
/// and data is not shown.
[[nodiscard]] ColumnPlan plan_columns(const catalog::Contract& contract, const catalog::Layout& layout,
                                      std::vector<HeaderRow> rows, std::vector<model::Finding>& known,
                                      const std::string& shown_name);

/// The same for the header rows of a table in which each cell is a record.
[[nodiscard]] ColumnPlan plan_unpivot(const catalog::Contract& contract, const catalog::Unpivot& unpivot,
                                      const std::vector<HeaderRow>& rows, std::vector<model::Finding>& known,
                                      const std::string& shown_name);

/// The same for one header row of names, whatever it was read from.
[[nodiscard]] ColumnPlan plan_header(const catalog::Contract& contract, const HeaderRow& row,
                                     std::vector<model::Finding>& known, const std::string& shown_name);

/// The name of a field's column in the source.
[[nodiscard]] inline const std::string& column_of(const catalog::Field& field) noexcept {
    return field.column.empty() ? field.name : field.column;
}

/// The column that a header stands for, by `names` of a contract; the end when it says nothing of it.
[[nodiscard]] inline std::map<std::string, std::string>::const_iterator name_in(
    const std::map<std::string, std::string>& names, const std::string& header) {
    return names.empty() ? names.end() : names.find(model::composed(header));
}

/// The findings for columns that the contract needs and the source does not have, each with the nearest of `extra`;
/// and a note for each extra column. Used for CSV headers and JSON keys.
void compare_columns(const catalog::Contract& contract, const std::vector<std::string>& missing,
                     const std::vector<std::string>& extra, bool show_extra, model::RecordPlace place,
                     std::vector<model::Finding>& findings);

}  // namespace tilsig::decode
