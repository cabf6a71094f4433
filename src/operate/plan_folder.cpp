#include "operate/plan_folder.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>

#include <cerrno>

#include "base/error.hpp"
#include "base/own_file.hpp"

namespace tilsig::operate {

namespace fs = std::filesystem;

namespace {

UniqueFd locked(const fs::path& path, int flags, int how) {
    UniqueFd fd(::open(path.c_str(), flags | O_CLOEXEC, 0600));
    if (!fd.valid() || ::flock(fd.get(), how) != 0) return {};
    return fd;
}

}  // namespace

PlanFolder::PlanFolder(const fs::path& cache) {
    const fs::path plans = cache / session::Places::plans;
    make_private_folder(plans);
    // Two plans that start at once must not take each other's folder for a dead one's before it is locked.
    const fs::path gate = plans / "lock";
    const UniqueFd entered = open_own_file(gate, O_RDWR | O_CREAT);
    if (::flock(entered.get(), LOCK_EX) != 0) throw system_error("lock", gate.string(), errno);
    for (const auto& entry : fs::directory_iterator(plans)) {
        if (!entry.is_directory() || !locked(entry.path(), O_RDONLY | O_DIRECTORY, LOCK_EX | LOCK_NB).valid()) continue;
        std::error_code left_for_the_next;
        fs::remove_all(entry.path(), left_for_the_next);
    }
    std::string pattern = (plans / "plan-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw system_error("mkdtemp", pattern, errno);
    m_path = pattern;
    m_alive = locked(m_path, O_RDONLY | O_DIRECTORY, LOCK_EX);
    if (!m_alive.valid()) throw system_error("lock", pattern, errno);
}

PlanFolder::~PlanFolder() {
    std::error_code left_for_the_next;
    fs::remove_all(m_path, left_for_the_next);
}

session::Places PlanFolder::instead_of(const session::Places& places) const {
    session::Places own = places;
    own.landing = m_path / "landing";
    own.key_file = m_path / "keys/key";  // the making of a key locks its folder, and this one is locked
    own.cache = m_path / "cache";
    own.receipts.root = m_path / "receipts";
    return own;
}

}  // namespace tilsig::operate
