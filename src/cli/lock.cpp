#include "cli/lock.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "base/account.hpp"
#include "session/session.hpp"

namespace tilsig::cli {

namespace {

/// Whoever loads first makes the key, and nobody would look for it later.
void tell_of_new_key(const session::Places& places, const Output& output) {
    try {
        if (session::make_missing_key(places)) output.message(new_key_text(places.key_file));
    } catch (const Error&) {
        // The session that follows refuses for the same reason, and a night then leaves its note.
    }
}

}  // namespace

std::string new_key_text(const std::filesystem::path& key_file) {
    return "made the key " + key_file.string() +
           ": copy it now to a safe place that is not on this machine; without it nothing that was landed can be read";
}

void refuse_root_in_folders_of(const session::Places& places) {
    if (::geteuid() != 0) return;
    for (const auto& folder : {places.landing, places.landing.parent_path()}) {
        struct stat found {};
        if (::stat(folder.c_str(), &found) != 0) continue;
        if (found.st_uid == 0) return;
        const auto account = account_text(found.st_uid);
        throw Error(ErrorKind::usage, folder.string() + " belongs to " + account +
                                          ", and this is root: what root loads there, " + account +
                                          " can neither read nor change")
            .remedy("run it as that account: `runuser -u " + account + " -- tilsig ...`");
    }
}

session::ProcessLock take_lock(const Globals& globals, const session::Context& context, const Output& output,
                               std::function<bool()> stopped) {
    refuse_root_in_folders_of(context.places);
    output.does_work();
    constexpr std::int64_t a_day = 24 * 3600;
    session::LockWish wish;
    wish.wait = std::chrono::seconds{std::min(globals.wait, a_day)};
    if (context.fence) wish.fence = context.fence->number;
    wish.stopped = std::move(stopped);
    wish.waits = [&](const session::LockHolder& holder) {
        output.message("another tilsig is at work" + holder.told() + "; waiting for it up to " +
                       std::to_string(globals.wait) + " s");
    };
    session::ProcessLock lock(context.places.cache, wish);
    tell_of_new_key(context.places, output);
    return lock;
}

}  // namespace tilsig::cli
