// How things stand in the morning: the last night, what should have run since, what waits for a decision. People, a
// monitor and programs are told from the same look.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "answers/holds_answer.hpp"
#include "answers/night_answer.hpp"
#include "ledger/pauses.hpp"

namespace tilsig::answers {

/// What should have been run by now and was not.
struct Waiting {
    std::size_t due = 0, overdue = 0;     ///< units; overdue: their own deadline has passed
    std::optional<Instant> oldest, next;  ///< the oldest due; when something may be due again
};

/// What a unit came to last.
struct StandingUnit {
    model::UnitName unit;
    ledger::Run run;
    std::optional<ledger::Hold> decided;  ///< what it held was decided since
    bool came = false;                    ///< at least one delivery was received, whatever became of it
    bool never_delivered = false;         ///< nor of another period of the feed and the sender
};

/// How letters stand.
struct StandingLetters {
    std::size_t owed = 0;                  ///< notices that no letter tells yet
    std::size_t waiting = 0;               ///< letters that the mail server does not have
    std::vector<std::string> unreachable;  ///< owners to whom nobody can write
    std::size_t suspended = 0;             ///< contacts that letters came back from
};

struct StatusAnswer {
    std::optional<NightAnswer> night;           ///< the newest that began
    std::optional<ledger::Night> bi;            ///< the newest that closed: what BI shows
    std::vector<ledger::UnbegunNight> unbegun;  ///< since the newest that began, oldest first
    Waiting waiting;
    std::vector<StandingUnit> units;  ///< of units that count, and of shadows while there are any
    std::vector<HeldItem> holds;
    StandingLetters letters;
    std::vector<ledger::Pause> paused;  ///< feeds that no night runs until somebody resumes them
    Instant now;

    [[nodiscard]] bool running() const { return night && night->night.closed_at.empty() && !night->abandoned; }
};

/// Read in one go; reads only. What the ledger cannot know comes from above: `noted` are nights that could not begin
/// and that no night has written into it since, `waiting` is what the schedules say.
[[nodiscard]] StatusAnswer status_answer(session::Session& session, std::vector<ledger::UnbegunNight> noted,
                                         const Waiting& waiting);

/// As the night stands now: a hold that was decided since is no trouble any more.
[[nodiscard]] model::Verdict verdict_now(const NightAnswer& answer);
/// For a monitor: the worst of how the last night went, whether one could not begin, and whether one is missing.
[[nodiscard]] model::ExitCode exit_code_of(const StatusAnswer& answer);
/// "held: night 12 closed 3 hours ago; 2 holds to decide": begins with the word of the exit code.
[[nodiscard]] std::string line_of(const StatusAnswer& answer);
/// "; 2 nights could not begin since", to be put behind another text; empty for none.
[[nodiscard]] std::string unbegun_text(const std::vector<ledger::UnbegunNight>& nights);

/// "2 letters wait, 1 owner cannot be written to"; empty when there is nothing to say.
[[nodiscard]] std::string letters_text(const StandingLetters& letters);

[[nodiscard]] nlohmann::json to_json(const StatusAnswer& answer);

}  // namespace tilsig::answers
