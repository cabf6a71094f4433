// What a delivery states about itself and its records do not come to (SYS-E016): one sentence for the ledger, and back
// from it to the numbers, so that a receipt can say them in its reader's language.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tilsig::decode {

struct StatedTotal {
    enum class Kind {
        no_trailer,  ///< the trailer is missing
        no_count,    ///< the document does not state how many records it has
        unreadable,  ///< what is stated is no number
        count,       ///< records
        sum,         ///< of a column
        hidden_sum   ///< of a column whose sum may not be shown
    };
    Kind kind = Kind::no_trailer;
    std::string stated, found;  ///< of count and sum: digits, with `.` before decimals; empty where they are not shown
    std::string column;         ///< of a sum: the sender's name of it

    /// "the trailer states 25 records, the delivery has 21". `document`: for a count that stands in no trailer.
    [[nodiscard]] static std::string count_text(std::uint64_t stated, std::uint64_t found, bool document = false);
    /// "the trailer states 31.00 as the sum of 'kroner', the records come to 30.00", both numbers as canonical text.
    /// They are left out when `shown` is false, and when one of them could be a number of a person: a cell of a trailer
    /// may hold anything.
    [[nodiscard]] static std::string sum_text(std::string_view column, std::string_view stated, std::string_view found,
                                              bool shown);
    /// What a reason of the code SYS-E016 says; nothing for one that says something else.
    [[nodiscard]] static std::optional<StatedTotal> parse(std::string_view reason);
    bool operator==(const StatedTotal&) const = default;
};

}  // namespace tilsig::decode
