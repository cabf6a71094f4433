// Inside the room only: the instants of one series that nobody has run, and what becomes of each.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "night/slots.hpp"

namespace tilsig::night {

/// The days on which the register may answer differently than on the day before, ascending.
[[nodiscard]] std::vector<calendar::LocalDay> turns_of(const senders::Register& senders);

/// Who owes a feed on which day. Asked once per stretch between two turns; what it hands out points into the register.
class Owing {
public:
    Owing(const senders::Register& senders, const catalog::Schedule& schedule, std::string_view source,
          std::vector<calendar::LocalDay> register_turns);
    Owing(const Owing&) = delete;  // hands out views of itself
    Owing& operator=(const Owing&) = delete;

    /// In order of id.
    [[nodiscard]] const std::vector<std::string_view>& at(calendar::LocalDay day);
    [[nodiscard]] bool owes(std::string_view sender, calendar::LocalDay day);
    /// Whether `sender` owes on any day of (since, until].
    [[nodiscard]] bool ever(std::string_view sender, Instant since, Instant until);
    /// The stretch that `day` lies in: within it the same senders owe and the same exemptions hold.
    [[nodiscard]] std::size_t stretch(calendar::LocalDay day) const;

private:
    const senders::Register& m_senders;
    const catalog::Schedule& m_schedule;
    std::string m_source;
    std::vector<calendar::LocalDay> m_turns;
    std::map<std::size_t, std::vector<std::string_view>> m_stretches;
};

/// Consecutive instants of one period and stretch that can all be run, or none of them.
struct Run {
    std::string period;
    calendar::LocalDay day;  ///< of the first instant
    std::size_t stretch = 0;
    bool in_time = true;  ///< the window opens before the deadline
    Instant first, last;
    std::size_t count = 0;
    std::vector<Instant> newest;  ///< the last of them, one more than can be caught up
};

/// The instants of (since, until], counted and not held. Cheap for a night, milliseconds for ten years.
[[nodiscard]] std::vector<Run> runs_between(const catalog::Schedule& schedule, const Owing& owing, Instant since,
                                            Instant until);

struct Missed {
    std::vector<std::pair<model::UnitName, Instant>> due;
    std::vector<SkippedSpan> skipped;
    std::optional<Instant> waits_until;  ///< the window is closed: what would be due waits, with all behind it
};
struct Judging {
    Instant now;
    const Pause* pause;  ///< or nullptr
    bool begins;         ///< nothing is recorded yet: the one instant is due, whatever the policy
};
/// What becomes of the instants of `runs` for one series.
[[nodiscard]] Missed judge_missed(const catalog::Schedule& schedule, Owing& owing, const Series& series,
                                  const std::vector<Run>& runs, const Judging& judging);

}  // namespace tilsig::night
