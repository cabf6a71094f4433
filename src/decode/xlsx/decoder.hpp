// Workbook -> batches: one record per row of each declared table.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "decode/decoder.hpp"
#include "decode/xlsx/sheet.hpp"
#include "decode/xlsx/table.hpp"
#include "decode/xlsx/watch.hpp"

namespace tilsig::decode {

/// Counts cells instead of bytes: DecodeReport::delivery_bytes are the cells of the sheets that the layout names, and
/// so are offset and length of a place. The delivery is put aside first, because a zip archive is read from its end.
class XlsxDecoder final : public Decoder {
public:
    /// `folder`: where the delivery and its strings are put aside; empty: the system's folder for temporary files.
    XlsxDecoder(const catalog::Contract& contract, const catalog::Layout& layout, ByteSource source,
                std::string shown_name, std::filesystem::path folder, model::ErasedPlaces erased);

    bool next(model::Batch& out, std::vector<model::Finding>& unreadable) override;
    [[nodiscard]] const DecodeReport& report() const override { return m_report; }
    [[nodiscard]] const std::vector<std::string>& columns() const override { return m_columns; }

private:
    void open_book();
    void open_sheet();
    void close_sheet();
    [[nodiscard]] const BookSheet& find_sheet(const catalog::XlsxTable& table) const;
    void take_row(std::uint64_t row, const std::vector<SheetCell>& cells);
    void take_table_row(XlsxTableReader& table, std::uint64_t row);
    void take_footnote(const XlsxTableReader& table, std::uint64_t row);
    /// Where each cell is a record: those of a row, which begins at `place`.
    void add_cell_records(XlsxTableReader& table, std::span<const SheetCell> cells, model::RecordPlace place);
    void take_stray(std::uint64_t row);
    /// Tells the batch where the fields of the table stand.
    void note_columns(const XlsxTableReader& table);
    [[nodiscard]] std::optional<model::Finding> read_cell(const catalog::Field& field, const SheetCell& cell,
                                                          model::RecordPlace place, std::string_view& value);
    /// The same for a cell that may not be there: null.
    [[nodiscard]] std::optional<model::Finding> read_field(const catalog::Field& field, const SheetCell* cell,
                                                           const model::RecordPlace& place, std::string_view& value);
    /// The text of a number that is shown as a day or a time; nothing when it is no value of the field.
    [[nodiscard]] static std::string write_number(const catalog::Field& field, const SheetCell& cell);
    [[nodiscard]] std::optional<std::string> write_serial(const catalog::Field& field, const SheetCell& cell) const;
    [[nodiscard]] model::Finding cell_finding(model::RuleCode code, model::RecordPlace place,
                                              const std::string& text) const;

    const catalog::Contract& m_contract;
    const catalog::Layout& m_layout;
    ByteSource m_source;
    std::string m_shown_name;
    std::filesystem::path m_folder;
    model::ErasedPlaces m_erased;
    DecodeReport m_report;
    std::vector<std::string> m_columns;
    std::vector<model::Finding> m_notes;

    Spool m_spool;
    std::optional<XlsxBook> m_book;
    std::optional<XlsxStrings> m_strings;
    std::vector<const BookSheet*> m_sheets;  ///< that the layout names, in the order of the tabs
    std::size_t m_at = 0;                    ///< the sheet that is read
    std::vector<XlsxTableReader> m_tables;   ///< of that sheet
    std::optional<XlsxWatch> m_watch;
    std::optional<XlsxSheet> m_sheet;
    std::optional<PartReader> m_part;

    // The row that is taken apart, and where its records go.
    const std::vector<SheetCell>* m_cells = nullptr;
    std::vector<char> m_taken;  ///< per cell of the row: it belongs to a table
    model::Batch* m_out = nullptr;
    std::vector<model::Finding>* m_unreadable = nullptr;
    bool m_done = false;
    bool m_opened = false;
};

}  // namespace tilsig::decode
