#include "decode/other_layout.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "decode/codes.hpp"

namespace tilsig::decode {

namespace {

using catalog::FormatKind;
using catalog::Layout;

enum class Looks { like_it, otherwise, unknown };

/// The first line with anything in it.
std::string_view first_line(std::string_view head) noexcept {
    if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
    head.remove_prefix(std::min(head.find_first_not_of("\r\n"), head.size()));
    return head.substr(0, head.find_first_of("\r\n"));
}

Looks workbook(std::string_view head) noexcept {
    if (!head.starts_with("PK\x03\x04")) return Looks::otherwise;
    const bool sheets =
        head.find("[Content_Types].xml") != std::string_view::npos || head.find("xl/") != std::string_view::npos;
    return sheets ? Looks::like_it : Looks::unknown;
}

/// By its header: at least two columns of the contract, and half of those that must be there.
Looks table(std::string_view head, const catalog::Contract& contract, const Layout& layout) {
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

Looks records(std::string_view head, const Layout& layout) noexcept {
    const std::string_view line = first_line(head);
    auto length = static_cast<int>(line.size());
    if (layout.encoding == catalog::Encoding::utf8)
        length = static_cast<int>(std::count_if(
            line.begin(), line.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
    return length == layout.fixed.record_length ? Looks::like_it : Looks::otherwise;
}

Looks looks(std::string_view head, const catalog::Contract& contract, const Layout& layout) {
    switch (layout.format) {
        case FormatKind::xlsx: return workbook(head);
        case FormatKind::csv: return table(head, contract, layout);
        case FormatKind::fixed: return records(head, layout);
        case FormatKind::json:
        case FormatKind::jsonstat:
        case FormatKind::xml: break;
    }
    return Looks::unknown;
}

}  // namespace

std::optional<model::Finding> other_layout(std::string_view head, const catalog::Contract& contract,
                                           const catalog::Layout& layout) {
    if (contract.layouts.size() < 2 || looks(head, contract, layout) != Looks::otherwise) return std::nullopt;
    for (const Layout& other : contract.layouts) {
        if (other.format == layout.format || other.compression != layout.compression ||
            looks(head, contract, other) != Looks::like_it)
            continue;
        model::RecordPlace place;
        place.line = 1;
        return refusal(code::wrong_layout, place,
                       "the delivery has layout " + catalog::shown_layout(other) + ", expected is layout " +
                           catalog::shown_layout(layout) +
                           "; ask the sender for the form that is agreed, or correct `forms` in the sender register");
    }
    return std::nullopt;
}

}  // namespace tilsig::decode
