#include "base/secret.hpp"

#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "base/error.hpp"
#include "base/files.hpp"

namespace tilsig {

Secret::~Secret() {
    // The whole buffer: a string that was moved from is empty and still holds the bytes of a short secret.
    m_value.resize(m_value.capacity());
    sodium_memzero(m_value.data(), m_value.size());
}

Secret read_secret(const std::string& reference) {
    std::string path;
    if (reference.starts_with("file:")) {
        path = reference.substr(5);
    } else if (reference.starts_with("cred:")) {
        const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
        const std::string name = reference.substr(5);
        if (folder == nullptr) {
            throw Error(ErrorKind::configuration, "secret " + reference + ": CREDENTIALS_DIRECTORY is not set")
                .remedy("start tilsig from a systemd unit with LoadCredential=" + name + ", or use file:PATH");
        }
        if (name.empty() || name.find('/') != std::string::npos || name == "..") {
            throw Error(ErrorKind::configuration, "secret " + reference + ": not a credential name");
        }
        path = std::string(folder) + "/" + name;
    } else {
        throw Error(ErrorKind::configuration, "a secret must be given by reference, not by value")
            .remedy("write file:PATH or cred:NAME");
    }
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) {
        throw Error(ErrorKind::configuration, "secret " + reference + " cannot be read")
            .remedy("create the file with mode 0600");
    }
    if (reference.starts_with("file:") &&
        ((info.st_mode & 077U) != 0 || (info.st_uid != ::geteuid() && info.st_uid != 0))) {
        throw Error(ErrorKind::configuration, "secret " + reference + " can be read by other accounts")
            .remedy("`chmod 600` the file and let the account that runs tilsig own it");
    }
    std::string content = read_file(path);
    while (!content.empty() && (content.back() == '\n' || content.back() == '\r')) content.pop_back();
    return Secret(std::move(content));
}

}  // namespace tilsig
