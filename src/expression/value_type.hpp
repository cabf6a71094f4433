// The types of expressions.
#pragma once

#include <cstdint>
#include <string>

#include "model/value.hpp"

namespace tilsig::expression {

/// `decimal` is exact and has a scale; an integer is a decimal of scale 0. A code is no text: the two compare with
/// their own kind only.
enum class Kind : std::uint8_t { boolean, decimal, date, timestamp, text, code };

struct ValueType {
    Kind kind = Kind::boolean;
    int scale = 0;  ///< digits after the point of a decimal
    bool operator==(const ValueType&) const = default;
};

/// Digits after the point that any value can have; 64 bits hold 18 digits.
inline constexpr int most_scale = 18;

[[nodiscard]] constexpr bool is_textual(Kind kind) noexcept { return kind == Kind::text || kind == Kind::code; }
/// For messages: "a date", "a decimal with 2 digits after the point".
[[nodiscard]] std::string described(ValueType type);
/// The type a field of a contract has in an expression.
[[nodiscard]] ValueType type_of_field(model::Type type, int scale) noexcept;
/// And the other way: what a computed value is for the warehouse.
[[nodiscard]] model::Type model_type(ValueType type) noexcept;

}  // namespace tilsig::expression
