// The words of a receipt in bokmål, nynorsk and English; numbers, lists and dates as each of them writes.
#pragma once

#include <array>
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
    std::string_view language;
    std::string_view title, sender, delivery, file, checksum, reference, local_time;
    std::string_view file_number, received, bytes, whole_file, run, all_periods;
    std::array<std::string_view, 12> months;

    // The head. What is loaded, of how many; then the rest of them.
    std::string_view one_loaded, all_loaded_before, all_loaded_after, some_loaded_between, some_loaded_after,
        none_loaded;
    Counted rejected_rest, duplicate_rest, filtered_rest, held_rest;
    Counted remarks_are, remarks_too;  ///< before and after their number
    std::string_view unchanged, nothing_new, nil_return, failed;
    std::string_view held_whole, rejected_whole, last_good_until, last_good_stays, refused_after_hold, send_corrected,
        retracted;
    std::string_view reason, our_reason, no_reason, held_slices, slice_refused, released, slice_released;

    std::string_view records, loaded, duplicate, rejected, filtered, held, refused_held, of_the_loaded, changed,
        remarked;
    std::string_view changed_whitespace, changed_invisible;

    std::string_view faults, whole_delivery, no_text, repair, column_number, line, lines, sheet, row, cell, more;
    std::string_view quote_open, quote_close;
    Counted record;                        ///< before their numbers
    Counted columns, fields, more_places;  ///< apart from those that are shown
    Counted rejected_records, remarked_records;
    std::string_view closing_before, closing_after;  ///< the name of the case system stands between them
    std::string_view closing_no_system, due, contact, privacy, conjunction;
    std::string_view info, warning, error, critical;
    std::string_view group_mark;
};

/// Words for `language`; bokmål for anything that is not nn or en.
[[nodiscard]] const Words& words_for(std::string_view language) noexcept;

/// With the language's mark between groups of three digits.
[[nodiscard]] std::string number_text(std::uint64_t number, const Words& words);
/// `3`, `3 og 8`, `3, 8 og 12`.
[[nodiscard]] std::string list_text(const std::vector<std::string>& parts, const Words& words);
/// `1 post avvist`.
[[nodiscard]] std::string counted_text(std::uint64_t count, const Counted& counted, const Words& words);
/// Norwegian local time: `22.11.2026 kl. 04.00`, in English `22 November 2026, 04:00`.
[[nodiscard]] std::string local_time_text(std::string_view instant, const Words& words);
/// A unit's period as people say it: `november 2026`, `1. november 2026`, `2026`, `alle perioder`.
[[nodiscard]] std::string period_text(std::string_view period, const Words& words);
/// Ends with one full stop, whether the text had one or not.
[[nodiscard]] std::string sentence(std::string_view text);
[[nodiscard]] std::string_view severity_word(model::Severity severity, const Words& words) noexcept;

}  // namespace tilsig::alert
