#include "base/secret.hpp"

#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "base/account.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/secret_path.hpp"

namespace tilsig {

namespace {

/// Of the folder that the service manager keeps from everybody else; the mode there may show the mask of an ACL.
bool is_credential(const std::string& path) {
    const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
    return folder != nullptr && std::filesystem::path(path).parent_path() == std::filesystem::path(folder);
}

/// Whoever owns the file can read it, and so can those whom its mode lets.
void require_own(const std::string& reference, const struct stat& info) {
    if ((info.st_mode & 077U) != 0)
        throw Error(ErrorKind::configuration, "secret " + reference + " can be read by other accounts")
            .remedy("`chmod 600` the file and let the account that runs tilsig own it");
    if (info.st_uid == ::geteuid() || info.st_uid == 0) return;
    const std::string owner = account_text(info.st_uid);
    throw Error(ErrorKind::configuration,
                "secret " + reference + " belongs to " + owner + ", and this is " + account_text(::geteuid()))
        .remedy("run tilsig as that account (`runuser -u " + owner +
                " -- tilsig ...`), or let the account that runs tilsig own the file");
}

}  // namespace

Secret::~Secret() {
    // The whole buffer: a string that was moved from is empty and still holds the bytes of a short secret.
    m_value.resize(m_value.capacity());
    sodium_memzero(m_value.data(), m_value.size());
}

std::string secret_path(const std::string& reference) {
    if (reference.starts_with("file:")) return reference.substr(5);
    if (reference.starts_with("cred:")) {
        const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
        const std::string name = reference.substr(5);
        if (folder == nullptr) {
            throw Error(ErrorKind::configuration, "secret " + reference + ": CREDENTIALS_DIRECTORY is not set")
                .remedy("start tilsig from a systemd unit with LoadCredential=" + name + ", or use file:PATH");
        }
        if (name.empty() || name.find('/') != std::string::npos || name == "..") {
            throw Error(ErrorKind::configuration, "secret " + reference + ": not a credential name");
        }
        return (std::filesystem::path(folder) / name).string();
    }
    throw Error(ErrorKind::configuration, "a secret must be given by reference, not by value")
        .remedy("write file:PATH or cred:NAME");
}

Secret read_secret(const std::string& reference) {
    const std::string path = secret_path(reference);
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) {
        throw Error(ErrorKind::configuration, "secret " + reference + " cannot be read")
            .remedy("create the file with mode 0600");
    }
    if (reference.starts_with("file:") && !is_credential(path)) require_own(reference, info);
    std::string content = read_file(path);
    while (!content.empty() && (content.back() == '\n' || content.back() == '\r')) content.pop_back();
    return Secret(std::move(content));
}

}  // namespace tilsig
