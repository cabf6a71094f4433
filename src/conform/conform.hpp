// Proves on a real database that loader, ledger and checksums keep their promises there.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "odbc/odbc.hpp"

namespace tilsig::conform {

enum class Verdict { ok, failed, not_run };

/// One promise, looked at on this database.
struct Check {
    std::string promise;
    Verdict verdict = Verdict::not_run;
    std::string detail;  ///< what was counted; where it failed
};

struct Report {
    std::string engine;
    odbc::DriverFacts facts;
    std::vector<Check> checks;
    /// Every check was run and held.
    [[nodiscard]] bool holds() const;
};

struct Options {
    odbc::Dsn dsn;                      ///< of a database that is empty, or holds what an interrupted conform() left
    std::filesystem::path work_folder;  ///< private; for snapshots and SQLite's staging file
    std::size_t rows = 3000;            ///< of the large deliveries; more than the loader takes for a small unit
    std::function<void(const Check&)> told{};  ///< called after each check
};

/// Makes a ledger and a warehouse of its own, loads a fixed set of generated deliveries, compares every count and
/// content checksum with a model in memory, tries the ends of a transaction, and drops all that it made. Error(usage)
/// when the database holds anything else; DatabaseError when it cannot be reached at all.
[[nodiscard]] Report conform(const Options& options);

/// What must be known of an engine before anything can be proved on it: the questions of odbc::Dialect, one a line,
/// each with the name of its function first. For engines that have no dialect.
[[nodiscard]] const std::vector<std::string>& dialect_questions();

}  // namespace tilsig::conform
