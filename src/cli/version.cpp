#include "cli/version.hpp"

#include <nlohmann/json.hpp>

#include "ledger/migrations.hpp"
#include "odbc/dialect.hpp"
#include "spi/abi.h"

namespace tilsig::cli {

Build this_build() {
    // Every engine has the same numbers.
    return {TILSIG_VERSION, built_commit, TILSIG_ABI_VERSION,
            ledger::ledger_migrations(odbc::sqlite_dialect()).back().number};
}

std::string version_text(const Build& build) {
    return "tilsig " + build.version + ", commit " + build.commit + ", connector ABI " +
           std::to_string(build.connector_abi) + ", ledger schema " + std::to_string(build.ledger_schema);
}

nlohmann::json version_json(const Build& build) {
    return {{"version", build.version},
            {"commit", build.commit},
            {"connector_abi", build.connector_abi},
            {"ledger_schema", build.ledger_schema}};
}

}  // namespace tilsig::cli
