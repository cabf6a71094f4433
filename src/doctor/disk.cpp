// The folders that tilsig writes: space, rights, owners.
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "doctor/checks.hpp"
#include "doctor/disk_space.hpp"
#include "doctor/folder_facts.hpp"
#include "odbc/connection_string.hpp"

namespace tilsig::doctor {

namespace {

// A night of a directorate lands some hundred MB; a load in SQLite needs as much again for its log.
constexpr std::uint64_t few_bytes = 2'000'000'000, too_few_bytes = 200'000'000;
// Each landed delivery is three.
constexpr std::uint64_t few_inodes = 50'000, too_few_inodes = 2'000;

struct Named {
    std::string name;
    std::filesystem::path path;
};

std::vector<Named> folders_of(const Installation& here) {
    const auto& settings = here.settings;
    std::vector<Named> folders{{"landing zone", settings.state.landing}, {"cache", settings.state.cache}};
    if (!settings.state.key_file.empty()) folders.push_back({"key", settings.state.key_file.parent_path()});
    try {
        const auto target = odbc::parse_connection_string(settings.warehouse.connection_string);
        if (target.engine == odbc::Engine::sqlite)
            folders.push_back({"database", std::filesystem::path(target.database).parent_path()});
    } catch (const Error&) {
        // The check of the database tells it.
    }
    folders.push_back({"receipts", settings.receipts.folder});
    if (!settings.log.file.empty()) folders.push_back({"log", settings.log.file.parent_path()});
    return folders;
}

void look_at_rights(Remarks& remarks, const Named& folder) {
    const std::string shown = folder.path.string() + " (" + folder.name + ")";
    const auto facts = facts_of(folder.path);
    if (!facts) {
        const auto above = nearest_existing(folder.path);
        const auto there = facts_of(above);
        if (!there || !there->folder || !there->writable)
            remarks.push_back(bad(
                ErrorKind::configuration,
                shown + ": is not there, and " + account_text(::geteuid()) + " may not make it in " + above.string(),
                "make it, owned by the account that runs tilsig, with mode 0700, or name another one in "
                "`tilsig.yaml`"));
        return;
    }
    if (!facts->folder) {
        remarks.push_back(bad(ErrorKind::configuration, shown + ": is no folder", "name another one in `tilsig.yaml`"));
        return;
    }
    if ((facts->mode & 0002U) != 0)
        remarks.push_back(bad(ErrorKind::configuration,
                              shown + ": everybody may write it (mode " + mode_text(facts->mode) + ")",
                              "take the right away with `chmod o-w`, and look whether what is in it is yours"));
    if (!facts->writable)
        remarks.push_back(bad(ErrorKind::storage,
                              shown + ": " + account_text(::geteuid()) + " may not write it; it belongs to " +
                                  account_text(facts->owner) + ", mode " + mode_text(facts->mode),
                              "run tilsig as that account, or give it the folder"));
    else if (facts->owner != ::geteuid())
        remarks.push_back(
            warning(shown + ": belongs to " + account_text(facts->owner) + ", and this is " + account_text(::geteuid()),
                    "run tilsig as the account that owns its folders: `runuser -u " + account_text(facts->owner) +
                        " -- tilsig doctor`"));
    if (facts->link)
        remarks.push_back(warning(shown + ": is a link; who may change it decides where deliveries go",
                                  "name the folder itself in `tilsig.yaml`"));
}

/// By file system, so that one that fills is told once.
std::map<dev_t, Space> spaces_of(const std::vector<Named>& folders) {
    std::map<dev_t, Space> spaces;
    for (const auto& folder : folders) {
        const auto path = nearest_existing(folder.path);
        struct statvfs found {};
        const auto facts = facts_of(path);
        if (!facts || ::statvfs(path.c_str(), &found) != 0) continue;
        auto& space = spaces[facts->device];
        space.names.push_back(folder.name);
        if (space.path.empty()) space.path = path;
        space.bytes = static_cast<std::uint64_t>(found.f_bavail) * found.f_frsize;
        space.inodes = found.f_favail;
        space.counts_inodes = found.f_files > 0;  // btrfs makes them as needed
    }
    return spaces;
}

}  // namespace

Remark space_remark(const Space& space) {
    const std::string text = space.path.string() + " (" + join(space.names, ", ") + "): " + bytes_text(space.bytes) +
                             (space.counts_inodes ? " and " + grouped(space.inodes) + " inodes" : "") + " free";
    const char* remedy = "free space there, or move what grows: `tilsig retention` tells what is past its time";
    if (space.bytes < too_few_bytes || (space.counts_inodes && space.inodes < too_few_inodes))
        return bad(ErrorKind::storage, text, remedy);
    if (space.bytes < few_bytes || (space.counts_inodes && space.inodes < few_inodes)) return warning(text, remedy);
    return good(text);
}

Remarks look_at_disk(const Installation& here) {
    const auto folders = folders_of(here);
    Remarks remarks;
    std::set<std::filesystem::path> seen;
    for (const auto& folder : folders)
        if (seen.insert(folder.path).second) look_at_rights(remarks, folder);
    for (const auto& [device, space] : spaces_of(folders)) remarks.push_back(space_remark(space));
    return remarks;
}

}  // namespace tilsig::doctor
