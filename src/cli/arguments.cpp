#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <system_error>

#include "base/printable.hpp"
#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/command_line.hpp"
#include "cli/unexpected.hpp"
#include "cli/version.hpp"
#include "model/unit.hpp"
#include "session/process_lock.hpp"

namespace tilsig::cli {

namespace {

CLI::App& app_of(void* app) { return *static_cast<CLI::App*>(app); }

/// Nothing here may be empty: an empty value is a variable of a script that was not set, and taking it for "not given"
/// would fetch the live source instead of reading a file.
std::string refuse_empty(const std::string& value) { return value.empty() ? "has no value" : ""; }

/// Seconds, lines, numbers of runs: none of them is below zero.
std::string refuse_negative(const std::string& value) {
    return value.starts_with('-') ? display_name(value) + " is below zero; write 0 or a number above" : "";
}

/// Between the words of a choice, as --help shows them.
constexpr const char* choice_mark = "|";

constexpr const char* exit_codes =
    "Exit codes: 0 good, 1 technical failure, 2 loaded with rejects or a delivery refused whole, 3 held,\n"
    "4 overdue, 5 refused because recorded state and data disagree, 64 usage, 75 another instance is at work,\n"
    "78 configuration.";

int code(model::ExitCode exit) { return static_cast<int>(exit); }

int exit_code_of(const Error& error) {
    switch (error.kind()) {
        case ErrorKind::usage: return code(model::ExitCode::usage);
        case ErrorKind::configuration: return code(model::ExitCode::configuration);
        case ErrorKind::state: return code(model::ExitCode::refused);
        default: return code(model::ExitCode::technical_failure);
    }
}

}  // namespace

void Arguments::positional(const std::string& name, std::string& value, const std::string& help, bool required) {
    app_of(m_app).add_option(name, value, help)->required(required)->check(refuse_empty, "");
}
void Arguments::positional_choice(const std::string& name, std::string& value, const std::vector<std::string>& choices,
                                  const std::string& help, bool required) {
    const auto refuse_others = [choices](const std::string& given) {
        if (std::find(choices.begin(), choices.end(), given) != choices.end()) return std::string();
        return "'" + display_name(given) + "' is none of: " + join(choices, ", ");
    };
    app_of(m_app)
        .add_option(name, value, help)
        ->required(required)
        ->check(refuse_others, "")
        ->type_name(join(choices, choice_mark));
}
void Arguments::positional_number(const std::string& name, std::int64_t& value, const std::string& help,
                                  bool required) {
    app_of(m_app).add_option(name, value, help)->required(required)->check(refuse_negative, "");
}
void Arguments::positional_list(const std::string& name, std::vector<std::string>& values, const std::string& help) {
    app_of(m_app).add_option(name, values, help)->check(refuse_empty, "");
}
void Arguments::option_list(const std::string& name, std::vector<std::string>& values, const std::string& help) {
    app_of(m_app).add_option(name, values, help)->check(refuse_empty, "");
}
void Arguments::option(const std::string& name, std::string& value, const std::string& help) {
    app_of(m_app).add_option(name, value, help)->check(refuse_empty, "");
}
void Arguments::option_number(const std::string& name, std::int64_t& value, const std::string& help) {
    app_of(m_app).add_option(name, value, help)->check(refuse_negative, "");
}
void Arguments::flag(const std::string& name, bool& value, const std::string& help) {
    app_of(m_app).add_flag(name, value, help);
}
void Arguments::internal_number(const std::string& name, std::int64_t& value) {
    app_of(m_app).add_option(name, value)->group("");
}
void Arguments::internal_words(const std::string& name, std::vector<std::string>& values) {
    app_of(m_app).add_option(name, values)->group("");
}

namespace {

/// The parser with all commands, and what it fills in. Not moved: the parser refers to the rest.
struct Parser {
    Parser() {
        app.require_subcommand(1);
        app.footer(exit_codes);
        // The parser looks at them in this order, and the second one ends it.
        app.add_flag("--json", json, "With --version: one JSON document on stdout");
        app.add_flag_callback(
            "--version", [] { throw CLI::CallForVersion("", 0); }, "Version, commit, connector ABI and ledger schema");
        for (const auto& command : commands) add(*command);
    }
    Parser(const Parser&) = delete;
    Parser& operator=(const Parser&) = delete;

    void add(Command& command) {
        auto* sub = app.add_subcommand(command.name(), command.summary());
        sub->footer("Examples:\n" + command.examples());
        if (command.hidden()) sub->group("");
        sub->add_option(
               "--config", globals.config_file,
               "Configuration file (default: TILSIG_CONFIG, tilsig.yaml here, then etc/tilsig/tilsig.yaml of the "
               "installation, then /etc/tilsig/tilsig.yaml)")
            ->check(refuse_empty, "");
        sub->add_flag("--json", json, "One JSON document on stdout");
        sub->add_flag("--quiet", quiet, "No progress");
        sub->add_option("--wait", globals.wait,
                        "Seconds to wait when another tilsig is loading (default 30); for commands that load")
            ->check(refuse_negative, "");
        Arguments arguments(sub);
        command.declare(arguments);
        sub->callback([this, &command] { chosen = &command; });
    }

