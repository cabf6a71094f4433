// The table of the formats, in the order of FormatKind.
#include "decode/formats.hpp"

#include "decode/csv/decoder.hpp"
#include "decode/fixed/decoder.hpp"
#include "decode/format_parts.hpp"
#include "decode/json/decoder.hpp"
#include "decode/jsonstat/decoder.hpp"
#include "decode/xlsx/blank.hpp"
#include "decode/xlsx/decoder.hpp"
#include "decode/xml/decoder.hpp"

namespace tilsig::decode {

namespace {

using catalog::FormatKind;
using catalog::Layout;

/// Most decoders are made alike.
template <typename Made>
std::unique_ptr<Decoder> make(Delivery from) {
    return std::make_unique<Made>(from.contract, from.layout, std::move(from.bytes), std::move(from.shown_name),
                                  std::move(from.erased));
}

std::string csv_mistake(const Layout& layout) {
    const auto rows = static_cast<std::size_t>(layout.csv.header_rows);
    if (rows == 0 && layout.csv.columns.empty()) return "without header rows the columns must be named";
    if (!layout.unpivot || rows == layout.unpivot->headers.size()) return "";
    return "unpivot names " + std::to_string(layout.unpivot->headers.size()) + " headers for " + std::to_string(rows) +
           " header rows";
}

constexpr catalog::FormatTable<FormatDecoding> table{
    FormatDecoding{.kind = FormatKind::csv, .make = make<CsvDecoder>, .mistake = csv_mistake, .looks = csv_looks},
    FormatDecoding{
        .kind = FormatKind::json, .begins = Beginning::json, .make = make<JsonDecoder>, .blanked = blanked_json},
    FormatDecoding{.kind = FormatKind::jsonstat,
                   .begins = Beginning::json,
                   .make = [](Delivery from) -> std::unique_ptr<Decoder> {
                       return std::make_unique<JsonStatDecoder>(from.contract, std::move(from.bytes),
                                                                std::move(from.shown_name));
                   }},
    FormatDecoding{.kind = FormatKind::xml,
                   .begins = Beginning::xml,
                   .make = make<XmlDecoder>,
                   .mistake =
                       [](const Layout& layout) {
                           return std::string(layout.xml.records.empty() ? "the path to the records is missing" : "");
                       },
                   .blanked = blanked_xml},
    FormatDecoding{.kind = FormatKind::fixed, .make = make<FixedDecoder>, .looks = fixed_looks},
    FormatDecoding{.kind = FormatKind::xlsx,
                   .make = [](Delivery from) -> std::unique_ptr<Decoder> {
                       return std::make_unique<XlsxDecoder>(from.contract, from.layout, std::move(from.bytes),
                                                            std::move(from.shown_name), std::move(from.folder),
                                                            std::move(from.erased));
                   },
                   .looks = xlsx_looks,
                   .write_blanked = blank_workbook},
};
static_assert(catalog::is_complete(table),
              "a format has no entry here, or one in another order than that of FormatKind");

}  // namespace

const catalog::FormatTable<FormatDecoding>& format_decodings() noexcept { return table; }

const FormatDecoding& decoding_of(const Layout& layout) { return catalog::entry_of(table, layout.format); }

}  // namespace tilsig::decode
