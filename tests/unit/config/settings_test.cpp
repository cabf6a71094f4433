// tilsig.yaml: defaults, paths relative to the file, and secrets that are refused by value without being repeated.
#include "config/settings.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "base/files.hpp"

namespace tilsig::config {
namespace {

class SettingsFile : public ::testing::Test {
protected:
    Settings read(const std::string& text) {
        m_file = m_folder.path() / "etc" / "tilsig.yaml";
        std::filesystem::create_directories(m_file.parent_path());
        std::ofstream(m_file) << text;
        return load_settings(m_file, "/opt/tilsig/bin/tilsig", m_lints);
    }
    std::string at(const std::string& relative) const { return (m_file.parent_path() / relative).string(); }
    /// The one lint, without its file; empty when there are several or none.
    std::string only_lint() const {
        const auto lines = m_lints.lines();
        return lines.size() == 1 ? lines[0].substr(m_file.string().size() + 1) : "";
    }
    TempFolder m_folder;
    std::filesystem::path m_file;
    Lints m_lints;
};

TEST_F(SettingsFile, TheLeastThatIsNeeded) {
    const auto settings = read("warehouse:\n  connection_string: Driver=SQLite3;Database=w.db\n");
    EXPECT_TRUE(m_lints.empty()) << m_lints.lines().front();
    EXPECT_EQ(settings.warehouse.connection_string, "Driver=SQLite3;Database=" + at("w.db"));
    EXPECT_EQ(settings.warehouse.password, "");
    EXPECT_EQ(settings.warehouse.lock_timeout, std::chrono::seconds(30));
    EXPECT_EQ(settings.state.landing, at("state/landing"));
    EXPECT_EQ(settings.state.key_file, at("state/landing.key"));
    EXPECT_EQ(settings.state.key_credential, "");
    EXPECT_EQ(settings.content, "/opt/tilsig/share/tilsig") << "what came with the program";
    EXPECT_EQ(settings.senders.register_file, "/opt/tilsig/share/tilsig/connectors/municipal/senders.yaml");
    EXPECT_EQ(settings.programs.fetch, "/opt/tilsig/lib/tilsig/tilsig-fetch");
    EXPECT_EQ(settings.programs.connectors, "/opt/tilsig/lib/tilsig/connectors");
    EXPECT_EQ(settings.log.file, "");
    EXPECT_EQ(settings.mode, Settings::Mode::unsaid) << "whether persons are real is said, never guessed";
    EXPECT_EQ(settings.links.connection_string, "Driver=SQLite3;Database=" + at("state/links.db"));
    EXPECT_EQ(settings.links.key_file, at("state/link.key"));
    EXPECT_EQ(settings.night.workers, 1);
}

TEST_F(SettingsFile, TheKeyMayBeACredential) {
    const auto settings = read("warehouse: {connection_string: Driver=SQLite3}\nstate: {key_file: \"cred:landing\"}\n");
    EXPECT_TRUE(m_lints.empty()) << m_lints.lines().front();
    EXPECT_EQ(settings.state.key_credential, "cred:landing");
    EXPECT_EQ(settings.state.key_file, "");
}

TEST_F(SettingsFile, AKeyThatGotAnotherNameIsToldWithIt) {
    (void)read("warehouse: {connection_string: Driver=SQLite3}\npersons: real\n");
    ASSERT_EQ(m_lints.lines().size(), 1U);
    EXPECT_NE(m_lints.lines().front().find("write `mode: production` for `persons: real`"), std::string::npos)
        << m_lints.lines().front();
}

TEST_F(SettingsFile, EverythingGiven) {
    const auto settings = read(R"(warehouse:
  connection_string: "Driver=PostgreSQL Unicode;Server=db;Database=w"
  password: file:pg.secret
  connect_timeout: 9s
  statement_timeout: 20m
  lock_timeout: 1m
  idle_transaction_timeout: 2m
state: {landing: ../landing, cache: /var/cache/tilsig, key_file: k}
content: ../content
programs: {fetch: /usr/libexec/tilsig-fetch, connectors: lib}
senders: {register: s.yaml}
receipts: {folder: out, group: "sftp-{sender}", folder_mode: "2770", file_mode: "0644"}
mode: test
links: {connection_string: "Driver=PostgreSQL Unicode;Server=db;Database=w;UID=tilsig_links", password: "file:l.secret", key_file: l.key}
log: {file: t.log, level: info}
night: {deadline: 5h, workers: 2}
)");
    EXPECT_TRUE(m_lints.empty()) << m_lints.lines().front();
    EXPECT_EQ(settings.warehouse.connection_string, "Driver=PostgreSQL Unicode;Server=db;Database=w")
        << "a database name is no path";
    EXPECT_EQ(settings.warehouse.password, "file:" + at("pg.secret"));
    EXPECT_EQ(settings.warehouse.statement_timeout, std::chrono::minutes(20));
    EXPECT_EQ(settings.warehouse.idle_transaction_timeout, std::chrono::minutes(2));
    EXPECT_EQ(settings.state.landing, (m_folder.path() / "landing").string());
    EXPECT_EQ(settings.state.cache, "/var/cache/tilsig");
    EXPECT_EQ(settings.content, (m_folder.path() / "content").string());
    EXPECT_EQ(settings.programs.connectors, at("lib"));
    EXPECT_EQ(settings.senders.register_file, at("s.yaml"));
    EXPECT_EQ(settings.receipts.folder, at("out"));
    EXPECT_EQ(settings.receipts.group, "sftp-{sender}");
    EXPECT_EQ(settings.receipts.folder_mode, 02770U);
    EXPECT_EQ(settings.receipts.file_mode, 0644U);
    EXPECT_EQ(settings.log.level, "info");
    EXPECT_EQ(settings.mode, Settings::Mode::test);
    EXPECT_EQ(settings.links.password, "file:" + at("l.secret"));
    EXPECT_EQ(settings.links.key_file, at("l.key"));
    EXPECT_EQ(settings.night.deadline, std::chrono::hours(5));
    EXPECT_EQ(settings.night.workers, 2);
}

TEST_F(SettingsFile, LettersAboutSyntheticPersonsReachNoRealOffice) {
    const std::string file =
        "warehouse: {connection_string: Driver=SQLite3}\nmode: test\nmail: {server: \"mail.example.org:587\", from: "
        "a@example.org, production: true}\n";
    (void)read(file);
    ASSERT_EQ(m_lints.lines().size(), 1U);
    EXPECT_NE(m_lints.lines()[0].find("synthetic"), std::string::npos) << m_lints.lines()[0];
}

TEST_F(SettingsFile, APasswordByValueIsRefusedAndNotRepeated) {
    for (const char* key : {"PWD=", "pwd = ", "Password=", "PassWd ="}) {
        m_lints = {};
        (void)read("warehouse:\n  connection_string: Driver=PostgreSQL Unicode;" + std::string(key) +
                   "hunter2;Database=w\n");
        EXPECT_EQ(
            only_lint(),
            "2:22: a password stands in the connection string; give it by reference: password: file:PATH or cred:NAME")
            << key;
    }
    m_lints = {};
    (void)read("warehouse:\n  connection_string: Driver=SQLite3;Database=w\n  password: hunter2\n");
    EXPECT_EQ(only_lint(), "3:13: a secret must be given by reference, not by value; write file:PATH or cred:NAME");
    for (const auto& line : m_lints.lines()) EXPECT_EQ(line.find("hunter2"), std::string::npos);
}

TEST_F(SettingsFile, ReceiptsAreNeverWritableForOthers) {
    for (const char* mode : {"0666", "2777", "0440", "rw-r--r--", "0648", "64"}) {
        m_lints = {};
        (void)read("warehouse: {connection_string: Driver=SQLite3;Database=/w.db}\nreceipts: {file_mode: \"" +
                   std::string(mode) + "\"}\n");
        EXPECT_EQ(only_lint(), "2:23: '" + std::string(mode) +
                                   "' is no mode for receipts; write it in octal, like \"0640\": readable and writable "
                                   "for tilsig, not writable for others");
    }
}

TEST_F(SettingsFile, CredentialsAreNoPaths) {
    EXPECT_EQ(
        read("warehouse: {connection_string: Driver=SQLite3;Database=/w.db, password: cred:db}\n").warehouse.password,
        "cred:db");
    EXPECT_TRUE(m_lints.empty());
}

TEST_F(SettingsFile, UnknownKeysEverywhere) {
    (void)read("warehouse:\n  conection_string: x\nstate: {landng: x}\nnihgt: {}\nlog: {levle: info}\n");
    std::vector<std::string> lines = m_lints.lines();
    ASSERT_EQ(lines.size(), 5U);
    for (auto& line : lines) line = line.substr(m_file.string().size() + 1);
    EXPECT_EQ(lines[0], "2:3: warehouse lacks 'connection_string'; add it");
    EXPECT_EQ(lines[1], "2:3: unknown key 'conection_string' in warehouse; did you mean 'connection_string'?");
    EXPECT_EQ(lines[2], "3:9: unknown key 'landng' in state; did you mean 'landing'?");
    EXPECT_EQ(lines[3], "4:1: unknown key 'nihgt' in tilsig.yaml; did you mean 'night'?");
    EXPECT_EQ(lines[4], "5:7: unknown key 'levle' in log; did you mean 'level'?");
}

TEST_F(SettingsFile, ImpossibleNumbers) {
    (void)read(
        "warehouse: {connection_string: Driver=SQLite3;Database=w, lock_timeout: 0s}\nnight: {workers: 0, deadline: "
        "0m}\nlog: {level: loud}\n");
    EXPECT_EQ(m_lints.size(), 4U);
}

TEST_F(SettingsFile, OptionsOfSourcesAreOverlaid) {
    const auto settings = read(
        "warehouse: {connection_string: Driver=SQLite3;Database=w}\nsources:\n  ssb: {base: 'https://localhost:1/'}\n");
    EXPECT_TRUE(m_lints.empty());
    EXPECT_EQ(settings.sources.at("ssb").at("base"), "https://localhost:1/");
    (void)read("warehouse: {connection_string: Driver=SQLite3;Database=w}\nsources: [ssb]\n");
    EXPECT_EQ(only_lint(), "2:10: sources must be a mapping of 'name: value'");
}

TEST_F(SettingsFile, AMissingWarehouseIsOneMistake) {
    (void)read("night: {workers: 1}\n");
    EXPECT_EQ(only_lint(), "1:1: tilsig.yaml lacks 'warehouse'; add it");
}

TEST_F(SettingsFile, AFileThatIsNotThere) {
    (void)load_settings(m_folder.path() / "none.yaml", "/bin/tilsig", m_lints);
    EXPECT_EQ(m_lints.size(), 1U);
}

TEST_F(SettingsFile, TheDaemonsHealthIsOnLoopbackUnlessToldOtherwise) {
    const std::string warehouse = "warehouse: {connection_string: Driver=SQLite3;Database=w.db}\n";
    EXPECT_EQ(read(warehouse).daemon.health.value().text(), "127.0.0.1:9464");
    EXPECT_FALSE(read(warehouse + "daemon: {health: off}\n").daemon.health.has_value());
    EXPECT_EQ(read(warehouse + "daemon: {health: \"[::1]:80\"}\n").daemon.health.value().host, "::1");
    const auto remote =
        read(warehouse + "daemon: {health: 10.0.0.7:9464, health_remote: true, stalled_after: 2m}\n").daemon;
    EXPECT_EQ(remote.health.value().text(), "10.0.0.7:9464");
    EXPECT_EQ(remote.stalled_after, std::chrono::minutes(2));
    EXPECT_TRUE(m_lints.empty()) << m_lints.lines().front();
    read(warehouse + "daemon: {health: 0.0.0.0:9464}\n");
    EXPECT_EQ(
        only_lint(),
        "2:18: '0.0.0.0:9464' can be reached from other machines, without a password; use 127.0.0.1:9464, or allow "
        "it with health_remote: true");
}

TEST_F(SettingsFile, MistakesOfTheDaemonAreLocatedAllAtOnce) {
    read(
        "warehouse: {connection_string: Driver=SQLite3;Database=w.db}\n"
        "daemon:\n  health: localhost:9464\n  health_threads: 0\n  health_connections: 9000\n  stalled_after: 0s\n"
        "  health_heade_time: 5s\n");
    std::string all;
    for (const auto& line : m_lints.lines()) all += line.substr(m_file.string().size() + 1) + "\n";
    EXPECT_EQ(
        all,
        "3:11: 'localhost:9464' is no address with a port; write 127.0.0.1:9464, [::1]:9464 or off; host names are "
        "not taken\n"
        "4:19: not between 1 and 16; leave it out for 2\n"
        "5:23: not between 8 and 512; leave it out for 256\n"
        "6:18: 'stalled_after' must be longer than 0; write it like 30s, 5m or 2h\n"
        "7:3: unknown key 'health_heade_time' in daemon; did you mean 'health_header_time'?\n");
}

TEST(ListenAddresses, AreNumericAndKnowWhoCanReachThem) {
    for (const char* good : {"127.0.0.1:1", "127.8.9.1:65535", "[::1]:9464"}) {
        const auto address = parse_listen_address(good);
        ASSERT_TRUE(address) << good;
        EXPECT_EQ(address->text(), good);
        EXPECT_TRUE(address->loopback()) << good;
    }
    for (const char* open : {"0.0.0.0:1", "10.0.0.1:2", "[::]:3", "[2001:db8::1]:4", "[::ffff:127.0.0.1]:5"})
        EXPECT_FALSE(parse_listen_address(open).value().loopback()) << open;
    for (const char* bad : {"", "9464", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:94x", "127.1:9464",
                            "::1:9464", "[127.0.0.1]:9464", "[::1]", "localhost:9464", "[]:1", " 127.0.0.1:1"})
        EXPECT_FALSE(parse_listen_address(bad)) << bad;
}

}  // namespace
}  // namespace tilsig::config
