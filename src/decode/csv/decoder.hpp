// CSV -> batches: flat tables (one record per line) and wide tables (one record per cell).
#pragma once

#include <string>
#include <vector>

#include "decode/columns.hpp"
#include "decode/csv/cells.hpp"
#include "decode/csv/control_sums.hpp"
#include "decode/csv/lines.hpp"
#include "decode/decoder.hpp"
#include "decode/keys_above.hpp"

namespace tilsig::decode {

class CsvDecoder final : public Decoder {
public:
    CsvDecoder(const catalog::Contract& contract, const catalog::Layout& layout, ByteSource source,
               std::string shown_name, model::ErasedPlaces erased);

    bool next(model::Batch& out, std::vector<model::Finding>& unreadable) override;
    [[nodiscard]] const DecodeReport& report() const override { return m_report; }
    [[nodiscard]] const std::vector<std::string>& columns() const override { return m_columns; }

private:
    enum class State { fresh, rows, done };

    void start();
    void check_byte_order_mark();
    void read_preface();
    [[nodiscard]] HeaderRow read_header_row();
    void finish();

    /// Sorts one line into its byte class; a data line also into `out` or `unreadable`.
    void take_line(const RawLine& line, model::Batch& out, std::vector<model::Finding>& unreadable);
    /// Counts a line of an erased record; false when it is none.
    bool take_erased(const RawLine& line);
    void take_trailer(const RawLine& line);
    /// Whether the line lies behind the records of the table: it is the first that a footnote begins, or follows it.
    bool is_behind_end(const RawLine& line);
    void require_no_record(const RawLine& line);
    /// Adds the records of a line to `out`. False, with `finding` filled, when the line cannot be read.
    bool read_row(const RawLine& line, model::Batch& out, model::Finding& finding);
    void add_row(const RawLine& line, char* text, model::Batch& out);
    void add_cell_records(const RawLine& line, char* text, model::Batch& out);
    /// Refuses a header that has the contract's columns when it is split at another delimiter.
    void refuse_other_delimiter(std::string_view header, const RawLine& line);
    /// Whether the row added last is the header once more.
    [[nodiscard]] bool is_header_row(const model::Batch& out) const;
    [[nodiscard]] static model::Finding repeated_header(const RawLine& line);
    void note_columns(model::Batch& out) const;
    void store_headers(model::Batch& out);
    [[nodiscard]] bool is_blank(std::string_view bytes) const noexcept;
    [[nodiscard]] model::Finding quote_finding(const RawLine& line) const;
    [[nodiscard]] model::Finding ragged_finding(const RawLine& line, std::size_t cells) const;
    void check_cell_size(const RawLine& line) const;

    const catalog::Contract& m_contract;
    const catalog::Layout& m_layout;
    std::string m_shown_name;
    model::ErasedPlaces m_erased;
    CsvLines m_lines;
    State m_state = State::fresh;
    ColumnPlan m_plan;
    std::string m_header_line;  ///< the first header row, as landed
    DecodeReport m_report;
    std::vector<std::string> m_columns;
    std::vector<model::Finding> m_notes;  ///< about the delivery, not yet handed out
    std::vector<CellSpan> m_cells;
    std::vector<CellSpan> m_raw_cells;
    std::vector<std::vector<std::string_view>> m_header_views;  ///< unpivot headers in the memory of the current batch
    std::uint64_t m_data_lines = 0;
    bool m_trailer_seen = false;
    bool m_ended = false;  ///< a line of `csv.ends_before` was met
    ControlSums m_sums;
    KeysAbove m_keys_above;
    bool m_last_line_ended = true;
    bool m_cut = false;
    // ISO-8859-1 and Windows-1252 accept nearly every byte; UTF-8 read as either shows only in the pattern of the high
    // bytes.
    std::uint64_t m_high_lines = 0;
    std::uint64_t m_utf8_lines = 0;
};

}  // namespace tilsig::decode
