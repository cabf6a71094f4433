#include "model/subject_keys.hpp"

namespace tilsig::model {

Hash128 SubjectKeys::next(const HashKey& key, const Hash128& token) noexcept {
    char bytes[16];
    for (int i = 0; i < 8; ++i) {
        bytes[i] = static_cast<char>(token.high >> (8 * i));
        bytes[8 + i] = static_cast<char>(token.low >> (8 * i));
    }
    return keyed_hash(key, {bytes, sizeof bytes});
}

}  // namespace tilsig::model
