#include "session/subject_key_files.hpp"

#include <algorithm>
#include <string>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/key_file.hpp"
#include "session/derived_key.hpp"

namespace tilsig::session {

namespace {

HashKey read_key(const std::filesystem::path& file) {
    const KeyBytes whole = read_key_file(file, "the issue key");
    HashKey key{};
    std::copy_n(whole.data(), key.size(), key.begin());
    return key;
}

}  // namespace

std::filesystem::path subject_key_file(const Places& places, std::int64_t rotation) {
    return places.issue_keys / (std::to_string(rotation) + ".key");
}

model::SubjectKeys subject_keys(const Places& places, std::int64_t rotations) {
    std::vector<HashKey> later;
    for (std::int64_t rotation = 1; rotation <= rotations; ++rotation) {
        const auto file = subject_key_file(places, rotation);
        if (!std::filesystem::exists(file))
            throw Error(ErrorKind::state,
                        "the issue key " + file.string() + " is missing, and what findings are about is known under it")
                .remedy("restore it from its backup, or correct `issue_keys` under `state` in tilsig.yaml");
        later.push_back(read_key(file));
    }
    return {derived_key("tilsig finding subject key v1", places.key_file), std::move(later)};
}

HashKey next_subject_key(const Places& places, std::int64_t rotations) {
    const auto file = subject_key_file(places, rotations + 1);
    make_private_folder(places.issue_keys);
    if (!std::filesystem::exists(file)) make_key_file(file);
    return read_key(file);
}

}  // namespace tilsig::session
