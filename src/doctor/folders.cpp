// In- and out-folders of the senders: what is missing or closed there is found by a sender otherwise, or by nobody.
#include <fcntl.h>
#include <fnmatch.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <map>
#include <set>

#include "alert/access.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "doctor/checks.hpp"
#include "doctor/folder_facts.hpp"
#include "fetch/fetch.hpp"
#include "night/slots.hpp"

namespace tilsig::doctor {

namespace {

namespace fs = std::filesystem;

constexpr const char* folder_protocol = "inbox";
/// Of each kind; the others are a number.
constexpr std::size_t told_names = 5;
/// Of one folder; more of them is what the connector refuses anyway.
constexpr std::size_t looked_at_files = 20'000;

/// "k0101, k0704 and 3 more"
std::string named(const std::vector<std::string>& names) {
    std::vector<std::string> first(names.begin(),
                                   names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), told_names)));
    return join(first, ", ") +
           (names.size() > told_names ? " and " + std::to_string(names.size() - told_names) + " more" : "");
}

/// A folder that senders put files into, and what its source takes from it.
struct InFolders {
    fs::path root;
    std::set<std::string> senders;
    std::vector<std::string> patterns;
};

std::map<std::string, InFolders> in_folders_of(const Installation& here) {
    std::map<std::string, InFolders> found;
    // With nothing recorded every unit is due.
    for (const auto& slot : night::plan_slots(here.catalog, here.senders, {}, here.clock.now()).due) {
        const auto& source = here.catalog.sources.at(here.catalog.contract(slot.unit.feed).source);
        if (source.protocol != folder_protocol) continue;
        const auto options = fetch::options_of(source, slot.unit.feed);
        const auto root = options.find("folder");
        if (root == options.end()) continue;
        auto& folders = found[root->second];
        folders.root = root->second;
        folders.senders.insert(slot.unit.sender);
        for (const char* name : {"pattern", "nil_pattern"})
            if (const auto pattern = options.find(name); pattern != options.end())
                folders.patterns.push_back(pattern->second);
        if (!options.contains("pattern")) folders.patterns.emplace_back("*");
    }
    return found;
}

std::string filled_in(std::string pattern, const std::string& sender) {
    const auto put = [&](const std::string& place, const std::string& value) {
        for (auto at = pattern.find(place); at != std::string::npos; at = pattern.find(place, at + value.size()))
            pattern.replace(at, place.size(), value);
    };
    put("{sender}", sender);
    put("{period}", "*");
    return pattern;
}

/// Files that are there for good: no feed of the source takes them. Names stay out of the answer, people write numbers
/// of persons into them.
std::size_t strays_in(const fs::path& folder, const std::vector<std::string>& patterns, const std::string& sender) {
    std::size_t strays = 0, looked_at = 0;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        if (++looked_at > looked_at_files) break;
        const std::string name = entry.path().filename().string();
        std::error_code unknown;
        if (name.starts_with('.') || !entry.is_regular_file(unknown)) continue;
        bool taken = false;
        for (const auto& pattern : patterns)
            taken =
                taken || ::fnmatch(filled_in(pattern, sender).c_str(), name.c_str(), FNM_CASEFOLD | FNM_PERIOD) == 0;
        if (!taken) ++strays;
    }
    return strays;
}

/// A new folder of the account that the landing zone belongs to: root that made it for itself would keep out the
/// account that takes what is in it.
UniqueFd make_folder(const Installation& here, const fs::path& folder, unsigned mode) {
    if (::mkdir(folder.c_str(), mode) != 0) throw system_error("mkdir", folder.string(), errno);
    UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!fd.valid()) throw system_error("open", folder.string(), errno);
    const auto zone = facts_of(nearest_existing(here.places.landing));
    if (::geteuid() == 0 && zone && zone->owner != 0 && ::fchown(fd.get(), zone->owner, zone->group) != 0)
        throw system_error("give away", folder.string(), errno);
    return fd;
}

/// A sender that has a group brings files by it; without one only we get in.
void make_in_folder(const Installation& here, const fs::path& folder, const std::string& sender) {
    const auto group = alert::group_of(here.places.receipts, sender);
    const UniqueFd fd = make_folder(here, folder, 0700);
    if (!group) return;
    if (::fchown(fd.get(), static_cast<uid_t>(-1), *group) != 0)
        throw system_error("give its group to", folder.string(), errno)
            .remedy("make the account of tilsig a member of the group that `receipts: {group: ...}` names");
    if (::fchmod(fd.get(), 02770) != 0) throw system_error("set the mode of", folder.string(), errno);
}

void make_missing(Remarks& remarks, const Installation& here, const InFolders& in, std::vector<std::string>& missing) {
    std::vector<std::string> made;
    if (!facts_of(in.root)) {
        (void)make_folder(here, in.root, 0755);
        remarks.push_back(good("made " + in.root.string()));
    }
    for (const auto& sender : missing) {
        make_in_folder(here, in.root / sender, sender);
        made.push_back(sender);
    }
    if (!made.empty())
        remarks.push_back(
            good("made " + counted(made.size(), "in-folder") + " in " + in.root.string() + ": " + join(made, ", ")));
    missing.clear();
}

