#include "protect/person_token.hpp"

#include <string>

namespace tilsig::protect {

Hash128 person_token(const HashKey& key, std::string_view number) {
    std::string digits;
    for (const char c : number) {
        if (c != ' ' && c != '-' && c != '.' && c != '/') digits += c;
    }
    return keyed_hash(key, "6:person" + std::to_string(digits.size()) + ":" + digits);
}

}  // namespace tilsig::protect
