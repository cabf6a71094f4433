// A program on a terminal of its own, as a person starts it.
#pragma once

#include <string>
#include <vector>

namespace tilsig::test {

struct TerminalAnswer {
    int exit_code = -1;
    std::string shown;  ///< everything that reached the terminal, control sequences and all
};

/// What is typed when the terminal shows this text.
struct Typed {
    std::string when_shown, text;
};

/// Runs the program with all three streams on a pseudo-terminal (TERM=xterm); `variables` are NAME=value for its
/// environment.
[[nodiscard]] TerminalAnswer run_on_terminal(const std::vector<std::string>& words,
                                             const std::vector<std::string>& variables = {},
                                             std::vector<Typed> typed = {});

}  // namespace tilsig::test
