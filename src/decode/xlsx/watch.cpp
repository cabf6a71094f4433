#include "decode/xlsx/watch.hpp"

#include "base/text.hpp"
#include "decode/codes.hpp"
#include "decode/xlsx/values.hpp"

namespace tilsig::decode {

void XlsxWatch::add(Seen& seen, std::uint64_t row, std::uint32_t column) noexcept {
    if (seen.count++ > 0) return;
    seen.row = row;
    seen.column = column;
}

void XlsxWatch::number_for_text(const std::string& field, std::uint64_t row, std::uint32_t column) {
    add(m_numbers[field], row, column);
}
void XlsxWatch::formula(std::uint64_t row, std::uint32_t column) { add(m_formulas, row, column); }
void XlsxWatch::outside(std::uint64_t row, std::uint32_t column) { add(m_outside, row, column); }
void XlsxWatch::merged(std::uint64_t row, std::uint32_t column) { add(m_merged, row, column); }

void XlsxWatch::tell(std::vector<model::Finding>& notes) const {
    for (const auto& [field, seen] : m_numbers) {
        tell_one(
            notes, code::number_for_text, seen,
            "hold a number where the contract has a text: zeros in front of it are lost; ask the sender to format the "
            "column as text",
            field);
    }
    tell_one(notes, code::formula, m_formulas, "hold a formula; the value stored with it is read");
    tell_one(notes, code::outside, m_outside, "hold something outside of the declared tables, which is not read");
    tell_one(notes, code::merged, m_merged,
             "of the tables are merged with others; only the first of each holds the value");
}

void XlsxWatch::tell_one(std::vector<model::Finding>& notes, model::RuleCode code, const Seen& seen,
                         const std::string& what, const std::string& field) const {
    if (seen.count == 0) return;
    model::RecordPlace place;
    place.sheet = m_sheet.index;
    place.line = seen.row;
    place.column = seen.column;
    model::Finding finding = note(code, place,
                                  "sheet '" + display_name(m_sheet.name) + "': " + std::to_string(seen.count) +
                                      " cells " + what + "; the first is " + cell_name(seen.row, seen.column));
    finding.severity = model::Severity::warning;
    finding.action = model::Action::alert;
    finding.field = field;
    notes.push_back(std::move(finding));
}

}  // namespace tilsig::decode
