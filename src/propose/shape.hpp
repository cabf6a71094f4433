// The shape of a sample: its format, how it is laid out, which columns it has - and what says so.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "catalog/layout.hpp"
#include "propose/header_signs.hpp"
#include "propose/sample.hpp"

namespace tilsig::propose {

/// What the format itself says about a column: cubes, and the labels above the columns of a wide table.
enum class Role { unsaid, label, dimension, time, measure };

struct SeenColumn {
    std::string column;      ///< its name in the source, as a field's `column`
    std::string title;       ///< text for people: the header as it stands
    bool everywhere = true;  ///< false: records may leave it out (JSON keys, XML elements)
    bool titled = false;     ///< `title` is what the source calls it, and not what its column is called
    Role role = Role::unsaid;
    /// Workbooks: cells below the header that are merged over several rows; only the first row of each has the value.
    std::uint64_t merged = 0;

    [[nodiscard]] bool is_dimension() const noexcept { return role == Role::dimension || role == Role::time; }
};

struct Shape {
    catalog::Layout layout;
    std::vector<SeenColumn> columns;
    std::vector<std::string> evidence;   ///< sentences about the layout; no values of records
    std::vector<std::string> to_decide;  ///< about the layout: what a person must look at
    std::vector<std::string> unread;     ///< what of the sample the proposal leaves out, and why
    std::string trailer;       ///< what of the format proves that a delivery is complete; empty: nothing was seen. XML:
                               ///< path of the count
    std::string records_path;  ///< XML: of the records, with the prefixes of the layout
};

/// Finds the shape in the sample's first bytes, or in its first rows where it is a workbook. `sheet` chooses a sheet of
/// a workbook by name; empty: the first that holds a table. `header` counts for CSV and workbooks. Throws Error(data)
/// that says what was not recognised and what to do; decode::DeliveryRefused where the program's own readers refuse the
/// bytes.
[[nodiscard]] Shape find_shape(const Sample& sample, const std::string& sheet, HeaderWord header, const Bounds& bounds);

}  // namespace tilsig::propose
