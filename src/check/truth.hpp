// What a rule says about one record.
#pragma once

#include <cstdint>

namespace tilsig::check {

/// Three-valued, and a fourth for records the rule is not about. Only `pass` is a pass.
enum class Truth : std::uint8_t { pass, fail, unknown, not_applicable };

}  // namespace tilsig::check
