// The command line as data: what stands in manual pages and completion is what the parser knows.
#pragma once

#include <string>
#include <vector>

namespace tilsig::cli {

struct DescribedOption {
    std::vector<std::string> names;  ///< `--from`, `-h`; of a positional argument its one name
    std::string help;
    std::string value;                 ///< TEXT, INT, or a|b|c where those are the choices; empty: a flag
    std::vector<std::string> choices;  ///< empty: any value
    bool positional = false;
    bool required = false;
    bool many = false;  ///< may be given several times
};

struct DescribedCommand {
    std::string name, summary, examples;
    std::vector<DescribedOption> options;
};

struct CommandLine {
    std::string summary;
    std::string exit_codes;
    std::vector<DescribedOption> options;    ///< of the program itself
    std::vector<DescribedCommand> commands;  ///< those of --help, in its order
};

/// Asks the parser that `run` uses.
[[nodiscard]] CommandLine described_command_line();

/// tilsig.1 as roff text.
[[nodiscard]] std::string manual_page(const CommandLine& line, const std::string& version);
/// tilsig.yaml.5 from the example configuration, which holds every key.
[[nodiscard]] std::string settings_page(const std::string& example, const std::string& version);
/// Completion for the shells of that name.
[[nodiscard]] std::string bash_completion(const CommandLine& line);
[[nodiscard]] std::string zsh_completion(const CommandLine& line);
[[nodiscard]] std::string fish_completion(const CommandLine& line);

}  // namespace tilsig::cli
