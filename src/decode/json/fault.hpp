// Where a text stops being JSON. Only asked when the parser has said that it is none: parsers do not say where.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tilsig::decode {

struct JsonFault {
    std::size_t at = 0;   ///< byte position
    std::string message;  ///< what was expected there; holds nothing of the text
};

/// The first place where `text` (UTF-8) is not one JSON value, by RFC 8259; nothing when it is.
[[nodiscard]] std::optional<JsonFault> find_json_fault(std::string_view text);

/// `token` is a number as JSON writes it.
[[nodiscard]] bool is_json_number(std::string_view token) noexcept;

}  // namespace tilsig::decode