void look_at_in_folders(Remarks& remarks, const Installation& here, const InFolders& in, bool fix) {
    std::vector<std::string> missing, closed, open_to_all, links;
    std::size_t strays = 0;
    std::vector<std::string> with_strays;
    for (const auto& sender : in.senders) {
        const auto folder = in.root / sender;
        const auto facts = facts_of(folder);
        if (!facts) {
            missing.push_back(sender);
            continue;
        }
        if (facts->link) links.push_back(sender);
        if ((facts->mode & 0002U) != 0) open_to_all.push_back(sender);
        if (!facts->folder || !facts->writable || ::faccessat(AT_FDCWD, folder.c_str(), R_OK, AT_EACCESS) != 0)
            closed.push_back(sender);
        else if (const auto count = strays_in(folder, in.patterns, sender); count > 0) {
            strays += count;
            with_strays.push_back(sender);
        }
    }
    const std::string root = in.root.string();
    if (fix) make_missing(remarks, here, in, missing);
    if (!missing.empty())
        remarks.push_back(bad(ErrorKind::configuration,
                              counted(missing.size(), "in-folder") + " of " + std::to_string(in.senders.size()) +
                                  " missing in " + root + ": " + named(missing),
                              "`tilsig doctor --fix` makes them; or mount the disk that they lie on"));
    if (!closed.empty())
        remarks.push_back(
            bad(ErrorKind::configuration,
                root + ": " + account_text(::geteuid()) + " may not read and write in the folders of " + named(closed),
                "let a group own them in which tilsig is, with mode 2770: what was loaded is moved to done/"));
    if (!open_to_all.empty())
        remarks.push_back(bad(ErrorKind::configuration,
                              root + ": everybody may write in the folders of " + named(open_to_all),
                              "take the right away with `chmod o-w`: anybody could deliver in their name"));
    if (!links.empty())
        remarks.push_back(bad(ErrorKind::configuration, root + ": links instead of folders for " + named(links),
                              "make folders; a link is not followed"));
    if (strays > 0)
        remarks.push_back(
            warning(root + ": " + counted(strays, "file") + " that no feed takes, from " + named(with_strays),
                    "look at their names: `tilsig arrivals` tells them; the patterns stand in the source's "
                    "`source.yaml`"));
    if (missing.empty() && closed.empty())
        remarks.push_back(good(root + ": " + counted(in.senders.size(), "in-folder") + " can be read"));
}

void look_at_out_folders(Remarks& remarks, const Installation& here, const std::set<std::string>& senders) {
    const auto root = here.places.receipts.root / "out";
    std::vector<std::string> closed, open_to_all;
    std::size_t there = 0;
    for (const auto& sender : senders) {
        (void)alert::group_of(here.places.receipts, sender);  // throws when there is none
        const auto facts = facts_of(root / sender);
        if (!facts) continue;
        ++there;
        if (!facts->writable) closed.push_back(sender);
        if ((facts->mode & 0002U) != 0) open_to_all.push_back(sender);
    }
    if (!closed.empty())
        remarks.push_back(bad(ErrorKind::storage, root.string() + ": no receipts can be written for " + named(closed),
                              "let the account of tilsig own these folders"));
    if (!open_to_all.empty())
        remarks.push_back(bad(ErrorKind::configuration,
                              root.string() + ": everybody may write in the folders of " + named(open_to_all),
                              "take the right away with `chmod o-w`; no receipt is put there"));
    if (closed.empty() && open_to_all.empty())
        remarks.push_back(good(root.string() + ": " +
                               (there == 0 ? "no out-folder yet" : counted(there, "out-folder") + " can be written") +
                               "; a sender's is made with its first receipt"));
}

}  // namespace

Remarks look_at_folders(const Installation& here, bool fix) {
    Remarks remarks;
    std::set<std::string> senders;
    for (const auto& [root, in] : in_folders_of(here)) {
        senders.insert(in.senders.begin(), in.senders.end());
        if (!facts_of(in.root) && !fix) {
            remarks.push_back(
                bad(ErrorKind::configuration,
                    root + ": is not there; senders that deliver into it: " + std::to_string(in.senders.size()),
                    "`tilsig doctor --fix` makes it with a folder for each; or mount its disk, or name "
                    "another one under `sources` of `tilsig.yaml`"));
            continue;
        }
        look_at_in_folders(remarks, here, in, fix);
    }
    if (!senders.empty()) look_at_out_folders(remarks, here, senders);
    if (remarks.empty()) remarks.push_back(good("no feed is delivered into a folder of this machine"));
    return remarks;
}

}  // namespace tilsig::doctor
