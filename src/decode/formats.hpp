// What the room makes of each format, said once: its decoder, how its files begin, what an erasure leaves of a record.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "catalog/contract.hpp"
#include "catalog/format.hpp"
#include "decode/blanking.hpp"
#include "decode/decoder.hpp"

namespace tilsig::decode {

/// What a decoder is made of: as the parameters of make_decoder(), the bytes unpacked and in an encoding of one byte.
struct Delivery {
    const catalog::Contract& contract;
    const catalog::Layout& layout;
    ByteSource bytes;
    std::string shown_name;
    std::filesystem::path folder;
    model::ErasedPlaces erased;
};

/// Whether a delivery is of a layout, by its first bytes.
enum class Looks : std::uint8_t { like_it, otherwise, unknown };

/// What a file of the format may begin like without being of another kind.
enum class Beginning : std::uint8_t { text, json, xml };

struct FormatDecoding {
    catalog::FormatKind kind = catalog::FormatKind::csv;
    Beginning begins = Beginning::text;

    std::unique_ptr<Decoder> (*make)(Delivery delivery) = nullptr;
    /// Why no decoder can be made for the layout, which nobody has read from a contract; empty: one can. Null: always.
    std::string (*mistake)(const catalog::Layout& layout) = nullptr;
    /// Null: no file of another form can be told from one of this.
    Looks (*looks)(std::string_view head, const catalog::Contract& contract, const catalog::Layout& layout) = nullptr;
    /// What takes the place of a record's bytes, as many of them: line ends where they were, and the shell without
    /// which the document would be broken. Null: spaces.
    std::string (*blanked)(const std::string& record) = nullptr;
    /// Writes a whole delivery, where a record is not a stretch of its bytes. Null: it is, and blanked() is asked.
    void (*write_blanked)(const catalog::Layout& layout, const Blanks& blanks, const ByteSource& source,
                          const ByteSink& sink, const std::filesystem::path& folder) = nullptr;
};

/// All of them, in the order of FormatKind.
[[nodiscard]] const catalog::FormatTable<FormatDecoding>& format_decodings() noexcept;
[[nodiscard]] const FormatDecoding& decoding_of(const catalog::Layout& layout);

}  // namespace tilsig::decode
