// tilsig-clocked: the tilsig program on a clock that a test moves.
#include <csignal>
#include <cstdlib>

#include "cli/command.hpp"
#include "support/shared_clock.hpp"

int main(int argc, char** argv) {
    std::signal(SIGXFSZ, SIG_IGN);
    std::signal(SIGPIPE, SIG_IGN);
    const char* file = std::getenv(tilsig::test::SharedClock::variable);
    if (file == nullptr) return 64;
    tilsig::test::SharedClock clock(file);
    return tilsig::cli::run(argc, argv, clock);
}
