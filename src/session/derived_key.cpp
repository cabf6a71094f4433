#include "session/letter_key.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/files.hpp"
#include "session/derived_key.hpp"

namespace tilsig::session {

HashKey derived_key(std::string_view label, const std::filesystem::path& key_file) {
    if (!std::filesystem::exists(key_file))
        throw Error(ErrorKind::state, "the key file " + key_file.string() + " is missing")
            .remedy("restore it from its backup; a new installation gets one by its first `tilsig night`");
    const auto digest = sha256(std::string(label) + "\n" + read_file(key_file));
    HashKey key{};
    std::copy_n(digest.begin(), key.size(), key.begin());
    return key;
}

HashKey letter_key(const Places& places) { return derived_key("tilsig letter id key v1", places.key_file); }

}  // namespace tilsig::session
