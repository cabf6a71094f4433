#include "cli/decider.hpp"

#include <unistd.h>

#include <cstdlib>

#include "base/error.hpp"

namespace tilsig::cli {

std::string decider() {
    for (const char* name : {"SUDO_USER", "LOGNAME", "USER"}) {
        if (const char* value = std::getenv(name); value != nullptr && *value != '\0') return value;
    }
    return "uid " + std::to_string(::getuid());
}

void require_reason(const std::string& reason) {
    if (!reason.empty()) return;
    throw Error(ErrorKind::usage, "a decision needs its reason")
        .remedy("add `--reason \"why\"`; it is kept in the ledger");
}

}  // namespace tilsig::cli
