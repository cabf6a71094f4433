// What a check says about a delivery, a slice or a record. A finding never holds a value.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/batch.hpp"
#include "model/rule_code.hpp"
#include "model/subject.hpp"

namespace tilsig::model {

/// Deadline and ordering axis (QUALITY.md 3.3).
enum class Severity { info, warning, error, critical };
/// What happens to the data; the strongest wins. Order of the enumerators is the order of strength.
enum class Action { none, alert, flag, null_field, reject_record, block_slice, block_delivery };

[[nodiscard]] const char* to_string(Severity severity) noexcept;
[[nodiscard]] const char* to_string(Action action) noexcept;

/// One violation in one evaluation. `field` is the contract's name of the field; the value itself
/// stays in the landed delivery.
struct Finding {
    RuleCode code;
    Severity severity = Severity::error;
    Action action = Action::flag;
    std::string field;    ///< empty when the whole record, slice or delivery is meant
    RecordPlace place;    ///< number 0 when the whole delivery is meant
    std::string message;  ///< for people; names the field and what was expected, holds no value of personal class
    std::string owner{};  ///< who must repair it: an id of the sender register; a check of slices leaves the slice here
    Subject subject{};
};

/// What became of one record; promise 1(b). Every record ends in exactly one of these.
enum class Disposition : std::uint8_t { accepted, duplicate, rejected, filtered, held };
[[nodiscard]] const char* to_string(Disposition disposition) noexcept;

}  // namespace tilsig::model
