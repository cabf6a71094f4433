// Layout -> decoder.
#include "catalog/contract.hpp"
#include "decode/container/container.hpp"
#include "decode/container/packed_decoder.hpp"
#include "decode/container/utf16.hpp"
#include "decode/decoder.hpp"
#include "decode/first_bytes.hpp"
#include "decode/formats.hpp"

namespace tilsig::decode {

namespace {

void check_layout(const catalog::Contract& contract, const catalog::Layout& layout) {
    const auto wrong = [&](const std::string& message) {
        throw Error(ErrorKind::configuration, "layout '" + layout.name + "' of " + contract.feed + ": " + message)
            .at(layout.place);
    };
    if (contract.fields.empty()) wrong("the contract has no fields");
    const auto& decoding = decoding_of(layout);
    if (decoding.mistake == nullptr) return;
    if (const std::string mistake = decoding.mistake(layout); !mistake.empty()) wrong(mistake);
}

std::unique_ptr<Decoder> make_format_decoder(const catalog::Contract& contract, const catalog::Layout& layout,
                                             ByteSource bytes, std::string shown_name, std::filesystem::path folder,
                                             model::ErasedPlaces erased) {
    ByteSource source = look_at_first_bytes(std::move(bytes), contract, layout, shown_name);
    return decoding_of(layout).make(
        {contract, layout, std::move(source), std::move(shown_name), std::move(folder), std::move(erased)});
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
    const bool text = catalog::format_of(layout).is_text && !catalog::is_utf16(layout.encoding);
    return std::make_unique<PackedDecoder>(std::move(container), text, shown_name, make);
}

}  // namespace tilsig::decode
