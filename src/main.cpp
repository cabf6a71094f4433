// The tilsig program: hands the command line to the cli room.
#include <csignal>

#include "base/clock.hpp"
#include "cli/command.hpp"

int main(int argc, char** argv) {
    // A full disk quota or a closed pipe must come back as an error of the call, not end the process (ulimit -f, a
    // reader that went away).
    std::signal(SIGXFSZ, SIG_IGN);
    std::signal(SIGPIPE, SIG_IGN);
    tilsig::SystemClock clock;
    return tilsig::cli::run(argc, argv, clock);
}
