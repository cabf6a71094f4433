// What an installation holds beside what the registry of stores declares.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "session/session.hpp"
#include "stores/registry.hpp"

namespace tilsig::operate {

/// Where the program of this installation writes.
struct WrittenPlaces {
    std::filesystem::path log;  ///< empty: to stderr
};

struct StoresWalk {
    std::size_t tables = 0, columns = 0, files = 0;  ///< looked at
    /// Tables, columns (`table.column`), files and folders that nobody declared; paths below the folder they were found
    /// in. Sorted.
    std::vector<std::string> undeclared;
};

/// Walks the catalogues of the warehouse and of the link store, and the folders of the installation. Reads no row and
/// no file. Error(database) as for any query.
[[nodiscard]] StoresWalk walk_stores(session::Session& session, const WrittenPlaces& written,
                                     const stores::Registry& registry = stores::Registry::program());

}  // namespace tilsig::operate
