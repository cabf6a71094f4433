// Declared encoding -> UTF-8, strictly: a byte that the encoding does not have is a fault with its position.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "catalog/layout.hpp"
#include "model/batch.hpp"

namespace tilsig::decode {

/// Nothing but ASCII in it.
[[nodiscard]] bool is_ascii(std::string_view bytes) noexcept;

struct Transcoded {
    std::string_view text;             ///< UTF-8 in the arena; empty when there is a fault
    std::optional<std::size_t> fault;  ///< position in the input of the first byte that cannot be read
    bool ascii = false;                ///< the input was nothing but ASCII
};

/// Copies `raw` as UTF-8 into `arena`. ASCII is the fast path: one pass over words and one copy.
[[nodiscard]] Transcoded to_utf8(catalog::Encoding encoding, std::string_view raw, model::Arena& arena);

/// Position of the first byte from `from` on that the encoding does not have; npos when there is none.
[[nodiscard]] std::size_t find_unreadable(catalog::Encoding encoding, std::string_view raw, std::size_t from);

/// The name of the encoding for messages.
[[nodiscard]] const char* encoding_name(catalog::Encoding encoding) noexcept;
/// What is wrong and what to try, for a fault at a byte with this value.
[[nodiscard]] std::string encoding_message(catalog::Encoding encoding, unsigned char byte);

}  // namespace tilsig::decode
