#include "session/letter_key.hpp"

#include <algorithm>

#include "base/files.hpp"
#include "session/derived_key.hpp"

namespace tilsig::session {

HashKey derived_key(std::string_view label, const std::filesystem::path& key_file) {
    const auto digest = sha256(std::string(label) + "\n" + read_file(key_file));
    HashKey key{};
    std::copy_n(digest.begin(), key.size(), key.begin());
    return key;
}

HashKey letter_key(const Places& places) { return derived_key("tilsig letter id key v1", places.key_file); }

}  // namespace tilsig::session
