// docs/install.md is done as it says: its statements make an owner who runs a night and a reader who reads what is
// meant for BI and nothing else.
#include <gtest/gtest.h>

#include <regex>

#include "base/text.hpp"
#include "odbc/odbc.hpp"
#include "scenarios/desk.hpp"

namespace tilsig::test {
namespace {

using odbc::Connection;

class InstallGuide : public OnEveryEngine {
protected:
    static bool on_postgresql() { return GetParam() == TestEngine::postgresql; }

    /// The block that begins with `-- ENGINE NUMBER`, in names of this test's own: the servers of the tests know a
    /// `tilsig` already.
    static std::string block(int number) {
        const std::string guide = read_file(TILSIG_SOURCE_DIR "/docs/install.md");
        const std::string head =
            std::string("```sql\n-- ") + (on_postgresql() ? "PostgreSQL " : "MariaDB ") + std::to_string(number) + "\n";
        const auto from = guide.find(head);
        if (from == std::string::npos) throw Error(ErrorKind::internal, "the guide has no block " + head);
        const auto begin = from + head.size();
        return in_own_names(guide.substr(begin, guide.find("```", begin) - begin));
    }
    static std::string in_own_names(std::string text) {
        for (const auto& [name, own] :
             {std::pair{"tilsig", "guide_owner"}, {"bi_reader", "guide_reader"}, {"warehouse", "guide"}})
            text = std::regex_replace(text, std::regex("\\b" + std::string(name) + "\\b"), own);
        return text;
    }
    /// The command of the guide that begins with this word, in a shell whose clients know server and user.
    Answer client(const Installation& here, const std::string& word, const std::string& user,
                  const std::string& password) const {
        const std::string guide = read_file(TILSIG_SOURCE_DIR "/docs/install.md");
        const auto from = guide.find("`" + word + " ") + 1;
        const auto command = in_own_names(guide.substr(from, guide.find('`', from) - from));
        std::smatch port;
        const std::string reached = connection_string();
        std::regex_search(reached, port, std::regex("Port=([0-9]+)"));
        (void)here.file(".my.cnf", "[client]\nprotocol=tcp\nhost=127.0.0.1\nport=" + port.str(1) + "\nuser=" + user +
                                       "\npassword=\"" + password + "\"\n");
        return run_program({"env", "HOME=" + here.folder().string(), "PGHOST=127.0.0.1", "PGPORT=" + port.str(1),
                            "PGUSER=" + user, "PGPASSWORD=" + password, "sh", "-c", command},
                           here.folder());
    }
    std::string administrator(const std::string& database, const std::string& text) const {
        std::string reached = connection_string();
        reached.replace(reached.find("Database="), reached.find(";UID") - reached.find("Database="),
                        "Database=" + database);
        if (!on_postgresql()) {
            return TestMariadb::shared().sql(reached, "\n" + text);
        }
        // One statement each: a database cannot be made in a transaction with others.
        std::string said;
        const bool whole = text.find(";\n") == std::string::npos || text.find("$$") != std::string::npos;
        for (std::size_t at = 0; at < text.size();) {
            const auto end = whole ? text.size() : text.find(";\n", at) + 2;
            said += TestPostgres::shared().sql(reached, text.substr(at, end - at));
            at = end;
        }
        return said;
    }
    [[nodiscard]] odbc::Dsn as(const std::string& user, const std::string& password) const {
        odbc::Dsn dsn;
        dsn.connection_string =
            std::regex_replace(std::regex_replace(connection_string(), std::regex("Database=[^;]*"), "Database=guide"),
                               std::regex("UID=tilsig"), "UID=" + user);
        dsn.password = Secret(password);
        return dsn;
    }
    /// After the administrator did what the guide says before the first night.
    std::unique_ptr<Installation> installation() {
        (void)administrator(on_postgresql() ? "postgres" : "mysql", block(1));
        if (on_postgresql()) (void)administrator("guide", block(2));
        const auto owner = as("guide_owner", "secret of guide_owner");
        auto here = std::make_unique<Installation>(Place{database().folder(), owner.connection_string, {}},
                                                   std::filesystem::path(TILSIG_SOURCE_DIR "/tests/scenarios/content"));
        const auto secret = here->file("secret", "secret of guide_owner\n");
        std::string settings = read_file(here->folder() / "tilsig.yaml");
        settings.replace(settings.find("}\n"), 1, ", password: \"file:" + secret + "\"}");
        (void)here->file("tilsig.yaml", settings);
        return here;
    }
    /// Empty when the statement is refused, and not because it is wrong.
    static std::string refused(Connection& connection, const std::string& sql) {
        try {
            return "taken: " + connection.query_text(sql).value_or("null");
        } catch (const odbc::DatabaseError& error) {
            const std::string text = error.what();
            // 55000: a view that nobody can write to.
            return text.find("denied") != std::string::npos || text.find("[55000]") != std::string::npos ? "" : text;
        }
    }
};

TEST_P(InstallGuide, ConformHoldsWithTheOwnersRights) {
    const auto here = installation();
    const auto proof = here->tilsig(
        "conform", {"--dsn", here->connection_string(), "--password", "file:" + (here->folder() / "secret").string()});
    EXPECT_EQ(proof.exit_code, 0) << proof.out << proof.err;
}

TEST_P(InstallGuide, TheOwnerRunsANightAndTheReaderReadsWhatIsForBiAlone) {
    const auto here = installation();
    here->deliver("desk", "roster-1.csv", "kommunenr;sak;belop\n5001;a;7\n");
    const auto night = here->tilsig("night", {"--all"});
    ASSERT_EQ(night.exit_code, 0) << night.out << night.err;
    (void)administrator("guide", block(on_postgresql() ? 3 : 2));

    auto reader = Connection::open(as("guide_reader", "secret of guide_reader"));
    const std::string all =
        administrator("guide", std::string("SELECT table_name FROM information_schema.tables WHERE table_schema = ") +
                                   (on_postgresql() ? "'public'" : "'guide'"));
    int read = 0, closed = 0;
    for (const auto line : split(all, '\n')) {
        const std::string name(line);
        if (name.empty()) continue;
        if (name.starts_with("rpt_")) {
            EXPECT_NO_THROW((void)reader.query_text("SELECT count(*) FROM " + name)) << name;
            EXPECT_EQ(refused(reader, "DELETE FROM " + name), "") << name;
            ++read;
        } else {
            EXPECT_EQ(refused(reader, "SELECT count(*) FROM " + name), "") << name;
            ++closed;
        }
    }
    EXPECT_GT(read, 5);
    EXPECT_GT(closed, 20);
    EXPECT_EQ(reader.query_text("SELECT amount FROM rpt_roster").value_or(""), "7");
    EXPECT_EQ(refused(reader, "CREATE TABLE mine (a integer)"), "");
    EXPECT_EQ(refused(reader, "CREATE TEMPORARY TABLE mine (a integer)"), "");
    if (on_postgresql()) {
        EXPECT_EQ(refused(reader, "CREATE TABLE tilsig_stage.mine (a integer)"), "");
    }
}

TEST_P(InstallGuide, ABackupIsRestoredAndWhatCameSinceIsReplayed) {
    const auto here = installation();
    here->deliver("desk", "roster-1.csv", "kommunenr;sak;belop\n5001;a;1\n");
    ASSERT_EQ(here->tilsig("night", {"--all"}).exit_code, 0);
    (void)administrator("guide", block(on_postgresql() ? 3 : 2));
    const auto saved =
        client(*here, on_postgresql() ? "pg_dump" : "mariadb-dump", "guide_owner", "secret of guide_owner");
    ASSERT_EQ(saved.exit_code, 0) << saved.err;
    here->deliver("desk", "roster-2.csv", "kommunenr;sak;belop\n5001;a;2\n");
    ASSERT_EQ(here->tilsig("night", {"--all"}).exit_code, 0);

    (void)administrator(on_postgresql() ? "postgres" : "mysql", block(on_postgresql() ? 4 : 3));
    const auto restored = client(*here, on_postgresql() ? "pg_restore" : "mariadb", "tilsig", "");
    ASSERT_EQ(restored.exit_code, 0) << restored.err;
    EXPECT_EQ(here->tilsig("night", {"--all"}).exit_code, 5) << "it is older than what was landed";
    const auto replayed = here->tilsig("replay", {"--landed"});
    EXPECT_EQ(replayed.exit_code, 0) << replayed.out << replayed.err;
    const auto doctor = here->tilsig("doctor");
    EXPECT_EQ(doctor.exit_code, 0) << "the owner has all its rights again: " << doctor.out;
    EXPECT_EQ(here->tilsig("night", {"--all"}).exit_code, 0);
    auto reader = Connection::open(as("guide_reader", "secret of guide_reader"));
    EXPECT_EQ(reader.query_text("SELECT amount FROM rpt_roster").value_or(""), "2");
    EXPECT_EQ(refused(reader, "SELECT count(*) FROM fact_roster"), "");
    EXPECT_EQ(refused(reader, "CREATE TEMPORARY TABLE mine (a integer)"), "");
}

TILSIG_ON_ENGINES(InstallGuide, TestEngine::postgresql, TestEngine::mariadb);

}  // namespace
}  // namespace tilsig::test
