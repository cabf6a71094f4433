// What the values of one column have in common. No value is kept: counts, lengths, hashes.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "catalog/catalog.hpp"
#include "propose/forms.hpp"

namespace tilsig::propose {

/// Which code lists hold the values of a column, or the first words of them.
class ListMatch {
public:
    /// `padded`: numbers count as members with zeros in front of them, up to the one length of a list's codes.
    explicit ListMatch(const catalog::Catalog& catalog, bool padded = false);
    /// A value that was not met before.
    void add(std::string_view code);
    struct Hit {
        const catalog::CodeList* list = nullptr;
        std::uint64_t members = 0;  ///< different values that the list has
        std::size_t length = 0;     ///< of its codes; only when padded
    };
    /// Lists that have nearly all of them, at least one.
    [[nodiscard]] const std::vector<Hit>& hits() const noexcept { return m_hits; }
    [[nodiscard]] std::uint64_t distinct() const noexcept { return m_distinct; }

private:
    /// The length that all codes have, when they are digits; else 0.
    static std::size_t length_of(const catalog::CodeList& list);

    std::vector<Hit> m_hits;
    std::uint64_t m_distinct = 0;
    bool m_padded;
};

/// How many values are identifiers of persons or organisations. Counted, never kept.
struct IdentifierCounts {
    std::uint64_t person = 0;        ///< 11 digits: fødselsnummer, D-number, also synthetic
    std::uint64_t lost_zero = 0;     ///< 10 digits that are one with a zero in front
    std::uint64_t duf = 0;           ///< 12 digits
    std::uint64_t organisation = 0;  ///< 9 digits with the right check digit
    std::uint64_t as_long = 0;       ///< whole numbers of 11 or 12 digits, whatever their check digits
    std::uint64_t inside = 0;        ///< texts that hold a personal identifier
    std::uint64_t mail = 0;          ///< addresses of mail
};

class ColumnProfile {
public:
    explicit ColumnProfile(const catalog::Catalog& catalog, std::int64_t today);

    /// A cell as decoded; null and "" are empty. Returns a hash of it for the search for keys.
    std::uint64_t add(std::string_view cell);

    std::uint64_t rows = 0;
    std::uint64_t empty = 0;
    std::map<std::string, std::uint64_t, std::less<>> markers;  ///< texts that stand for a missing value
    std::uint64_t values = 0;                                   ///< cells that are neither empty nor a marker
    std::uint64_t digits = 0;                                   ///< of the values: nothing but digits
    std::uint64_t leading_zero = 0;                             ///< of these: more than one digit, the first is 0
    std::uint64_t years = 0;                                    ///< of these: from 1900 to 2100
    std::uint64_t old_years = 0;                                ///< of these: from 1700 on, the others included
    std::uint64_t bits = 0;                                     ///< of these: 0 or 1
    std::uint64_t school_years = 0;                             ///< of these: 200910 of the year 2009/10
    std::uint64_t late_days = 0;                                ///< 31/01/2025: the first number is no month
    std::uint64_t day_numbers = 0;                              ///< of these: 30000 to 60000, days of a spreadsheet
    std::uint64_t grouped_threes = 0;  ///< values with one point or comma and exactly three digits after it
    std::uint64_t figures = 0;         ///< values that look like figures, in whatever way they are written
    std::uint64_t marked = 0;          ///< values with one point or comma between digits
    std::uint64_t blank_edges = 0;     ///< values with whitespace or what cannot be seen at an end
    std::uint64_t odd_inside = 0;      ///< values with what nobody sees or can tell from a space: no code, no key
    std::uint64_t stand_ins = 0;       ///< values that may stand for a missing figure where the others are figures
    std::map<std::string, std::uint64_t, std::less<>> stand_in_texts;  ///< these; see may_stand_in()
    std::uint64_t totals = 0;               ///< values that are a word for the sum of the others
    std::size_t shortest = 0, longest = 0;  ///< characters
    std::size_t longest_cell = 0;           ///< of markers too
    std::size_t loose_cell = 0;             ///< of rows that are no records too
    std::array<std::size_t, 2> fraction{};  ///< most digits behind '.', behind ','
    std::vector<std::uint64_t> fitting;     ///< per form of forms()
    std::vector<std::uint64_t> kinds;       ///< per kind of text_kinds()
    IdentifierCounts identifiers;
    ListMatch lists;                     ///< of whole values
    ListMatch padded;                    ///< of numbers, with the zeros they have lost
    ListMatch first_words;               ///< of what stands before the first space
    std::uint64_t with_blank = 0;        ///< values with a space after a first word of digits
    std::uint64_t with_other_blank = 0;  ///< the same with a no-break space, at which `split` does not divide
    [[nodiscard]] std::uint64_t markers_seen() const noexcept;
    /// Different values, markers and the empty one left out; counted up to a bound.
    [[nodiscard]] std::uint64_t distinct() const noexcept { return m_distinct.size(); }
    [[nodiscard]] bool distinct_is_exact() const noexcept { return m_distinct.size() < most_distinct; }
    /// The pattern that all values share: 9 for a digit, A for a letter, other characters as they are; "" when none.
    [[nodiscard]] const std::string& shape() const noexcept { return m_shape; }

private:
    void add_value(std::string_view written);
    void count_digits(std::string_view value);
    void count_forms(std::string_view value);
    void count_fraction(const Form& form, std::string_view value);
    void count_identifiers(std::string_view value);

    static constexpr std::size_t most_distinct = 50'000;
    static constexpr std::size_t most_stand_ins = 4;   ///< different ones; more are words
    static constexpr std::uint64_t most_misses = 200;  ///< of a form, after which it is not tried any more
    std::int64_t m_today;
    std::unordered_set<std::uint64_t> m_distinct, m_first_words;
    std::string m_shape;
    bool m_shape_differs = false;
};

}  // namespace tilsig::propose
