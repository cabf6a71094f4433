// Starts PostgreSQL from a copied template.
#include "support/postgres.hpp"

#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "base/error.hpp"
#include "base/files.hpp"
#include "support/child_process.hpp"

namespace tilsig::test {

namespace fs = std::filesystem;

namespace {

constexpr const char* system_user = "postgres";  // the server refuses to run as root
constexpr const char* superuser = "tilsig";

/// The newest installed version's binaries, or empty.
fs::path binaries() {
    fs::path best;
    int best_version = 0;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", ignored)) {
        const int version = std::atoi(entry.path().filename().c_str());
        if (version > best_version && fs::exists(entry.path() / "bin/postgres")) {
            best = entry.path() / "bin";
            best_version = version;
        }
    }
    return best;
}

/// initdb takes most of a second; each test case may be a process of its own, so its result is kept in the build
/// folder.
fs::path cluster_template() {
    const fs::path bin = binaries();
    const fs::path kept =
        fs::path(TILSIG_BINARY_DIR) / ("postgresql-template-" + bin.parent_path().filename().string());
    if (fs::exists(kept)) return kept;
    const TempFolder work;
    const fs::path made = work.path() / "data";
    if (geteuid() == 0) {
        const auto ids = find_user(system_user);
        if (!ids || chown(work.path().c_str(), ids->user, ids->group) != 0) {
            throw system_error("chown", work.path().string(), errno);
        }
    }
    run_child({bin / "initdb", "-D", made, "-A", "trust", "-U", superuser, "-E", "UTF8", "--locale=C.UTF-8",
               "--no-sync", "--wal-segsize=1"},
              system_user);
    // Several test programs may do this at once: each renames a whole folder, the first one wins, the others are thrown
    // away.
    const fs::path mine = kept.string() + "." + std::to_string(getpid());
    run_child({"/bin/cp", "-a", made, mine});
    std::error_code lost_race;
    fs::rename(mine, kept, lost_race);
    if (lost_race) fs::remove_all(mine);
    return kept;
}

}  // namespace

std::string TestPostgres::missing() {
    if (!binaries().empty() && (geteuid() != 0 || find_user(system_user))) return {};
    return "PostgreSQL is not installed; run: sudo apt-get install postgresql odbc-postgresql";
}

TestPostgres& TestPostgres::shared() {
    static TestPostgres instance{Options{}};
    return instance;
}

const fs::path& TestPostgres::folder() const noexcept { return m_folder->path(); }

TestPostgres::TestPostgres(Options options) : m_options(options) {
    const fs::path pattern = cluster_template();
    // The driver writes into /tmp at its last goodbye (see src/odbc/README.md).
    m_folder =
        std::make_unique<ServerFolder>(server_parent(options.parent, options.fsync), "tilsig-pg", "data/postmaster.pid",
                                       "QUIT", "/tmp/psqlodbc_*[a-z_]" + std::to_string(getpid()) + ".log");
    const fs::path data = folder() / "data";
    run_child({"/bin/cp", "-a", pattern, data});
    take_over(folder());
    std::ofstream settings(data / "postgresql.auto.conf", std::ios::app);
    settings << "listen_addresses = '127.0.0.1'\nunix_socket_directories = '" << folder().string() << "'\n"
             << "fsync = " << (m_options.fsync ? "on" : "off")
             << "\nfull_page_writes = " << (m_options.fsync ? "on" : "off")
             << "\nmax_connections = 40\nshared_buffers = 32MB\nmax_wal_size = 256MB\nautovacuum = "
                "off\nlog_min_messages = warning\n";
    settings.close();
    start();
}

void TestPostgres::take_over(const fs::path& given) {
    if (geteuid() == 0) run_child({"/bin/chown", "-R", std::string(system_user) + ":", given});
}

TestPostgres::~TestPostgres() {
    if (m_server.id() < 0) return;
    kill(m_server.id(), SIGQUIT);
    m_server.wait();
}

void TestPostgres::stop_immediate() {
    if (m_server.id() < 0) throw Error(ErrorKind::internal, "the test cluster is not running");
    kill(m_server.id(), SIGQUIT);
    m_server.wait();
}

void TestPostgres::start() {
    if (m_server.id() > 0) return;
    const fs::path data = folder() / "data";
    // A second start keeps its port, so that connection strings stay good. At the first, another program may take the
    // free port before the server does; then the server ends at once and another port is tried.
    const int attempts = m_port == 0 ? 5 : 1;
    for (int attempt = 0; attempt < attempts; ++attempt) {
        if (attempts > 1) m_port = free_port();
        fs::remove(data / "postmaster.pid");
        ChildOptions options;
        options.as_user = system_user;
        options.death_signal = SIGQUIT;
        options.output_path = folder() / "server.log";
        m_server = start_child({binaries() / "postgres", "-D", data, "-p", std::to_string(m_port)}, options);
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        while (std::chrono::steady_clock::now() < deadline) {
            std::ifstream status(data / "postmaster.pid");
            std::string line;
            int number = 0;
            while (std::getline(status, line)) {
                if (++number == 8 && line.rfind("ready", 0) == 0) return;
            }
            if (m_server.end()) break;
            std::this_thread::sleep_for(
                std::chrono::milliseconds(5));  // between two looks at the server's own status file
        }
    }
    throw Error(ErrorKind::internal, "the test cluster did not start: " + read_file(folder() / "server.log"));
}

std::string TestPostgres::fresh_database() {
    const std::string name = "t" + std::to_string(++m_databases);
    const std::string base = "Driver=PostgreSQL Unicode;Server=127.0.0.1;Port=" + std::to_string(m_port) + ";Database=";
    const std::string user = std::string(";UID=") + superuser + ";";
    sql(base + "postgres" + user, "CREATE DATABASE " + name);
    return base + name + user;
}

std::string TestPostgres::sql(const std::string& connection_string, const std::string& statements) {
    return run_child({binaries() / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p",
                      std::to_string(m_port), "-U", superuser, "-d", value_of(connection_string, "Database"), "-c",
                      statements});
}

void TestPostgres::rename_database(const std::string& from, const std::string& to, bool keep) {
    const std::string old_name = value_of(from, "Database");
    const std::string new_name = value_of(to, "Database");
    const std::string elsewhere = fresh_database();
    sql(elsewhere, "DROP DATABASE " + new_name);
    sql(elsewhere, keep ? "CREATE DATABASE " + new_name + " TEMPLATE " + old_name
                        : "ALTER DATABASE " + old_name + " RENAME TO " + new_name);
}

void TestPostgres::terminate_backends(const std::string& connection_string) {
    sql(connection_string,
        "SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()");
}

}  // namespace tilsig::test

// psqlODBC 13.02 loses a result of 336 bytes when the connection dies while a prepared statement runs. That is once for
// each lost connection, and not ours to mend; what we forget to free would also show as a leak of libodbc. Only read by
// the leak checker of sanitizer builds.
extern "C" __attribute__((visibility("default"))) const char* __lsan_default_suppressions();
extern "C" __attribute__((visibility("default"))) const char* __lsan_default_suppressions() {
    return "leak:psqlodbcw.so\n";
}
