// Composition root of tilsig-fetch: the program around a connector. It links neither database nor keys nor landing
// zone.
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>

#include "plugin/child_limits.hpp"
#include "plugin/child_run.hpp"
#include "plugin/frames.hpp"
#include "process/guard.hpp"

int main() {
    namespace plugin = tilsig::plugin;
    // Started by hand there is nobody to talk to: the worker hands over descriptors 3 to 5.
    if (::fcntl(plugin::frame_fd, F_GETFD) < 0 || ::fcntl(plugin::control_fd, F_GETFD) < 0 ||
        ::fcntl(plugin::answer_fd, F_GETFD) < 0) {
        std::fputs("tilsig-fetch is started by tilsig; see `tilsig run --help`\n", stderr);
        return 64;
    }
    tilsig::process::run_guard(plugin::control_fd,
                               {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO, plugin::frame_fd, plugin::answer_fd},
                               [](pid_t guard) {
                                   plugin::become_expendable(guard);
                                   plugin::run_child();
                               });
}
