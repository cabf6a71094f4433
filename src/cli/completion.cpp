#include <sstream>

#include "base/text.hpp"
#include "cli/command_line.hpp"

namespace tilsig::cli {

namespace {

/// In single quotes of a shell; fish takes \' too.
std::string quoted(std::string_view text, std::string_view quote_as) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'')
            out += quote_as;
        else if (c == '\\')
            out += "\\\\";
        else
            out += c;
    }
    return out + "'";
}

/// Help inside a specification of zsh's _arguments or _describe.
std::string zsh_help(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '[' || c == ']' || c == ':') out += '\\';
        out += c;
    }
    return out;
}

std::string zsh_quoted(const std::string& text) {
    std::string out = "'";
    for (const char c : text) out += c == '\'' ? "'\\''" : std::string(1, c);
    return out + "'";
}

/// All names of options, of one kind only where it matters: those that a value follows.
std::vector<std::string> option_names(const std::vector<DescribedOption>& options, bool only_with_value = false) {
    std::vector<std::string> names;
    for (const auto& option : options) {
        if (option.positional || (only_with_value && option.value.empty())) continue;
        names.insert(names.end(), option.names.begin(), option.names.end());
    }
    return names;
}

/// What the first word behind a command may be.
std::vector<std::string> first_words(const DescribedCommand& command) {
    for (const auto& option : command.options)
        if (option.positional) return option.choices;
    return {};
}

std::string zsh_value(const DescribedOption& option) {
    if (option.value.empty()) return "";
    if (!option.choices.empty()) return ":" + option.names.front() + ":(" + join(option.choices, " ") + ")";
    return option.value == "INT" ? ":number:" : ":value:_files";
}

void write_zsh_options(std::ostringstream& text, const std::vector<DescribedOption>& options) {
    std::size_t place = 0;
    for (const auto& option : options) {
        if (option.positional) {
            const std::string where = option.many ? "*" : std::to_string(++place);
            text << " \\\n        "
                 << zsh_quoted(where + (option.many ? "" : ":") + zsh_value(option).substr(option.many ? 0 : 1));
            continue;
        }
        for (const auto& name : option.names)
            text << " \\\n        "
                 << zsh_quoted((option.many ? "*" : "") + name + "[" + zsh_help(option.help) + "]" + zsh_value(option));
    }
    text << "\n";
}

std::string fish_names(const DescribedOption& option) {
    std::string names;
    for (const auto& name : option.names)
        names += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
    return names;
}

}  // namespace

std::string bash_completion(const CommandLine& line) {
    std::ostringstream text;
    std::vector<std::string> first;
    for (const auto& command : line.commands) first.push_back(command.name);
    for (const auto& name : option_names(line.options)) first.push_back(name);
    text
        << "# Completion of tilsig for bash; made from its own declarations. Where a value is due, files are offered.\n"
           "_tilsig() {\n"
           "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command='' values='' words='' i\n"
           "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
           "    case ${COMP_WORDS[i]} in -*) ;; *) command=${COMP_WORDS[i]}; break ;; esac\n"
           "  done\n"
           "  case $command in\n"
           "    '') words='"
        << join(first, " ") << "' ;;\n";
    for (const auto& command : line.commands) {
        text << "    " << command.name << ")\n      values='" << join(option_names(command.options, true), " ")
             << "'\n      words='" << join(option_names(command.options), " ") << "'\n";
        if (const auto choices = first_words(command); !choices.empty())
            text << "      if [ \"$before\" = " << command.name << " ]; then words=\"" << join(choices, " ")
                 << " $words\"; fi\n";
        text << "      ;;\n";
    }
    text << "  esac\n"
            "  COMPREPLY=()\n"
            "  case \" $values \" in *\" $before \"*) return ;; esac\n"
            "  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n"
            "}\n"
            "complete -o default -F _tilsig tilsig\n";
    return text.str();
}

std::string zsh_completion(const CommandLine& line) {
    std::ostringstream text;
    text << "#compdef tilsig\n# Completion of tilsig for zsh; made from its own declarations.\n_tilsig() {\n"
            "  local -a commands\n  commands=(\n";
    for (const auto& command : line.commands)
        text << "    " << zsh_quoted(command.name + ":" + zsh_help(command.summary)) << "\n";
    text << "  )\n  if (( CURRENT == 2 )); then\n    _describe command commands\n    _arguments";
    write_zsh_options(text, line.options);
    text << "    return\n  fi\n  local command=$words[2]\n  shift words\n  (( CURRENT-- ))\n  case $command in\n";
    for (const auto& command : line.commands) {
        text << "    " << command.name << ")\n      _arguments";
        write_zsh_options(text, command.options);
        text << "      ;;\n";
    }
    text << "  esac\n}\n_tilsig \"$@\"\n";
    return text.str();
}

std::string fish_completion(const CommandLine& line) {
    std::ostringstream text;
    const auto described = [](const std::string& help) { return " -d " + quoted(help, "\\'") + "\n"; };
    text << "# Completion of tilsig for fish; made from its own declarations.\n";
    for (const auto& option : line.options)
        text << "complete -c tilsig -n __fish_use_subcommand -f" << fish_names(option) << described(option.help);
    for (const auto& command : line.commands) {
        text << "complete -c tilsig -n __fish_use_subcommand -f -a " << command.name << described(command.summary);
        const std::string when = "complete -c tilsig -n '__fish_seen_subcommand_from " + command.name + "'";
        if (const auto choices = first_words(command); !choices.empty())
            text << when << " -f -a '" << join(choices, " ") << "'\n";
        for (const auto& option : command.options)
            if (!option.positional)
                text << when << fish_names(option) << (option.value.empty() ? "" : " -r") << described(option.help);
    }
    return text.str();
}

}  // namespace tilsig::cli
