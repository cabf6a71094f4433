// A figure as it is declared in mappings/figures/: which rows count, by which date, and what is computed of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "expression/condition.hpp"
#include "model/table.hpp"

namespace tilsig::figures {

/// What is computed of the rows that count.
enum class Statistic {
    persons,     ///< how many persons they are about
    rows,        ///< how many there are
    share,       ///< of how many the numerator is true, in percent of all
    mean_months  ///< days from the first day of `waiting` to `until`, over 30.4375 days a month, on average
};
[[nodiscard]] const char* to_string(Statistic statistic) noexcept;

struct Texts {
    std::string nb, nn, en;
};

/// Of the rows that agree in `by` one counts: the first or the last in `order`, whatever the year.
struct Once {
    std::vector<std::string> by, order;
    bool last = false;
};

/// A row does not count when `when` is true of it and another of the same `by` begins after it did (`from`), at most
/// `within_days` after it ended (`to`).
struct Continued {
    expression::Condition when;
    std::vector<std::string> by;
    std::string from, to;
    std::int64_t within_days = 0;
};

/// Where the time that is waited begins: of the rows of another table that belong to the row, the first by `first`.
/// They are found through the row of that table that `through` names (its column = a column of ours), and are those
/// that agree with it in `same`; of them count those that meet `counted` and that no other row, meeting `overturned`,
/// names in `by`.
struct Waiting {
    const model::Table* table = nullptr;
    std::string through_there, through_here;  ///< decision_id there, decision_id here
    std::vector<std::string> same;
    std::string first;  ///< the column with the day
    std::optional<expression::Condition> counted;
    std::string overturned_by, overturned_key;  ///< column that names the other row; the column it names. Empty: none
    std::optional<expression::Condition> overturning;
    std::string until;  ///< column of the figure's own table
};

/// One way to count the same figure. The first is the one that is compared with what a report printed.
struct Variant {
    std::string code;  ///< A, B ...; empty when there is one way only
    Texts about;
    Statistic statistic = Statistic::rows;
    std::optional<expression::Condition> counted;    ///< of any year; nothing when a mistake was noted
    std::optional<expression::Condition> year;       ///< by the deciding date; asks `$period`
    std::optional<expression::Condition> numerator;  ///< of a share
    std::optional<Once> once;
    std::optional<Continued> continued;
    std::optional<Waiting> waiting;  ///< of mean_months
};

/// What is counted is the value: nobody is 0.
[[nodiscard]] constexpr bool is_count(Statistic statistic) noexcept {
    return statistic == Statistic::persons || statistic == Statistic::rows;
}

struct Figure {
    std::string code;  ///< K08
    Texts title, about;
    std::string unit;
    int decimals = 0;       ///< digits kept; a half goes away from zero
    std::string feed;       ///< the authority: its table is read, its senders are the coverage
    std::string statement;  ///< what it counts, about which the feed has the last word
    const model::Table* table = nullptr;
    std::string municipality;  ///< the column that says where a row belongs; null: nowhere, in the country all the same
    std::string person;        ///< the column that holds the person
    std::vector<int> months;   ///< of the year whose deliveries it stands on; empty: all periods of the year
    bool or_later = false;     ///< what came for a later period says it too
    std::vector<Variant> variants;  ///< at least one
    Place place;
};

}  // namespace tilsig::figures
