// ops_figure: figures as they were computed, by area and by the day they are known at. What rpt_figure shows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "odbc/odbc.hpp"

namespace tilsig::ledger {

/// Digits after the point of a stored value and of a coverage.
inline constexpr int figure_scale = 2, coverage_scale = 1;
/// The area of the whole country; municipalities have their code of four digits, as reported.
inline constexpr const char* whole_country = "00";

struct FigureRow {
    std::string variant;  ///< empty when there is one way to count
    std::string area = whole_country;
    std::optional<std::int64_t> value;  ///< rounded, in hundredths; nothing when there is nothing to compute it of
    std::optional<std::int64_t> part;   ///< numerator, or days waited
    std::int64_t n = 0;                 ///< what it is computed of
    std::optional<std::int64_t> owed, delivered;  ///< deliveries of the authority; nothing when nobody knows who owes
    std::string status;
};

/// What all rows of one figure, year and day have in common.
struct FigureHead {
    std::string figure;
    std::int64_t year = 0;
    std::string known_on;  ///< yyyy-MM-dd
    std::int64_t load_seq = 0;
    bool synthetic = false;
    std::string computed_at;
};

/// Puts these rows in the place of those of the same figure, year and day. Inside the caller's transaction.
void replace_figure(odbc::Connection& connection, const FigureHead& head, const std::vector<FigureRow>& rows);

/// The last load that was committed before `moment`; 0 when there is none.
[[nodiscard]] std::int64_t last_load_before(odbc::Connection& connection, const std::string& moment);
/// The last load that BI sees: of the night that closed last; 0 before the first one.
[[nodiscard]] std::int64_t last_load_shown(odbc::Connection& connection);

}  // namespace tilsig::ledger
