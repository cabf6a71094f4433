// What the kernel says of a process that is not our child.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>

namespace tilsig::process {

struct ProcessStat {
    char state = 0;                ///< as proc(5) has it: R, S, D, T, ...
    std::uint64_t start_tick = 0;  ///< when it was started, so that a number used again is not taken for it

    [[nodiscard]] bool frozen() const noexcept { return state == 'T' || state == 't'; }
};

/// Nothing when there is no such process.
[[nodiscard]] std::optional<ProcessStat> stat_of(pid_t process);

/// Within what a process number means something: this boot of this machine, and the namespace of process numbers that
/// we are in. One word; the same text means that stat_of() can judge.
[[nodiscard]] std::string process_world();

/// SIGKILL to the process that was started then, and to no other that has its number now.
void kill_started_at(pid_t process, std::uint64_t start_tick);

/// Whether it runs the same program file as we do.
[[nodiscard]] bool runs_our_program(pid_t process);

}  // namespace tilsig::process
