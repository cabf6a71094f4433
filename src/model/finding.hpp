// What a check says about a delivery, a slice or a record. A finding never holds a value.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
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

/// Where the other records of a set stand, when a finding is about a set: the first few of them.
struct OtherPlaces {
    static constexpr std::size_t most = 3;
    struct Place {
        std::uint64_t number = 0;  ///< of the record, as in RecordPlace
        std::uint64_t line = 0;
        std::uint32_t sheet = 0;
        bool operator==(const Place&) const = default;
    };
    std::vector<Place> named;  ///< in order of records, at most `most`
    std::uint64_t more = 0;    ///< how many records there are besides
    std::uint64_t loaded = 0;  ///< rows of other units that belong to the set

    [[nodiscard]] bool empty() const noexcept { return named.empty() && more == 0 && loaded == 0; }
    /// `3:4 17:18:2 +5 =1`: record, line and, in a workbook, sheet; how many more; how many loaded. Empty for none.
    [[nodiscard]] std::string text() const;
    /// The reverse of text(); empty for anything else.
    [[nodiscard]] static OtherPlaces parse(std::string_view text);
    bool operator==(const OtherPlaces&) const = default;
};

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
    OtherPlaces others{};  ///< of a rule over sets
};

/// What became of one record; promise 1(b). Every record ends in exactly one of these.
enum class Disposition : std::uint8_t { accepted, duplicate, rejected, filtered, held };
[[nodiscard]] const char* to_string(Disposition disposition) noexcept;

}  // namespace tilsig::model
