// Fixed width -> batches: one record per line, fields by their position.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "decode/csv/lines.hpp"
#include "decode/decoder.hpp"

namespace tilsig::decode {

/// A record of another length is unreadable; when the first one has the length or the year of another layout, the
/// delivery is refused: it was read for the wrong year. Nothing but one blank is the nil return of the field.
class FixedDecoder final : public Decoder {
public:
    /// Error(configuration) when a field of the contract has no position and may not be left out.
    FixedDecoder(const catalog::Contract& contract, const catalog::Layout& layout, ByteSource source,
                 std::string shown_name, model::ErasedPlaces erased);

    bool next(model::Batch& out, std::vector<model::Finding>& unreadable) override;
    [[nodiscard]] const DecodeReport& report() const override { return m_report; }
    [[nodiscard]] const std::vector<std::string>& columns() const override { return m_columns; }

private:
    static constexpr std::size_t absent = static_cast<std::size_t>(-1);

    void take_line(const RawLine& line, model::Batch& out, std::vector<model::Finding>& unreadable);
    [[nodiscard]] std::optional<model::Finding> read_record(const RawLine& line, model::Batch& out);
    [[nodiscard]] model::Finding length_finding(const RawLine& line, std::size_t found) const;
    [[nodiscard]] std::optional<model::Finding> year_finding(const RawLine& line, std::string_view text) const;
    /// The value without the blanks around it; null when there is nothing else. Positions are characters.
    [[nodiscard]] std::string_view value_of(const catalog::FixedLayout::Column& column, std::string_view text) const;
    void finish();

    const catalog::Contract& m_contract;
    const catalog::Layout& m_layout;
    std::string m_shown_name;
    model::ErasedPlaces m_erased;
    CsvLines m_lines;
    DecodeReport m_report;
    std::vector<std::string> m_columns;
    std::vector<std::size_t> m_source;  ///< per field: its column of the layout, or absent
    std::size_t m_year = absent;        ///< column that holds the year
    std::vector<std::size_t> m_starts;  ///< of the characters of a line that is not ASCII
    std::vector<model::Finding> m_notes;
    std::uint64_t m_high_lines = 0;  ///< lines with letters beyond ASCII, and how many of them are UTF-8
    std::uint64_t m_utf8_lines = 0;
    bool m_last_line_ended = true;
    bool m_cut = false;
    bool m_done = false;
};

}  // namespace tilsig::decode
