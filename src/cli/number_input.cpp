#include "cli/number_input.hpp"

#include <termios.h>
#include <unistd.h>

#include <iostream>

#include "base/error.hpp"
#include "base/own_file.hpp"
#include "identifiers/identifiers.hpp"

namespace tilsig::cli {

namespace {

constexpr char control_c = 3, control_d = 4, backspace = 8, deleted = 127;

/// Echo, line editing and signals are ours until the end, so that ^C leaves no terminal that shows nothing.
class QuietTerminal {
public:
    QuietTerminal() {
        if (::tcgetattr(STDIN_FILENO, &m_before) != 0)
            throw Error(ErrorKind::usage, "the terminal cannot be kept from showing what is typed")
                .remedy("give the number in a file: `--from FILE`");
        termios quiet = m_before;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO | ICANON | ISIG);
        if (::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) != 0)
            throw Error(ErrorKind::usage, "the terminal cannot be kept from showing what is typed")
                .remedy("give the number in a file: `--from FILE`");
    }
    ~QuietTerminal() { (void)::tcsetattr(STDIN_FILENO, TCSAFLUSH, &m_before); }
    QuietTerminal(const QuietTerminal&) = delete;
    QuietTerminal& operator=(const QuietTerminal&) = delete;

private:
    termios m_before{};
};

std::string typed_number() {
    std::cerr << "number of the person (not shown): " << std::flush;
    std::string number;
    const QuietTerminal quiet;
    for (char c = 0; ::read(STDIN_FILENO, &c, 1) == 1 && c != '\n' && c != '\r';) {
        if (c == control_c || c == control_d) {
            std::cerr << std::endl;
            throw Error(ErrorKind::usage, "nothing was asked").remedy("run the command again, or give `--from FILE`");
        }
        if (c != backspace && c != deleted)
            number += c;
        else if (!number.empty())
            number.pop_back();
    }
    std::cerr << std::endl;
    return number;
}

}  // namespace

void refuse_number_in_arguments(const std::vector<std::string>& words, const std::string& from) {
    const bool is_number = from.find_first_not_of("0123456789 ") == std::string::npos;
    if (words.empty() && (from.empty() || (!is_number && !identifiers::holds_identifier(from)))) return;
    throw Error(ErrorKind::usage,
                "a number of a person is not given on the command line: there it stays in the shell's history and in "
                "the list of processes")
        .remedy("leave it out and type it when you are asked, or give a file with it: `--from FILE`");
}

std::string read_hidden_number(const std::string& from) {
    if (!from.empty()) {
        auto text = read_own_file(from);
        if (!text) throw Error(ErrorKind::usage, "there is no file " + from).remedy("write the number into it");
        return *text;
    }
    if (!has_terminal())
        throw Error(ErrorKind::usage, "there is no terminal on which the number could be asked for")
            .remedy("give a file with the number: `--from FILE`");
    return typed_number();
}

bool has_terminal() { return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1; }

bool is_confirmed(const std::string& question, const std::string& word) {
    std::cerr << question << std::flush;
    std::string typed;
    return std::getline(std::cin, typed) && typed == word;
}

}  // namespace tilsig::cli
