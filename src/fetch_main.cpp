// Composition root of tilsig-fetch: the program around a connector. It links neither database nor keys nor landing
// zone.
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>

#include "plugin/child_guard.hpp"
#include "plugin/frames.hpp"

int main() {
    // Started by hand there is nobody to talk to: the worker hands over descriptors 3 to 5.
    if (::fcntl(tilsig::plugin::frame_fd, F_GETFD) < 0 || ::fcntl(tilsig::plugin::control_fd, F_GETFD) < 0 ||
        ::fcntl(tilsig::plugin::answer_fd, F_GETFD) < 0) {
        std::fputs("tilsig-fetch is started by tilsig; see `tilsig run --help`\n", stderr);
        return 64;
    }
    tilsig::plugin::run_guard();
}
