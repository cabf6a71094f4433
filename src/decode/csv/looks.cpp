// Whether a file is the CSV of a contract.
#include <algorithm>

#include "base/text.hpp"
#include "decode/format_parts.hpp"

namespace tilsig::decode {

Looks csv_looks(std::string_view head, const catalog::Contract& contract, const catalog::Layout& layout) {
    const auto& csv = layout.csv;
    if (csv.header_rows != 1 || csv.preface_lines != 0 || layout.unpivot) return Looks::unknown;
    std::size_t known = 0;
    for (std::string_view cell : split(first_line(head), csv.delimiter)) {
        cell = trim(cell);
        if (csv.quote != '\0' && cell.size() > 1 && cell.front() == csv.quote && cell.back() == csv.quote)
            cell = cell.substr(1, cell.size() - 2);
        known += static_cast<std::size_t>(std::any_of(contract.fields.begin(), contract.fields.end(),
                                                      [&](const auto& field) { return field.column == cell; }));
    }
    const auto needed = static_cast<std::size_t>(std::count_if(
        contract.fields.begin(), contract.fields.end(), [](const auto& field) { return !field.optional_column; }));
    return known >= 2 && known * 2 >= needed ? Looks::like_it : Looks::otherwise;
}

}  // namespace tilsig::decode
