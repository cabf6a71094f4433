// What kind of file a delivery really is, by its first bytes: senders send what they have.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "catalog/contract.hpp"
#include "decode/decoder.hpp"
#include "model/finding.hpp"

namespace tilsig::decode {

/// How many bytes are looked at.
inline constexpr std::size_t first_bytes = 4096;

/// The refusal of a delivery that is plainly another kind of file than the layout says (a workbook, a web page, an
/// answer in JSON, an archive), naming the kind and the remedy; nothing when it may be what it should be. Shows no
/// content. What a format can say better itself (a workbook of another kind, UTF-16) is left to it.
[[nodiscard]] std::optional<model::Finding> other_kind(std::string_view head, const catalog::Layout& layout);

/// `source`, whose first read throws DeliveryRefused when other_layout() or other_kind() has something to say. Contract
/// and layout must outlive it.
[[nodiscard]] ByteSource look_at_first_bytes(ByteSource source, const catalog::Contract& contract,
                                             const catalog::Layout& layout, std::string shown_name);

}  // namespace tilsig::decode
