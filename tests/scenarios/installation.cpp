#include "scenarios/installation.hpp"

#include <unistd.h>

#include "base/error.hpp"
#include "support/child_process.hpp"

namespace tilsig::test {

namespace fs = std::filesystem;

namespace {

/// The files are made anew: only the last program's words are read.
process::Child start_program(const std::vector<std::string>& arguments, const fs::path& out, const fs::path& err) {
    for (const auto& file : {out, err}) fs::remove(file);
    ChildOptions options;
    options.output_path = out;
    options.error_path = err;
    return start_child(arguments, options);
}

Place place_of(TestEngine engine, const TestDatabase& database) {
    const std::string reached = database.connection_string();
    std::function<std::string(const std::string&)> query = [folder = database.folder()](const std::string& sql) {
        return ask_sqlite(folder, sql);
    };
    if (engine == TestEngine::mariadb)
        query = [reached](const std::string& sql) { return TestMariadb::shared().sql(reached, sql); };
    if (engine == TestEngine::postgresql)
        query = [reached](const std::string& sql) { return TestPostgres::shared().sql(reached, sql); };
    return {database.folder(), reached, query};
}

}  // namespace

std::string ask_sqlite(const fs::path& folder, const std::string& sql) {
    const auto answer =
        run_program({"sqlite3", "-cmd", ".timeout 20000", "-list", (folder / "warehouse.db").string(), sql}, folder);
    if (answer.exit_code != 0) throw Error(ErrorKind::internal, "sqlite3: " + answer.err);
    return answer.out;
}

Answer run_program(const std::vector<std::string>& arguments, const fs::path& folder) {
    const fs::path out = folder / ("out." + std::to_string(::getpid()));
    const fs::path err = folder / ("err." + std::to_string(::getpid()));
    Answer answer;
    answer.exit_code = start_program(arguments, out, err).wait().shell_code();
    answer.out = read_file(out);
    answer.err = read_file(err);
    return answer;
}

Installation::Installation(TestEngine engine, const StandIn* standin)
    : m_database(std::make_unique<TestDatabase>(engine)), m_place(place_of(engine, *m_database)) {
    m_sources = "sources:\n  municipal: {folder: " + (folder() / "in").string() + ", settle_seconds: \"0\"}\n";
    if (standin != nullptr) {
        m_sources += "  ssb: {base: " + standin->url("/api") + ", ca_file: " + standin->ca_file() + "}\n";
        m_sources += "  imdi: {base: " + standin->url("/index/imdi/") + ", ca_file: " + standin->ca_file() + "}\n";
        m_sources += "  nav: {base: " + standin->url("/index/nav/") + ", ca_file: " + standin->ca_file() + "}\n";
        m_sources += "  language_test: {base: " + standin->url("/index/language_test/") +
                     ", ca_file: " + standin->ca_file() + "}\n";
        m_sources += "  udi: {base: " + standin->url("/index/udi/") + ", ca_file: " + standin->ca_file() + "}\n";
        m_sources += "  imdi_api: {base: " + standin->url("/imdi/honest/") + ", ca_file: " + standin->ca_file() + "}\n";
    }
    write_settings(connection_string());
    // Every sender of the register has its in-folder, as an installation would set it up.
    fs::create_directories(folder() / "in");
    const auto senders = tilsig("senders", {"--json"});
    if (senders.exit_code != 0) throw Error(ErrorKind::internal, "senders: " + senders.err);
    for (const auto& sender : senders.json().at("senders"))
        fs::create_directories(folder() / "in" / sender.at("sender").get<std::string>());
}

Installation::Installation(TestEngine engine, const fs::path& content)
    : m_database(std::make_unique<TestDatabase>(engine)), m_place(place_of(engine, *m_database)) {
    set_up(content);
}

Installation::Installation(Place place, const fs::path& content) : m_place(std::move(place)) { set_up(content); }

void Installation::set_up(const fs::path& content) const {
    fs::copy(content, folder() / "content", fs::copy_options::recursive);
    (void)file("tilsig.yaml", "warehouse: {connection_string: \"" + connection_string() +
                                  "\"}\ncontent: content\nsenders: {register: content/connectors/senders.yaml}\n"
                                  "log: {file: tilsig.log, level: info}\nsources: {desk: {folder: " +
                                  (folder() / "in").string() + "}}\n");
    fs::create_directories(folder() / "in" / "desk");
}

void Installation::write_settings(const std::string& connection_string) const {
    (void)file("tilsig.yaml", "warehouse: {connection_string: \"" + connection_string +
                                  "\", connect_timeout: 2s, lock_timeout: 1s}\ncontent: " TILSIG_SOURCE_DIR
                                  "\nmode: production\nlog: {file: tilsig.log, level: info}\n" +
                                  m_sources);
}

void Installation::move_to_tablespace(const std::string& tablespace) const {
    auto& server = TestPostgres::shared();
    const std::string name = server.sql(connection_string(), "SELECT current_database()");
    // Nobody may be connected to a database that moves.
    server.sql(server.fresh_database(),
               "ALTER DATABASE " + name.substr(0, name.find('\n')) + " SET TABLESPACE " + tablespace);
}

void Installation::move_database_to(const fs::path& where) const {
    auto& server = TestPostgres::shared();
    server.take_over(where);
    server.sql(server.fresh_database(), "CREATE TABLESPACE other_disk LOCATION '" + where.string() + "'");
    move_to_tablespace("other_disk");
}

void Installation::move_database_back() const {
    auto& server = TestPostgres::shared();
    move_to_tablespace("pg_default");
    server.sql(server.fresh_database(), "DROP TABLESPACE other_disk");
}

std::vector<std::string> Installation::words(const std::string& command,
                                             const std::vector<std::string>& arguments) const {
    std::vector<std::string> all{TILSIG_BINARY_DIR "/bin/" + m_program, command, "--config",
                                 (folder() / "tilsig.yaml").string()};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return all;
}

std::string Installation::copy_database() const {
    auto& server = TestPostgres::shared();
    const std::string copy = server.fresh_database();
    server.rename_database(connection_string(), copy, true);
    return copy;
}

void Installation::replace_database(const std::string& by) const {
    TestPostgres::shared().rename_database(by, connection_string(), false);
}

Answer Installation::tilsig_under(std::vector<std::string> wrapper, const std::string& command,
                                  const std::vector<std::string>& arguments) const {
    const auto own = words(command, arguments);
    wrapper.insert(wrapper.end(), own.begin(), own.end());
    return run_program(wrapper, folder());
}

process::Child Installation::start(const std::string& command, const std::vector<std::string>& arguments,
                                   const fs::path& output_folder) const {
    const fs::path where = output_folder.empty() ? folder() : output_folder;
    return start_program(words(command, arguments), where / "background.out", where / "background.err");
}

Answer Installation::tilsig(const std::string& command, const std::vector<std::string>& arguments) const {
    return tilsig_under({}, command, arguments);
}

std::string Installation::query(const std::string& sql) const { return m_place.query(sql); }

std::map<std::string, std::string> Installation::checksums() const {
    const auto answer = tilsig("checksum", {"--json"});
    if (answer.exit_code != 0) throw Error(ErrorKind::internal, "checksum: " + answer.err);
    std::map<std::string, std::string> sums;
    for (const auto& [table, entry] : answer.json().at("tables").items()) sums[table] = entry.at("checksum");
    return sums;
}

std::string Installation::file(const std::string& name, const std::string& content) const {
    const fs::path path = folder() / name;
    write_file_durably(path, content);
    return path.string();
}

void Installation::deliver(const std::string& sender, const std::string& name, const std::string& content) const {
    fs::create_directories(folder() / "in" / sender);
    write_file_durably(folder() / "in" / sender / name, content);
}

fs::path standin_data(const std::string& name) { return fs::path(TILSIG_SOURCE_DIR "/tests/standin/data") / name; }

}  // namespace tilsig::test
