// Which build this is: what a report of a fault, a connector and a database have to fit.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace tilsig::cli {

/// The commit of the tree that was built, with `-dirty` when it held changes; "unknown" outside of git.
extern const char* const built_commit;

struct Build {
    std::string version;
    std::string commit;
    std::uint32_t connector_abi = 0;  ///< of connectors that this build loads
    std::int64_t ledger_schema = 0;   ///< the number of the last migration that it brings
};

[[nodiscard]] Build this_build();
/// One line for people.
[[nodiscard]] std::string version_text(const Build& build);
/// The document of `--version --json`, without what Output adds.
[[nodiscard]] nlohmann::json version_json(const Build& build);

}  // namespace tilsig::cli
