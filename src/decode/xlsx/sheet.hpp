// The XML of one sheet -> rows of cells.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "decode/xlsx/strings.hpp"

namespace tilsig::decode {

/// `serial`: a number that is shown as a day or a time, see SheetCell::style.
enum class CellKind : std::uint8_t { empty, text, number, serial, iso_date, boolean, error };

struct SheetCell {
    std::uint32_t column = 0;  ///< 1-based
    CellKind kind = CellKind::empty;
    NumberStyle style = NumberStyle::plain;  ///< of numbers
    bool formula = false;
    std::string_view text;  ///< numbers as plain_number() writes them; valid during the call
};

/// What a sheet says, row by row. Rows and cells come in the order of the sheet, which is checked.
class XlsxSheet final : public PartEvents {
public:
    using TakeRow = std::function<void(std::uint64_t row, const std::vector<SheetCell>& cells)>;
    using TakeMerge = std::function<void(std::string_view range)>;

    XlsxSheet(XlsxBook& book, XlsxStrings& strings, const BookSheet& sheet, std::string shown_name, TakeRow take_row,
              TakeMerge take_merge);

    void start(std::string_view name, const SaxElement& element) override;
    void end(std::string_view name) override;
    void text(std::string_view text) override;

private:
    void start_row(const SaxElement& element);
    void start_cell(const SaxElement& element);
    void end_cell();
    void take_value(SheetCell& cell);
    [[noreturn]] void refuse_sheet(model::RuleCode code, const std::string& message) const;

    XlsxBook& m_book;
    XlsxStrings& m_strings;
    const BookSheet& m_sheet;
    std::string m_shown_name;
    TakeRow m_take_row;
    TakeMerge m_take_merge;

    struct Span {
        std::size_t begin = 0;
        std::size_t length = 0;
    };
    std::uint64_t m_row = 0;
    std::uint32_t m_column = 0;
    std::vector<SheetCell> m_cells;
    std::vector<Span> m_spans;  ///< of m_cells in m_text: views would break while it grows
    std::string m_text;         ///< of the row
    std::string m_value;        ///< of the cell
    std::string m_type;
    NumberStyle m_style = NumberStyle::plain;
    std::size_t m_filled = 0;  ///< cells of the row that hold something
    bool m_in_data = false;
    bool m_in_cell = false;
    bool m_in_value = false;
    bool m_phonetic = false;
};

}  // namespace tilsig::decode
