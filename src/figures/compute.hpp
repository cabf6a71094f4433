// A figure computed where the rows are: one query over all rows that were known, for the country and for each
// municipality.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "figures/figure.hpp"
#include "odbc/odbc.hpp"

namespace tilsig::figures {

/// As known after a load: current rows and, in their place, the versions that were replaced later. Persons that were
/// known then to be one are one.
struct KnownAt {
    std::int64_t load_seq = 0;
};

/// What one area came to.
struct Count {
    std::int64_t n = 0;                 ///< rows, or persons, that the figure is computed of
    std::optional<std::int64_t> part;   ///< of them the numerator is true; or the days they waited in all
    std::int64_t left_out = 0;          ///< waiting below zero or without its beginning
    std::optional<std::int64_t> value;  ///< rounded, with ledger::figure_scale digits
};

struct Counts {
    Count country;
    std::map<std::string, Count> municipalities;  ///< by code; rows without one are in the country alone
};

/// Two queries. Nothing where a table is not made yet. In the caller's snapshot, or none. The figure is one that was
/// read without a mistake.
[[nodiscard]] std::optional<Counts> compute(odbc::Connection& connection, const Figure& figure, const Variant& variant,
                                            std::int64_t year, KnownAt known);

/// A row that a figure counts: its key, and the record that it came from.
struct CountedRow {
    std::vector<std::string> key;  ///< canonical, one for each column of the table's key; empty where there is no value
    std::int64_t delivery_id = 0, record_no = 0;
    std::optional<bool> in_part;       ///< of a share: the numerator is true of it
    std::optional<std::int64_t> days;  ///< that it waited
};

/// The rows of `n`, by key: of the country when `municipality` is empty. Of persons there can be several for one.
/// Nothing where a table is not made yet.
[[nodiscard]] std::optional<std::vector<CountedRow>> counted_rows(odbc::Connection& connection, const Figure& figure,
                                                                  const Variant& variant, std::int64_t year,
                                                                  KnownAt known, const std::string& municipality);

}  // namespace tilsig::figures
