// Layout -> decoder.
#include "catalog/contract.hpp"
#include "decode/container/container.hpp"
#include "decode/container/packed_decoder.hpp"
#include "decode/container/utf16.hpp"
#include "decode/csv/decoder.hpp"
#include "decode/decoder.hpp"
#include "decode/first_bytes.hpp"
#include "decode/fixed/decoder.hpp"
#include "decode/json/decoder.hpp"
#include "decode/jsonstat/decoder.hpp"
#include "decode/xlsx/decoder.hpp"
#include "decode/xml/decoder.hpp"

namespace tilsig::decode {

namespace {

void check_layout(const catalog::Contract& contract, const catalog::Layout& layout) {
    const auto wrong = [&](const std::string& message) {
        throw Error(ErrorKind::configuration, "layout '" + layout.name + "' of " + contract.feed + ": " + message)
            .at(layout.place);
    };
    if (contract.fields.empty()) wrong("the contract has no fields");
    if (layout.format == catalog::FormatKind::xml && layout.xml.records.empty())
        wrong("the path to the records is missing");
    if (layout.format != catalog::FormatKind::csv) return;
    if (layout.csv.header_rows == 0 && layout.csv.columns.empty())
        wrong("without header rows the columns must be named");
    if (layout.unpivot && static_cast<std::size_t>(layout.csv.header_rows) != layout.unpivot->headers.size()) {
        wrong("unpivot names " + std::to_string(layout.unpivot->headers.size()) + " headers for " +
              std::to_string(layout.csv.header_rows) + " header rows");
    }
}

std::unique_ptr<Decoder> make_format_decoder(const catalog::Contract& contract, const catalog::Layout& layout,
                                             ByteSource bytes, std::string shown_name, std::filesystem::path folder,
                                             model::ErasedPlaces erased) {
    ByteSource source = look_at_first_bytes(std::move(bytes), contract, layout, shown_name);
    switch (layout.format) {
        case catalog::FormatKind::csv:
            return std::make_unique<CsvDecoder>(contract, layout, std::move(source), std::move(shown_name),
                                                std::move(erased));
        case catalog::FormatKind::json:
            return std::make_unique<JsonDecoder>(contract, layout, std::move(source), std::move(shown_name),
                                                 std::move(erased));
        case catalog::FormatKind::jsonstat:
            return std::make_unique<JsonStatDecoder>(contract, std::move(source), std::move(shown_name));
        case catalog::FormatKind::xml:
            return std::make_unique<XmlDecoder>(contract, layout, std::move(source), std::move(shown_name),
                                                std::move(erased));
        case catalog::FormatKind::fixed:
            return std::make_unique<FixedDecoder>(contract, layout, std::move(source), std::move(shown_name),
                                                  std::move(erased));
        case catalog::FormatKind::xlsx:
            return std::make_unique<XlsxDecoder>(contract, layout, std::move(source), std::move(shown_name),
                                                 std::move(folder), std::move(erased));
    }
    throw Error(ErrorKind::internal, "unknown format");
}

/// UTF-16 becomes UTF-8 before the format is read, like a container that is opened.
std::unique_ptr<Decoder> make_utf16_decoder(const catalog::Contract& contract, const catalog::Layout& layout,
                                            ByteSource bytes, const std::string& shown_name,
                                            const std::filesystem::path& folder, model::ErasedPlaces erased) {
    auto plain = std::make_unique<catalog::Layout>(layout);
    plain->encoding = catalog::Encoding::utf8;
    plain->allow_bom = false;  // the container has taken it
    auto container = std::make_unique<Utf16Container>(layout.encoding, std::move(bytes), shown_name);
    const catalog::Layout& inner = *plain;
    return std::make_unique<PackedDecoder>(
        std::move(container), true, shown_name,
        [&](ByteSource text) {
            return make_format_decoder(contract, inner, std::move(text), shown_name, folder, std::move(erased));
        },
        std::move(plain));
}

bool is_text(catalog::FormatKind format) {
    using Kind = catalog::FormatKind;
    return format == Kind::csv || format == Kind::json || format == Kind::jsonstat || format == Kind::xml ||
           format == Kind::fixed;
}

}  // namespace

std::unique_ptr<Decoder> make_decoder(const catalog::Contract& contract, const catalog::Layout& layout,
                                      ByteSource source, std::string shown_name, std::filesystem::path folder,
                                      model::ErasedPlaces erased) {
    check_layout(contract, layout);
    const auto make = [&](ByteSource bytes) {
        return catalog::is_utf16(layout.encoding)
                   ? make_utf16_decoder(contract, layout, std::move(bytes), shown_name, folder, std::move(erased))
                   : make_format_decoder(contract, layout, std::move(bytes), shown_name, folder, std::move(erased));
    };
    if (layout.compression == catalog::Compression::none) return make(std::move(source));
    auto container = open_container(layout, std::move(source), shown_name, folder);
    const bool text = is_text(layout.format) && !catalog::is_utf16(layout.encoding);
    return std::make_unique<PackedDecoder>(std::move(container), text, shown_name, make);
}

}  // namespace tilsig::decode
