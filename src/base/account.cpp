#include "base/account.hpp"

#include <pwd.h>

#include <array>

namespace tilsig {

std::string account_text(uid_t owner) {
    std::array<char, 4096> buffer;
    struct passwd entry {};
    struct passwd* found = nullptr;
    if (::getpwuid_r(owner, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr)
        return found->pw_name;
    return "uid " + std::to_string(owner);
}

}  // namespace tilsig
