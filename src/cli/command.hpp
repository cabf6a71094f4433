// What a command of tilsig is: a name, help with examples, its arguments, its work.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "cli/output.hpp"

namespace tilsig::cli {

/// Declares arguments without showing the command-line library to every command.
class Arguments {
public:
    explicit Arguments(void* app) : m_app(app) {}
    void positional(const std::string& name, std::string& value, const std::string& help, bool required = true);
    /// A word that is one of `choices`; anything else is a usage error that lists them.
    void positional_choice(const std::string& name, std::string& value, const std::vector<std::string>& choices,
                           const std::string& help, bool required = true);
    void positional_number(const std::string& name, std::int64_t& value, const std::string& help, bool required = true);
    void positional_list(const std::string& name, std::vector<std::string>& values, const std::string& help);
    void option_list(const std::string& name, std::vector<std::string>& values, const std::string& help);
    void option(const std::string& name, std::string& value, const std::string& help);
    void option_number(const std::string& name, std::int64_t& value, const std::string& help);
    void flag(const std::string& name, bool& value, const std::string& help);
    /// What one process of ours tells another; not in --help.
    void internal_number(const std::string& name, std::int64_t& value);
    /// Words that belong to no option, for a command that refuses them in its own words; not in --help.
    void internal_words(const std::string& name, std::vector<std::string>& values);

private:
    void* m_app;  // a CLI::App; typed only in arguments.cpp, because that header costs seconds in every file that
                  // includes it
};

/// Options that every command has.
struct Globals {
    Clock* clock = nullptr;   ///< never null while a command runs
    std::string config_file;  ///< --config; environment.cpp says where it is looked for else
    std::string program;      ///< this executable, to start workers with
    std::int64_t wait = 30;   ///< --wait: seconds that a command which loads waits for another process's end
};

class Command {
public:
    virtual ~Command() = default;
    [[nodiscard]] virtual std::string name() const = 0;
    [[nodiscard]] virtual std::string summary() const = 0;
    /// Lines shown under "Examples" in --help.
    [[nodiscard]] virtual std::string examples() const = 0;
    /// Not listed in --help: started by tilsig itself.
    [[nodiscard]] virtual bool hidden() const { return false; }
    virtual void declare(Arguments& arguments) = 0;
    /// Returns the exit code (DESIGN section 9). Errors are thrown and shown by the caller.
    virtual int execute(const Globals& globals, Output& output) = 0;
};

/// All commands in the order of --help.
[[nodiscard]] std::vector<std::unique_ptr<Command>> all_commands();

/// Parses the line, runs one command, maps errors to exit codes. The whole program.
/// `clock` is the one that everything decides by; the child processes of this one have their own.
[[nodiscard]] int run(int argc, char** argv, Clock& clock);

}  // namespace tilsig::cli
