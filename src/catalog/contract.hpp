// What a feed promises: layouts, fields, keys, completeness, owner of faults. Read from
// mappings/<source>/<feed>.contract.yaml.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "catalog/field.hpp"
#include "catalog/layout.hpp"
#include "catalog/person_numbers.hpp"
#include "catalog/rule.hpp"
#include "model/states.hpp"

namespace tilsig::catalog {

enum class FeedState { draft, shadow, active };
/// Proof of completeness and plausibility (promise 4). What does not hold parks the delivery or the slice.
struct Completeness {
    std::uint64_t min_records = 1;
    double max_shrink = 1.0;  ///< share of records the delivery may lose against the last good one before it is held
    bool needs_trailer = false;
    bool nothing_is_normal = false;  ///< an empty delivery is an answer (nil return), not a fault
    bool announced_holds = true;     ///< lacks what its source announces: true holds it, false loads it and says so
};

struct Contract {
    std::string feed;  ///< source.name
    std::string source;
    int version = 1;
    FeedState state = FeedState::draft;
    std::string title_nb, title_en;
    std::string title_nn;  ///< may be empty: bokmål stands for it
    model::DeliveryKind delivery = model::DeliveryKind::snapshot;
    /// Of a delta whose deliveries say themselves what they are: what stands where the layout says (`kind`) -> what it
    /// means. Empty: all of them are what `delivery` says.
    std::map<std::string, model::DeliveryKind> kinds;
    Completeness completeness;
    std::vector<Layout> layouts;
    std::vector<Field> fields;
    std::vector<std::string> key;  ///< fields that identify a record in a delivery
    std::string owner;             ///< field that names the slice's owner; empty: one slice
    model::Subject::Kind subject = model::Subject::Kind::metric;  ///< what its records are about: metric, case, person
    std::string subject_field;            ///< holds the case reference or the person's identifier; empty for metrics
    std::optional<PersonNumbers> person;  ///< nothing: its records are about nobody
    bool successive = false;  ///< periods speak of the same rows, so that the newest that does so stands; else each
                              ///< period has rows of its own
    std::string period_of;    ///< field that must lie in the unit's period; empty: records say nothing of it
    /// What this feed has the last word about: statement -> field.
    std::map<std::string, std::string> authority;
    struct Restated {
        std::string field, feed;
    };
    std::map<std::string, Restated> restates;  ///< what it states beside the feed that has the last word: statement ->
                                               ///< field here, and that feed
    std::vector<Rule> rules;
    std::string retention = "90d";  ///< class of the landed bytes
    std::string path;               ///< file it was read from
    Place place;

    [[nodiscard]] const Field* find(std::string_view field) const noexcept;
    /// The layout of a form on a day (since 1970; deciding_day()), nullptr when there is none. No form: the first one
    /// of that day.
    [[nodiscard]] const Layout* find_layout(std::string_view form, std::int64_t day) const noexcept;
    /// The same; Error(data) that lists the layouts when there is none.
    [[nodiscard]] const Layout& layout_for(std::string_view form, std::int64_t day) const;
};

/// `INT08 (form fixed, from 2008)`: a layout as messages name it.
[[nodiscard]] std::string shown_layout(const Layout& layout);

/// How values of the field are written in deliveries of this layout.
[[nodiscard]] model::ValueFormat format_in(const Field& field, const Layout& layout);

}  // namespace tilsig::catalog
