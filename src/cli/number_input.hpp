// Reading what must not be seen: the number of a person, from a terminal without echo or from a file.
#pragma once

#include <string>
#include <vector>

namespace tilsig::cli {

/// Error(usage) for words that belong to no option, and for a `from` that is a number and no file: on the command line
/// it stands in the shell's history and in the list of processes. Repeats nothing of it.
void refuse_number_in_arguments(const std::vector<std::string>& words, const std::string& from);

/// One line: of the file `from`; without one from the terminal, where nothing of it is shown. Error(usage) without a
/// terminal, for a missing file, and when ^C or ^D ends the asking.
[[nodiscard]] std::string read_hidden_number(const std::string& from);

/// Whether there is somebody to ask: stdin and stderr are a terminal.
[[nodiscard]] bool has_terminal();
/// Asks on the terminal; true when exactly `word` is typed.
[[nodiscard]] bool is_confirmed(const std::string& question, const std::string& word);

}  // namespace tilsig::cli
