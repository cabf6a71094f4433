// The fixed set of mapping steps: their arguments and what they make of a type. map/transform.cpp executes them.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "model/stage_schema.hpp"
#include "model/value.hpp"

namespace tilsig::catalog {

enum class StepKind {
    strip_prefix,
    strip_suffix,
    before,
    after,
    pad_left,
    upper,
    lower,
    trim_name,
    translate,
    year_start,
    year_end,
    month_start,
    coalesce,
    fallback  ///< written `default`
};

struct StepSpec {
    std::string_view name;
    StepKind kind;
    int least_arguments;
    int most_arguments;
    std::string_view example;  ///< for messages
};

inline constexpr std::array<StepSpec, 14> step_specs{
    {{"strip_prefix", StepKind::strip_prefix, 1, 1, "`strip_prefix: K`"},
     {"strip_suffix", StepKind::strip_suffix, 1, 1, "`strip_suffix: x`"},
     {"before", StepKind::before, 1, 1, "`before: \" (\"`"},
     {"after", StepKind::after, 1, 1, "`after: /`"},
     {"pad_left", StepKind::pad_left, 2, 2, "`pad_left: [4, \"0\"]`"},
     {"upper", StepKind::upper, 0, 0, "`upper`"},
     {"lower", StepKind::lower, 0, 0, "`lower`"},
     {"trim_name", StepKind::trim_name, 0, 0, "`trim_name`"},
     {"translate", StepKind::translate, 1, 2, "`translate: list`"},
     {"year_start", StepKind::year_start, 0, 0, "`year_start`"},
     {"year_end", StepKind::year_end, 0, 0, "`year_end`"},
     {"month_start", StepKind::month_start, 0, 0, "`month_start`"},
     {"coalesce", StepKind::coalesce, 1, 8, "`coalesce: [other, $sender]`"},
     {"default", StepKind::fallback, 1, 1, "`default: x`"}}};

[[nodiscard]] const StepSpec* find_step(std::string_view name) noexcept;

/// What is known of a value on its way from field to column.
struct ValueShape {
    model::Type type = model::Type::text;
    int scale = 0;          ///< of decimals
    bool computed = false;  ///< made by a step: whether it fits its column shows only when it is there
};

/// The shape of what `from` may name: a column of the stage, `$period`, `$sender`, `$received_at`.
[[nodiscard]] std::optional<ValueShape> input_shape(const model::StageSchema& in, std::string_view name) noexcept;

/// The shape after `kind`, or nothing when the step cannot be applied to `in` (upper of a date).
[[nodiscard]] std::optional<ValueShape> after_step(StepKind kind, const ValueShape& in) noexcept;

/// May a value of this shape stand in a column of `type`? Computed text may stand anywhere and is proven value by
/// value.
[[nodiscard]] bool fits(const ValueShape& value, model::Type type, int scale) noexcept;

}  // namespace tilsig::catalog
