// A rule of a contract: what the rule book says of it, when it is about a record, and the one check it makes - read
// once, so that whoever runs it need not read again.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "rules/rule_book.hpp"

namespace re2 {
class RE2;
}
namespace tilsig::identifiers {
struct KindName;
}

namespace tilsig::catalog {

struct ListedKind;

/// The letter in the code. Kinds field, record, key and reference are about records, the others about the delivery.
enum class RuleKind : std::uint8_t { envelope, schema, field, record, key, reference, aggregate };
[[nodiscard]] std::string_view to_string(RuleKind kind) noexcept;

/// What a rule says about one record: three-valued, and a fourth for records it is not about. Only `pass` is a pass.
enum class Truth : std::uint8_t { pass, fail, unknown, not_applicable };
[[nodiscard]] std::string_view to_string(Truth truth) noexcept;

/// The date that chooses which codes or numbers are valid.
struct ValidAt {
    enum class Kind : std::uint8_t { any, period, day, field };
    Kind kind = Kind::any;
    std::int64_t day = 0;  ///< kind day: days since 1970
    std::string field;     ///< kind field: a date field of the contract

    static ValidAt period() { return {Kind::period, 0, {}}; }  ///< the first day of the unit's period
    static ValidAt on(std::int64_t day) { return {Kind::day, day, {}}; }
    static ValidAt in(std::string field) { return {Kind::field, 0, std::move(field)}; }
};

/// The fixed set of checks; mappings/README.md shows how each is written. `Rule::field` is the field they are about.
namespace checks {

struct Required {};
struct Pattern {
    std::shared_ptr<const re2::RE2> matches;  ///< the whole value; shared, because a compiled pattern cannot be copied
};
struct OneOf {
    std::vector<std::string> values;
};
/// In the field's own number, with its scale; both inclusive.
struct Range {
    std::optional<std::int64_t> least, greatest;
};
struct MaxLength {
    std::size_t characters = 0;
};
struct InList {
    std::string list;
    ValidAt as_of;
};
struct Computed {
    std::string expression;
};
/// A kind of number with check digits, or one whose numbers stand in a list: exactly one of the two.
struct IsIdentifier {
    const identifiers::KindName* number = nullptr;
    const ListedKind* listed = nullptr;
    ValidAt as_of;
};
struct NoIdentifier {};
/// Every code of the list that is valid at the date appears in the field. The date is no field.
struct ExpectedSet {
    std::string list;
    ValidAt as_of;
};
struct Volume {
    double max_shrink = 1.0;  ///< share that may be lost against the last good delivery
};

// Over the accepted records of a delivery, behind `protect`: fields may name the person's id, and none of its numbers.

/// No two different records (of another key) agree in all of `by`.
struct Unique {
    std::vector<std::string> by;
};
/// Rows that are loaded, as a rule over sets looks at them. Columns are those of the table.
struct LoadedRows {
    std::string table;
    std::vector<std::pair<std::string, std::string>> on;  ///< column of the table -> field of the record
};
/// Of records that agree in all of `by`, no two last at the same time for more than `tolerance_days`.
struct NoOverlap {
    std::vector<std::string> by;
    std::string from;
    std::string to;          ///< null in it: it is not over yet
    bool to_counts = false;  ///< whether the last day is part of the time
    std::int64_t tolerance_days = 0;
    /// Rows of other units that count too, with their dates; none: only the delivery.
    struct Loaded : LoadedRows {
        std::string from, to;
        bool to_counts = false;
    };
    std::optional<Loaded> loaded;
    bool only_loaded = false;  ///< records of the delivery are compared with loaded rows, and not with each other
};
/// There is a record, or a loaded row, that agrees in all of `on`.
struct Exists {
    /// `table` empty: among the records of the delivery; columns are then fields.
    LoadedRows in;
    std::string where;  ///< expression over what is looked for; empty: any
    std::int64_t grace_days = 0;
    std::string since;  ///< date from which the days of grace are counted, up to the day of receipt
};

/// No loaded row agrees in all of `on` and says what should not stand beside the record.
struct Absent {
    LoadedRows in;
    std::string where;  ///< expression over the rows; empty: any
    std::vector<std::pair<std::string, std::string>>
        differs;  ///< column there, field here: rows that differ in one of them; empty: any
};

/// A record that is a total agrees with the sum of its parts: the records that agree with it in all of `by`.
struct Total {
    std::string of;               ///< integer or decimal
    std::vector<std::string> by;  ///< empty: the delivery has one total
    std::string whole;            ///< expression: the records that are totals
    std::string parts;            ///< expression: the records that are added up; empty: all that are no totals
    bool at_most = false;         ///< the parts may come to less
    std::int64_t tolerance = 0;   ///< in the number of `of`, with its scale
};

}  // namespace checks

using Check =
    std::variant<checks::Required, checks::Pattern, checks::OneOf, checks::Range, checks::MaxLength, checks::InList,
                 checks::Computed, checks::IsIdentifier, checks::NoIdentifier, checks::ExpectedSet, checks::Volume,
                 checks::Unique, checks::NoOverlap, checks::Exists, checks::Absent, checks::Total>;
/// `required`, `pattern`, ... as a contract writes it.
[[nodiscard]] std::string_view name_of(const Check& check) noexcept;
/// True for checks that look at the delivery as a whole.
[[nodiscard]] bool is_per_delivery(const Check& check) noexcept;
/// True for checks that look at the records of a delivery together, and answer for each of them.
[[nodiscard]] bool is_over_sets(const Check& check) noexcept;
/// The code list the check looks into; empty for none.
[[nodiscard]] std::string_view list_of(const Check& check) noexcept;

/// Rules of kind field, record, key and reference run on every record, the others once per delivery.
struct Rule : rules::Entry {
    int version = 1;
    bool shadow = false;  ///< counts but neither acts nor alerts
    RuleKind kind = RuleKind::field;
    Check check;
    std::string field;               ///< the first field it looks at; empty for a volume
    std::string when;                ///< expression: the rule is about the records for which it is true; empty: all
    Truth on_null = Truth::unknown;  ///< what a null in a field of the check gives: unknown, pass or fail
    /// A rule of the same contract that this one leans on: where it failed, this one is not applicable. Named in
    /// `requires`; proven to exist, to be about records and to run in no circle.
    struct Prerequisite {
        std::string code;
        Place place;
    };
    std::vector<Prerequisite> prerequisites;
    /// Many failures mean more than the sum of them: from this share and this count on, the slice or the delivery is
    /// parked (`to`). Both must be reached, because a third of three records says nothing (QUALITY.md 3.3).
    struct Escalation {
        double share = 1.0;  ///< of the records that were evaluated, 0 < share <= 1
        std::uint64_t min_failed = 1;
        model::Action to = model::Action::block_slice;  ///< block_slice | block_delivery; stronger than `action`
    };
    std::optional<Escalation> escalation;
    struct Example {
        using Record = std::map<std::string, std::optional<std::string>>;
        /// field -> raw text as the source writes it; expected_set: `$missing` -> codes left out, space between;
        /// volume:
        /// `$previous`, `$records`
        Record given;
        Truth expect = Truth::pass;
        Place place;
        /// Of a rule over sets, instead of `given`: the records of a delivery. `$period` and the like stand in the
        /// first.
        std::vector<Record> records{};
        /// Of a rule over sets: rows that are loaded already; ids of persons count from 1 in the order of the records.
        std::vector<Record> loaded{};
    };
    std::vector<Example> tests;  ///< at least one pass and one fail
};

}  // namespace tilsig::catalog
