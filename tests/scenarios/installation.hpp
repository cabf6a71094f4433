// One installation of tilsig in a folder of its own, driven as a user would: through the program.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "standin/process.hpp"
#include "support/databases.hpp"

namespace tilsig::test {

/// What a command came to.
struct Answer {
    int exit_code = -1;
    std::string out, err;
    /// stdout as JSON; lives as long as the answer, so that loops over a part of it are safe.
    [[nodiscard]] const nlohmann::json& json() const {
        if (m_json.is_null()) m_json = nlohmann::json::parse(out);
        return m_json;
    }

private:
    mutable nlohmann::json m_json;
};

/// Runs a program and collects what it says.
[[nodiscard]] Answer run_program(const std::vector<std::string>& arguments, const std::filesystem::path& folder);

/// Where an installation stands when it is not in a folder and a database of its own.
struct Place {
    std::filesystem::path folder;
    std::string connection_string;
    std::function<std::string(const std::string& sql)> query;  ///< the database's own client
};

/// Rows of a query on `warehouse.db` in the folder, by sqlite3.
[[nodiscard]] std::string ask_sqlite(const std::filesystem::path& folder, const std::string& sql);

class Installation {
public:
    /// `standin` may be nullptr for commands that fetch nothing.
    Installation(TestEngine engine, const StandIn* standin);
    /// With a content folder of the test's own; a copy of it, `content`, stands in the installation's folder and may be
    /// changed.
    Installation(TestEngine engine, const std::filesystem::path& content);
    Installation(Place place, const std::filesystem::path& content);

    /// `tilsig COMMAND --config ... ARGUMENTS`.
    [[nodiscard]] Answer tilsig(const std::string& command, const std::vector<std::string>& arguments = {}) const;
    /// The same under another program, e.g. strace with its options.
    [[nodiscard]] Answer tilsig_under(std::vector<std::string> wrapper, const std::string& command,
                                      const std::vector<std::string>& arguments) const;
    /// Rows of a query, cells separated by '|', by psql, mariadb or sqlite3 and not through ODBC: an independent
    /// witness.
    [[nodiscard]] std::string query(const std::string& sql) const;
    /// table -> checksum
    [[nodiscard]] std::map<std::string, std::string> checksums() const;
    /// Writes a file into the installation's folder and returns its path.
    [[nodiscard]] std::string file(const std::string& name, const std::string& content) const;
    /// Starts a command and leaves it running; its output goes to the file `background.out` of the installation's
    /// folder, or of another.
    [[nodiscard]] process::Child start(const std::string& command, const std::vector<std::string>& arguments = {},
                                       const std::filesystem::path& output_folder = {}) const;
    /// Another program than tilsig answers from now on; it stands beside it.
    void use_program(const std::string& name) { m_program = name; }
    /// Puts a file into a sender's in-folder.
    void deliver(const std::string& sender, const std::string& name, const std::string& content) const;
    [[nodiscard]] const std::filesystem::path& folder() const noexcept { return m_place.folder; }
    [[nodiscard]] const std::string& connection_string() const noexcept { return m_place.connection_string; }
    /// Reaches the warehouse by another connection string from now on, e.g. through a FaultProxy.
    void connect_by(const std::string& connection_string) const { write_settings(connection_string); }
    /// PostgreSQL: moves the database's files into this folder (a tablespace of its own), and back to where they were.
    void move_database_to(const std::filesystem::path& folder) const;
    void move_database_back() const;
    /// PostgreSQL: a copy of the database as it is now; its connection string.
    [[nodiscard]] std::string copy_database() const;
    /// PostgreSQL: another database takes the place of the installation's, under its name.
    void replace_database(const std::string& by) const;

private:
    void set_up(const std::filesystem::path& content) const;
    void move_to_tablespace(const std::string& tablespace) const;
    void write_settings(const std::string& connection_string) const;
    [[nodiscard]] std::vector<std::string> words(const std::string& command,
                                                 const std::vector<std::string>& arguments) const;

    std::unique_ptr<TestDatabase> m_database;  ///< none when the place is the test's
    Place m_place;
    std::string m_program = "tilsig";
    std::string m_sources;  ///< their part of tilsig.yaml
};

/// The figures of the stand-in's data sets, for feeds by file.
[[nodiscard]] std::filesystem::path standin_data(const std::string& name);

}  // namespace tilsig::test
