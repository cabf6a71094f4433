// Which installation a data folder is: a number of its own, made once and kept beside what is landed.
#pragma once

#include <filesystem>
#include <string>

#include "base/clock.hpp"
#include "odbc/odbc.hpp"

namespace tilsig::session {

/// The file `installation` in the landing zone's folder: it is kept, copied and restored with what it stands for.
class InstallationFile {
public:
    explicit InstallationFile(const std::filesystem::path& landing) : m_file(landing / "installation") {}

    /// The id; made when there is none, by whoever comes first. Error(storage) when it cannot be written,
    /// Error(state) when the file holds something else.
    [[nodiscard]] std::string id() const;
    /// Empty when there is none yet; changes nothing.
    [[nodiscard]] std::string known_id() const;
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return m_file; }

private:
    std::filesystem::path m_file;
};

/// Binds the database and the data folder to each other (ledger::Installation::bind()). A data folder that is refused
/// and had no id gets none.
void bind_installation(odbc::Connection& connection, const Clock& clock, const InstallationFile& file);

}  // namespace tilsig::session