    CLI::App app{"tilsig - the inflow of a reporting warehouse", "tilsig"};
    Globals globals;
    bool json = false;
    bool quiet = false;
    std::vector<std::unique_ptr<Command>> commands = all_commands();
    Command* chosen = nullptr;
};

DescribedOption described(const CLI::Option& option) {
    DescribedOption made;
    made.positional = option.get_positional();
    made.required = option.get_required();
    made.help = option.get_description();
    if (made.positional) made.names = {option.get_name(true)};
    for (const auto& name : option.get_snames()) made.names.push_back("-" + name);
    for (const auto& name : option.get_lnames()) made.names.push_back("--" + name);
    if (option.get_type_size() == 0) return made;
    made.value = option.get_type_name();
    made.many = option.get_items_expected_max() > 1;
    // Kinds of values are in capitals.
    const bool chosen = std::any_of(made.value.begin(), made.value.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    if (chosen)
        for (const auto choice : split(made.value, *choice_mark)) made.choices.emplace_back(choice);
    return made;
}

std::vector<DescribedOption> described_options(const CLI::App& app) {
    std::vector<DescribedOption> made;
    for (const CLI::Option* option : app.get_options())
        if (!option->get_group().empty()) made.push_back(described(*option));
    return made;
}

int show_version(const Parser& parser) {
    Output output(parser.json, parser.quiet);
    output.answers_for("version");
    output.line(version_text(this_build()));
    output.document(version_json(this_build()));
    return 0;
}

/// `only_answers`: as Output has it, when the command has ended.
int run_command(int argc, char** argv, Clock& clock, bool& only_answers) {
    Parser parser;
    parser.globals.clock = &clock;
    try {
        parser.app.parse(argc, argv);
    } catch (const CLI::CallForVersion&) {
        only_answers = true;
        return show_version(parser);
    } catch (const CLI::Success& success) {
        only_answers = true;
        return parser.app.exit(success);  // --help
    } catch (const CLI::ParseError& error) {
        std::ostringstream answer;
        (void)parser.app.exit(error, answer, answer);
        // What was not understood may be anything, a number of a person too.
        std::cerr << without_long_numbers(printable_lines(answer.str()));
        return code(model::ExitCode::usage);
    }
    parser.globals.program = argv[0];
    Output output(parser.json, parser.quiet);
    output.answers_for(parser.chosen->name());
    try {
        const int result = parser.chosen->execute(parser.globals, output);
        only_answers = output.only_answers();
        return result;
    } catch (const session::AnotherInstance& error) {
        output.error(error);
        return code(model::ExitCode::another_instance);
    } catch (const Error& error) {
        output.error(error);
        return exit_code_of(error);
    } catch (const std::exception& error) {
        output.error(as_error(error));
    }
    return code(model::ExitCode::technical_failure);
}

/// stdout is a pipe or socket whose reader is gone. The error of the write that found out may be long overwritten.
bool nobody_reads() {
    pollfd out{STDOUT_FILENO, POLLOUT, 0};
    return ::poll(&out, 1, 0) > 0 && (out.revents & (POLLERR | POLLHUP)) != 0;
}

/// What a shell says of a program that SIGPIPE ended.
constexpr int ended_by_closed_pipe = 128 + SIGPIPE;

}  // namespace

CommandLine described_command_line() {
    const Parser parser;
    CommandLine line{parser.app.get_description(), exit_codes, described_options(parser.app), {}};
    for (const auto& command : parser.commands) {
        if (command->hidden()) continue;
        line.commands.push_back({command->name(), command->summary(), command->examples(),
                                 described_options(*parser.app.get_subcommand(command->name()))});
    }
    return line;
}

int run(int argc, char** argv, Clock& clock) {
    bool only_answers = false;
    const int result = run_command(argc, argv, clock, only_answers);
    errno = 0;
    std::cout.flush();
    if (std::cout.good()) return result;
    // `tilsig ledger | head -1`: whoever read has what they wanted.
    if (only_answers && nobody_reads()) return ended_by_closed_pipe;
    std::cerr << "tilsig: the output could not be written"
              << (errno == 0 ? std::string() : ": " + std::generic_category().message(errno))
              << "; what the command did is done: look at it with `tilsig status`\n";
    // What failed has its own code; what went well is not known to have been read.
    return result < code(model::ExitCode::refused) ? code(model::ExitCode::technical_failure) : result;
}

}  // namespace tilsig::cli
