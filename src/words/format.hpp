// Numbers, lists, dates and periods as each language writes them.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "words/word_book.hpp"

namespace tilsig::words {

/// With the language's mark between groups of three digits.
[[nodiscard]] std::string number_text(std::uint64_t number, const Words& words);
/// `3`, `3 og 8`, `3, 8 og 12`.
[[nodiscard]] std::string list_text(const std::vector<std::string>& parts, const Words& words);
/// Norwegian local time: `22.11.2026 kl. 04.00`, in English `22 November 2026, 04:00`.
[[nodiscard]] std::string local_time_text(std::string_view instant, const Words& words);
/// `28. februar 2009`, in English `28 February 2009`.
[[nodiscard]] std::string date_text(std::chrono::year_month_day day, const Words& words);
/// A unit's period as people say it: `november 2026`, `1. november 2026`, `2026`, `alle perioder`.
[[nodiscard]] std::string period_text(std::string_view period, const Words& words);
/// Ends with one full stop, whether the text had one or not.
[[nodiscard]] std::string sentence(std::string_view text);
/// «fila», “file”.
[[nodiscard]] std::string quoted_text(std::string_view text, const Words& words);

}  // namespace tilsig::words
