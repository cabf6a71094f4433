#include "session/installation_file.hpp"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/own_file.hpp"
#include "base/text.hpp"
#include "ledger/installation.hpp"

namespace tilsig::session {

namespace {

constexpr std::size_t id_bytes = 8;

std::string new_id() {
    std::array<unsigned char, id_bytes> bytes{};
    if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
        throw system_error("getrandom", "installation", errno);
    return to_hex(bytes);
}

}  // namespace

std::string InstallationFile::known_id() const {
    const auto text = read_own_file(m_file);
    if (!text) return "";
    const std::string id(trim(*text));
    if (id.size() == 2 * id_bytes && id.find_first_not_of("0123456789abcdef") == std::string::npos) return id;
    throw Error(ErrorKind::state, "does not hold the id of an installation")
        .at({m_file.string()})
        .remedy(
            "restore it from a backup of this folder; where there is none, remove it and bind the database anew with "
            "`tilsig installation adopt --reason WHY`");
}

void bind_installation(odbc::Connection& connection, const Clock& clock, const InstallationFile& file) {
    ledger::Installation installation(connection, clock);
    if (file.known_id().empty()) installation.require_free(file.path().string());
    installation.bind(file.id(), file.path().string());
}

std::string InstallationFile::id() const {
    if (auto known = known_id(); !known.empty()) return known;
    make_private_folder(m_file.parent_path());
    // Written under a name of its own and linked: whoever comes second finds a whole file, also after a power cut.
    const auto part = m_file.string() + ".part" + std::to_string(::getpid());
    write_file_durably(part, new_id() + "\n");
    const bool taken = ::link(part.c_str(), m_file.c_str()) != 0;
    const int why = errno;
    ::unlink(part.c_str());
    if (taken && why != EEXIST) throw system_error("link", m_file.string(), why);
    sync_folder(m_file.parent_path());
    return known_id();
}

}  // namespace tilsig::session
