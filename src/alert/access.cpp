#include "alert/access.hpp"

#include <fcntl.h>
#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"

namespace tilsig::alert {
namespace {

constexpr std::string_view placeholder = "{sender}";

/// What is not ours was set up by somebody who knew what for.
void settle(int fd, const std::filesystem::path& path, unsigned mode, const std::optional<gid_t>& group) {
    struct stat info {};
    if (::fstat(fd, &info) != 0) throw system_error("look at", path.string(), errno);
    if (info.st_uid != ::geteuid()) return;
    if (group && info.st_gid != *group && ::fchown(fd, static_cast<uid_t>(-1), *group) != 0)
        throw system_error("give its group to", path.string(), errno)
            .remedy("make the account of tilsig a member of the group that `receipts: {group: ...}` names");
    if ((info.st_mode & 07777U) != mode && ::fchmod(fd, mode) != 0)
        throw system_error("set the mode of", path.string(), errno);
}

void prepare(const std::filesystem::path& folder, int flags, unsigned mode, const std::optional<gid_t>& group) {
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) throw system_error("mkdir", folder.string(), errno);
    const UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | flags | O_CLOEXEC));
    if (!fd.valid()) throw system_error("open", folder.string(), errno);
    settle(fd.get(), folder, mode, group);
    struct stat info {};
    if (::fstat(fd.get(), &info) != 0) throw system_error("look at", folder.string(), errno);
    if ((info.st_mode & S_IWOTH) != 0)
        throw Error(ErrorKind::storage, "everybody may write into " + folder.string() + ": no receipt is put there")
            .remedy("chmod o-w " + folder.string());
}

}  // namespace

std::optional<gid_t> group_of(const session::OutPlace& out, const std::string& sender_id) {
    if (out.group.empty()) return std::nullopt;
    std::string name = out.group;
    if (const auto at = name.find(placeholder); at != std::string::npos)
        name.replace(at, placeholder.size(), sender_id);
    std::vector<char> buffer(16 * 1024);
    struct group entry {};
    struct group* found = nullptr;
    if (const int error = ::getgrnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found); error != 0)
        throw system_error("look up group", name, error);
    if (found == nullptr)
        throw Error(ErrorKind::configuration, "there is no group '" + name + "' for receipts")
            .remedy("make it, or correct `receipts: {group: ...}` of tilsig.yaml");
    return entry.gr_gid;
}

std::filesystem::path prepare_folder(const session::OutPlace& out, const std::string& sender_id) {
    make_private_folder(out.root);
    const bool own_group_each = out.group.find(placeholder) != std::string::npos;
    const auto all = out.root / "out";
    // With a group for each sender nobody but us lists the folder of all, and each passes through it to its own.
    if (own_group_each) {
        prepare(all, 0, 0711, std::nullopt);
    } else {
        prepare(all, 0, out.folder_mode, group_of(out, sender_id));
    }
    // The folder of all may be a link of the operator's; a sender's may not: who can write beside it could place one.
    auto own = all / sender_id;
    prepare(own, O_NOFOLLOW, out.folder_mode, group_of(out, sender_id));
    return own;
}

void settle_file(const session::OutPlace& out, const std::string& sender_id, const std::filesystem::path& file) {
    const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (!fd.valid()) throw system_error("open", file.string(), errno);
    settle(fd.get(), file, out.file_mode, group_of(out, sender_id));
}

}  // namespace tilsig::alert
