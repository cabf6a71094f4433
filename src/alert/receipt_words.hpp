// The words of a receipt in bokmål, nynorsk and English; numbers, lists and dates as each of them writes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/finding.hpp"
#include "model/unit.hpp"

namespace tilsig::alert {

/// One form of each counted thing, because participles agree in nynorsk and not in bokmål.
struct Counted {
    std::string_view one, many;
};

struct Words {
    std::string_view title, sender, delivery, received, checksum, local_time;
    std::string_view period, number, whole_file, all_periods;
    std::string_view records, loaded, remarks, duplicate, rejected, filtered, held;
    std::string_view clean, with_faults, nothing_new, held_outcome, rejected_outcome, failed_outcome;
    std::string_view held_slices;
    std::string_view faults, whole_delivery, no_text, repair, field, line, lines, column, more;
    Counted rejected_records, remarked_records;
    std::string_view closing_before, closing_after;  ///< the name of the case system stands between them
    std::string_view closing_no_system;
    std::string_view reason, privacy, conjunction;
    std::string_view info, warning, error, critical;
    std::string_view group_mark;
};

/// Words for `language`; bokmål for anything that is not nn or en.
[[nodiscard]] const Words& words_for(std::string_view language) noexcept;

/// With the language's mark between groups of three digits.
[[nodiscard]] std::string number_text(std::uint64_t number, const Words& words);
/// `3`, `3 og 8`, `3, 8 og 12`.
[[nodiscard]] std::string list_text(const std::vector<std::string>& parts, const Words& words);
/// Norwegian local time: `22.11.2026 kl. 04.00`, in English `22 November 2026, 04:00`.
[[nodiscard]] std::string local_time_text(std::string_view instant, std::string_view language);
[[nodiscard]] std::string_view severity_word(model::Severity severity, const Words& words) noexcept;

}  // namespace tilsig::alert
