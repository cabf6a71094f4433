// Which slots are due, which are skipped and why: schedules against what was recorded. Pure.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "catalog/catalog.hpp"
#include "model/unit.hpp"
#include "senders/register.hpp"

namespace tilsig::night {

/// The newest missed slots of a series that are run after all, whatever the policy; mappings/README.md tells it.
inline constexpr std::size_t most_caught_up = 31;

/// A scheduled instant of a unit that is to be run now.
struct Slot {
    model::UnitName unit;
    Instant instant;
    Instant deadline;  ///< then it is late; counted from now when it is caught up behind its own deadline
    int rank = 0;      ///< slots of a rank may run side by side; a lower rank ends first
    bool operator==(const Slot&) const = default;
};

/// Consecutive instants that are not run. One row of the ledger.
struct SkippedSpan {
    model::UnitName unit;  ///< of the first instant; older periods share a span when they are many
    Instant first, last;
    std::size_t count = 0;
    std::string reason;  ///< in plain words, for people
    bool operator==(const SkippedSpan&) const = default;
};

/// The slots of a feed and a sender over all periods.
struct Series {
    std::string feed;
    std::string sender;
    bool shadow = false;
    auto operator<=>(const Series&) const = default;
};

struct FailedSlot {
    std::int64_t id = 0;  ///< the ledger's, for GivenUp
    model::UnitName unit;
    Instant instant;
    Instant first_tried;  ///< when a night took it for the first time, or retry_at when nobody knows
    Instant retry_at;
};

/// A failed slot that is not tried again.
struct GivenUp {
    std::int64_t id = 0;
    std::string reason;  ///< in plain words, for people
    bool operator==(const GivenUp&) const = default;
};

struct Pause {
    Instant since;
    std::string who, why;
};

/// What the ledger knows at the moment of the plan.
struct Recorded {
    /// The newest instant not after now that has a row in any state; of a span its last one. A span that ends after now
    /// was drawn by a clock that was wrong and counts as if it were not there.
    std::map<Series, Instant> newest;
    std::vector<FailedSlot> failed;       ///< those that may be tried again
    std::map<std::string, Pause> paused;  ///< by feed
};

struct SlotPlan {
    std::vector<Slot> due;             ///< by rank, unit and instant
    std::vector<SkippedSpan> skipped;  ///< by feed and sender, each series in order of time
    std::vector<GivenUp> given_up;     ///< of the failed ones
    /// The next moment at which a plan can come to something else by the clock alone; nothing when no feed is
    /// scheduled.
    std::optional<Instant> next;
};

/// The night and the daemon ask whenever `next` has come, or the declarations or a pause have changed. What is skipped
/// or given up is to be recorded before the next plan is made; what is due, when it is taken. A series without anything
/// recorded begins with its newest past instant, whatever its catch-up policy. Throws nothing but std::bad_alloc.
[[nodiscard]] SlotPlan plan_slots(const catalog::Catalog& catalog, const senders::Register& senders,
                                  const Recorded& recorded, Instant now);

}  // namespace tilsig::night
