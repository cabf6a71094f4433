// The key of the landing zone: lost without anybody noticing, it takes with it all that was ever landed.
#include <sys/stat.h>
#include <unistd.h>

#include "answers/local_text.hpp"
#include "base/text.hpp"
#include "doctor/checks.hpp"
#include "doctor/folder_facts.hpp"
#include "land/landing_zone.hpp"
#include "session/session.hpp"

namespace tilsig::doctor {

namespace {

/// So long somebody is reminded.
constexpr std::chrono::hours new_for{7 * 24};
/// A key that was made or restored beside deliveries gets this time from the clock of whoever copied it.
constexpr std::chrono::minutes same_moment{10};
/// Of the newest delivery; its whole would take minutes.
constexpr std::size_t read_bytes = 1U << 20U;

Instant changed_at(const std::filesystem::path& path) {
    struct stat found {};
    if (::stat(path.c_str(), &found) != 0) return {};
    return Instant(std::chrono::seconds(found.st_mtim.tv_sec) +
                   std::chrono::microseconds(found.st_mtim.tv_nsec / 1000));
}

struct Landed {
    std::string newest;
    Instant newest_at, oldest_at;
    std::size_t count = 0;
};

Landed landed_in(const std::filesystem::path& zone) {
    Landed landed;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(zone, error)) {
        const auto name = entry.path().filename().string();
        if (!is_sha256_hex(name)) continue;
        const Instant at = changed_at(entry.path() / "manifest.json");
        if (landed.count++ == 0) landed.newest_at = landed.oldest_at = at;
        if (landed.newest.empty() || at > landed.newest_at) landed.newest = name;
        landed.newest_at = std::max(landed.newest_at, at);
        landed.oldest_at = std::min(landed.oldest_at, at);
    }
    return landed;
}

/// Throws when the key is another one, or the delivery is damaged.
void open_delivery(const Installation& here, const std::string& delivery) {
    const auto zone = land::LandingZone::look(here.places.landing, here.places.key_file, here.clock);
    auto reader = zone.open(delivery);
    std::string buffer(read_bytes, '\0');
    (void)reader.read(buffer.data(), buffer.size());
}

}  // namespace

Remarks look_at_key(const Installation& here) {
    const auto& file = here.places.key_file;
    const std::string shown = file.string();
    const auto facts = facts_of(file);
    if (!facts) {
        session::require_key(here.places);  // throws when something was sealed with it, or it was not handed over
        return {good(shown + " is not there yet: the first night makes it and says so; it must be copied then")};
    }
    Remarks remarks;
    if (facts->link)
        remarks.push_back(warning(shown + ": is a link; who may change it decides what deliveries are sealed with",
                                  "name the file itself in `tilsig.yaml`"));
    const auto zone = land::LandingZone::look(here.places.landing, file, here.clock);  // mode, owner, content
    const auto landed = landed_in(here.places.landing);
    const Instant made = changed_at(file);
    const auto age = std::chrono::duration_cast<std::chrono::seconds>(here.clock.now() - made);
    if (landed.count > 0) {
        open_delivery(here, landed.newest);
        if (made > landed.oldest_at + same_moment)
            remarks.push_back(warning(
                shown + ": is younger than the oldest of " + counted(landed.count, "delivery") + " landed before it",
                "when it was restored from its copy that is right; else find the older key"));
    }
    const std::string text = shown + ": " + (age.count() >= 0 ? answers::age_text(age) + " old" : "from the future") +
                             (landed.count > 0 ? ", opens what was landed last" : ", nothing is landed yet");
    if (age < new_for)
        remarks.push_back(warning(text,
                                  "copy it now to a safe place that is not on this machine; without it nothing "
                                  "that was landed can be read"));
    else
        remarks.push_back(
            good(text + ". A copy of it is kept elsewhere? Without it nothing that was landed can be read"));
    return remarks;
}

}  // namespace tilsig::doctor
