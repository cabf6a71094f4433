#include "decode/csv/control_sums.hpp"

#include <array>
#include <cstdlib>
#include <limits>

#include "catalog/contract.hpp"
#include "decode/columns.hpp"
#include "decode/stated_total.hpp"

namespace tilsig::decode {

namespace {

using Buffer = std::array<char, 40>;

/// As messages show it; a sum that no number of ours holds is only called that.
std::string shown(Wide value, model::Type type, int scale) {
    constexpr Wide most = std::numeric_limits<std::int64_t>::max();
    if (value > most || value < -most) return "a number of more than 18 digits";
    Buffer buffer{};
    return std::string(model::canonical_text(type, scale, static_cast<std::int64_t>(value), buffer.data()));
}

}  // namespace

ControlSums::ControlSums(const catalog::Contract& contract, const catalog::Layout& layout) {
    for (const auto& [cell, column] : layout.csv.trailer_sums) {
        for (std::size_t at = 0; at < contract.fields.size(); ++at) {
            const auto& field = contract.fields[at];
            if (column_of(field) != column) continue;
            m_sums.push_back({cell, column, at, field.type, catalog::format_in(field, layout), 0, true,
                              model::may_be_shown(field.privacy)});
            break;
        }
    }
}

void ControlSums::add(const model::Batch& out) {
    Buffer buffer{};
    for (auto& sum : m_sums) {
        const std::string_view text = out.columns[sum.field].cells.back();
        if (text.data() == nullptr || text.empty()) continue;  // nothing adds nothing
        if (const auto value = model::parse_value(sum.type, sum.format, text, buffer.data()))
            sum.of_records += value->number;
        else
            sum.known = false;
    }
}

void ControlSums::compare(const std::function<std::string_view(int cell)>& text_of) {
    if (m_left_out) return;
    Buffer buffer{};
    for (const auto& sum : m_sums) {
        if (!sum.known || !m_fault.empty()) continue;
        const auto stated = model::parse_value(sum.type, sum.format, text_of(sum.cell), buffer.data());
        if (!stated) {
            m_fault = "cell " + std::to_string(sum.cell) + " of the trailer is no sum of '" + sum.column + "'";
        } else if (sum.of_records != stated->number) {
            m_fault = StatedTotal::sum_text(sum.column, shown(stated->number, sum.type, sum.format.scale),
                                            shown(sum.of_records, sum.type, sum.format.scale), sum.may_be_shown);
        }
    }
}

}  // namespace tilsig::decode
