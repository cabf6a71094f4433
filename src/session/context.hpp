// What every command works with: declarations, places on disk, the way to the warehouse. Made once in the composition
// root.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "catalog/catalog.hpp"
#include "ledger/lease.hpp"
#include "odbc/odbc.hpp"
#include "senders/register.hpp"
#include "session/follower.hpp"
#include "session/out_place.hpp"

namespace tilsig::session {

/// Folders and programs of one installation; absolute paths.
struct Places {
    std::filesystem::path landing;        ///< sealed deliveries
    std::filesystem::path key_file;       ///< master key of the landing zone
    std::filesystem::path cache;          ///< snapshots and staging files; may be deleted at any time
    std::filesystem::path connectors;     ///< plugin libraries
    std::filesystem::path fetch_program;  ///< tilsig-fetch
    OutPlace receipts;
    /// The key is a credential of the service manager, `cred:NAME`, and none of ours to make; else empty. `key_file` is
    /// empty where it was not handed over.
    std::string key_credential{};
    std::filesystem::path link_key{};    ///< key of the link store
    std::filesystem::path issue_keys{};  ///< folder of the keys that rotations of the issue key made

    /// Name of the folder below the cache that holds what plans keep (operate/plan_folder.hpp).
    static constexpr const char* plans = "plans";

    /// Sealed deliveries of shadow units, under the same key.
    [[nodiscard]] std::filesystem::path shadow_landing() const { return landing / "shadow"; }
};

struct Context {
    const catalog::Catalog& catalog;
    const senders::Register& senders;
    odbc::Dsn dsn;
    Places places;
    Clock& clock;
    Logger log;
    std::string program_version;
    Followers followers{};
    odbc::Dsn links{};                     ///< the link store
    std::optional<ledger::Fence> fence{};  ///< of the daemon that started this process; nothing for a command by hand
};

}  // namespace tilsig::session
