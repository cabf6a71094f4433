// Starts MariaDB from a copied template, as a user that may not be root.
#include "support/mariadb.hpp"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <thread>

#include "base/error.hpp"
#include "support/child_process.hpp"

namespace tilsig::test {

namespace fs = std::filesystem;

namespace {

constexpr const char* system_user = "mysql";  // the server refuses to run as root
constexpr const char* server_program = "/usr/sbin/mariadbd";
constexpr const char* client_program = "/usr/bin/mariadb";

/// Statements of the one time that the template's server runs, without users until it reads them: only the tests' user
/// is left.
constexpr const char* users =
    "FLUSH PRIVILEGES;\nCREATE USER tilsig@'127.0.0.1';\nGRANT ALL ON *.* TO tilsig@'127.0.0.1' WITH GRANT "
    "OPTION;\n"
    "DELETE FROM mysql.global_priv WHERE user = '' OR (user = 'root' AND host <> 'localhost');\n";

void give_to_server(const fs::path& folder) {
    if (geteuid() == 0) run_child({"/bin/chown", "-R", std::string(system_user) + ":", folder});
}

std::vector<std::string> server_arguments(const fs::path& folder) {
    return {server_program,
            "--no-defaults",
            "--datadir=" + (folder / "data").string(),
            "--pid-file=" + (folder / "server.pid").string(),
            "--socket=" + (folder / "server.sock").string(),
            "--tmpdir=" + folder.string(),
            "--innodb-buffer-pool-size=64M",
            "--innodb-log-file-size=16M",
            "--innodb-fast-shutdown=2",
            "--performance-schema=off",
            "--innodb-temp-data-file-path=ibtmp1:5M:autoextend",
            "--max-connections=60"};
}

/// Making a data folder takes two seconds; each test case may be a process of its own, so it is kept in the build
/// folder.
fs::path data_template() {
    const fs::path kept = fs::path(TILSIG_BINARY_DIR) / "mariadb-template-2";  // another number where `users` changes
    if (fs::exists(kept)) return kept;
    const TempFolder work;
    give_to_server(work.path());
    run_child({"/usr/bin/mariadb-install-db", "--no-defaults", "--datadir=" + (work.path() / "data").string(),
               "--skip-test-db", "--auth-root-authentication-method=normal", "--innodb-log-file-size=16M"},
              system_user);
    std::ofstream(work.path() / "users.sql") << users;
    give_to_server(work.path());
    auto arguments = server_arguments(work.path());
    arguments.insert(arguments.end(), {"--bootstrap"});
    // The bootstrap server reads statements from its standard input.
    std::string line;
    for (const auto& word : arguments) line += "'" + word + "' ";
    run_child({"/bin/sh", "-c", "exec " + line + " < '" + (work.path() / "users.sql").string() + "'"}, system_user);
    // Several test programs may do this at once: each renames a whole folder, the first one wins, the others are thrown
    // away.
    const fs::path mine = kept.string() + "." + std::to_string(getpid());
    run_child({"/bin/cp", "-a", "--sparse=always", work.path() / "data", mine});
    std::error_code lost_race;
    fs::rename(mine, kept, lost_race);
    if (lost_race) fs::remove_all(mine);
    return kept;
}

}  // namespace

std::string TestMariadb::missing() {
    if (fs::exists(server_program) && fs::exists(client_program) && (geteuid() != 0 || find_user(system_user)))
        return {};
    return "MariaDB is not installed; run: sudo apt-get install mariadb-server odbc-mariadb";
}

TestMariadb& TestMariadb::shared() {
    static TestMariadb instance{Options{}};
    return instance;
}

TestMariadb::TestMariadb(Options options) : m_options(options) {
    const fs::path pattern = data_template();
    m_folder = std::make_unique<ServerFolder>(server_parent(m_options.parent, m_options.fsync), "tilsig-maria",
                                              "server.pid", "KILL");
    run_child({"/bin/cp", "-a", "--sparse=always", pattern, m_folder->path() / "data"});
    give_to_server(m_folder->path());
    start();
}

TestMariadb::~TestMariadb() {
    m_server = {};  // killed: nothing of it is kept
}

void TestMariadb::kill_now() {
    if (m_server.id() < 0) throw Error(ErrorKind::internal, "the test server is not running");
    m_server = {};
}

void TestMariadb::start() {
    if (m_server.id() > 0) return;
    // A second start keeps its port, so that connection strings stay good. At the first, another program may take the
    // free port before the server does; then the server ends at once and another port is tried.
    const int attempts = m_port == 0 ? 5 : 1;
    const fs::path log = m_folder->path() / "server.log";
    for (int attempt = 0; attempt < attempts; ++attempt) {
        if (attempts > 1) m_port = free_port();
        fs::remove(m_folder->path() / "server.pid");
        ChildOptions options;
        options.as_user = system_user;
        options.death_signal = SIGKILL;
        options.output_path = log;
        auto arguments = server_arguments(m_folder->path());
        arguments.insert(arguments.end(), {"--bind-address=127.0.0.1", "--port=" + std::to_string(m_port)});
        if (!m_options.fsync) arguments.push_back("--innodb-flush-method=nosync");
        m_server = start_child(arguments, options);
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        while (std::chrono::steady_clock::now() < deadline) {
            // Written when the server is ready to listen.
            if (fs::exists(m_folder->path() / "server.pid")) return;
            if (m_server.end()) break;
            std::this_thread::sleep_for(std::chrono::milliseconds(5));  // between two looks at the server's own file
        }
    }
    throw Error(ErrorKind::internal, "the test server did not start: " + read_file(log));
}

std::string TestMariadb::run_client(const std::string& database, const std::string& statements) const {
    std::string rows = run_child({client_program, "--no-defaults", "--protocol=tcp", "-h", "127.0.0.1", "-P",
                                  std::to_string(m_port), "-u", "tilsig", "--default-character-set=utf8mb4",
                                  "--skip-column-names", "--batch", "--raw", "-D", database, "-e", statements});
    std::replace(rows.begin(), rows.end(), '\t', '|');
    return rows;
}

std::string TestMariadb::fresh_database() {
    const std::string name = "t" + std::to_string(++m_databases);
    (void)run_client("mysql", "CREATE DATABASE " + name);
    return "Driver=MariaDB Unicode;Server=127.0.0.1;Port=" + std::to_string(m_port) + ";Database=" + name +
           ";UID=tilsig;";
}

std::string TestMariadb::sql(const std::string& connection_string, const std::string& statements) {
    // `||` joins texts, as in the other two engines' clients.
    return run_client(value_of(connection_string, "Database"),
                      "SET sql_mode = concat(@@sql_mode, ',PIPES_AS_CONCAT'); " + statements);
}

void TestMariadb::terminate_sessions() {
    const std::string others = " FROM information_schema.processlist WHERE user = 'tilsig' AND id <> connection_id()";
    const std::string kills = run_client("mysql", "SELECT concat('KILL ', id, ';')" + others);
    if (!kills.empty()) (void)run_client("mysql", kills);
    while (run_client("mysql", "SELECT count(*)" + others) != "0\n") std::this_thread::yield();
}

}  // namespace tilsig::test
