// A database as a source: from its tables into the warehouse, without a line of C++ for it.
#include <gtest/gtest.h>

#include "odbc/connection_string.hpp"
#include "scenarios/desk.hpp"

namespace tilsig::test {
namespace {

/// The desk keeps its list in a database of the same kind as the warehouse, but not in the warehouse. MariaDB as a
/// source is told of in tests/integration/odbc_query.
class DatabaseSource : public Desk {
protected:
    void SetUp() override {
        Desk::SetUp();
        if (IsSkipped()) return;
        m_source = std::make_unique<TestDatabase>(GetParam());
        const auto target = odbc::parse_connection_string(m_source->connection_string());
        std::string options = "driver: " + engine_name(GetParam()) + ", database: " + target.database;
        if (!on_sqlite()) {
            options +=
                ", server: " + target.server + ", port: \"" + std::to_string(target.port) + "\", user: " + target.user;
        }
        // A content folder names the protocols its sources use.
        const auto protocol = m_here->folder() / "content/connectors/protocols/odbc_query";
        std::filesystem::create_directories(protocol);
        write_file_durably(protocol / "README.md",
                           "The protocol itself stands in the checkout's connectors/protocols.\n");
        (void)m_here->file(
            "content/connectors/desk/source.yaml",
            "source: desk\nprotocol: odbc_query\noptions: {" + options +
                "}\nlimits: {memory: 512MiB, cpu: 1m, deadline: 1m, delivery_bytes: 16MiB}\nfeeds:\n"
                "  desk.roster: {query: \"SELECT kommunenr, sak, belop FROM roster\"}\n"
                "  desk.movement: {query: \"SELECT kommunenr, sak, belop, nr FROM movement\", cursor_column: nr}\n");
        (void)m_here->file("tilsig.yaml",
                           "warehouse: {connection_string: \"" + m_here->connection_string() +
                               "\"}\ncontent: content\nsenders: {register: content/connectors/senders.yaml}\n"
                               "log: {file: tilsig.log, level: info}\n");
        for (const char* feed : {"roster", "movement"}) {
            const auto contract = m_here->folder() / "content/mappings/desk" / (std::string(feed) + ".contract.yaml");
            std::string text = read_file(contract);
            text.replace(text.find("delimiter: \";\""), 14, "delimiter: \",\"");
            if (feed == std::string("movement"))
                text.insert(text.find("key: ["), "  nr: {column: nr, type: integer}\n");
            write_file_durably(contract, text);
        }
        const auto mapping = m_here->folder() / "content/mappings/desk/movement.mapping.yaml";
        write_file_durably(mapping, read_file(mapping) + "ignored: {nr: counts the changes at the source}\n");
        at_source("CREATE TABLE roster (kommunenr varchar(4), sak varchar(20), belop integer)");
        at_source("CREATE TABLE movement (kommunenr varchar(4), sak varchar(20), belop integer, nr integer)");
    }
    void at_source(const std::string& sql) {
        if (on_sqlite()) {
            ASSERT_EQ(run_program({"sqlite3", (m_source->folder() / "warehouse.db").string(), sql}, m_source->folder())
                          .exit_code,
                      0);
        } else {
            (void)TestPostgres::shared().sql(m_source->connection_string(), sql);
        }
    }
    Answer fetch(const std::string& feed) { return m_here->tilsig("run", {feed, "--json"}); }

    std::unique_ptr<TestDatabase> m_source;
};

TEST_P(DatabaseSource, IsCopiedWhole) {
    ASSERT_EQ(m_here->tilsig("check").exit_code, 0) << m_here->tilsig("check").err;
    at_source("INSERT INTO roster VALUES ('0301', 'a', 1), ('5001', 'b', 2)");
    const auto first = fetch("desk.roster");
    ASSERT_EQ(first.exit_code, 0) << first.out << first.err;
    EXPECT_EQ(rosters(), "0301/a=1 5001/b=2");
    at_source("DELETE FROM roster WHERE sak = 'a'");
    at_source("UPDATE roster SET belop = 3");
    const auto second = fetch("desk.roster");
    ASSERT_EQ(second.exit_code, 0) << second.out << second.err;
    EXPECT_EQ(rosters(), "5001/b=3");
    EXPECT_EQ(fetch("desk.roster").json().at("outcome"), "nothing_new");
}

TEST_P(DatabaseSource, IsFollowedByItsCursor) {
    at_source("INSERT INTO movement VALUES ('5001', 'a', 1, 1)");
    ASSERT_EQ(fetch("desk.movement").exit_code, 0) << fetch("desk.movement").err;
    at_source("INSERT INTO movement VALUES ('5001', 'b', 2, 2)");
    const auto second = fetch("desk.movement");
    ASSERT_EQ(second.exit_code, 0) << second.out << second.err;
    EXPECT_EQ(movements(), "5001/a=1 5001/b=2");
    EXPECT_EQ(fetch("desk.movement").json().at("outcome"), "nothing_new");
}

TEST_P(DatabaseSource, ThatLosesATableLeavesTheLastGoodData) {
    at_source("INSERT INTO roster VALUES ('0301', 'a', 1)");
    ASSERT_EQ(fetch("desk.roster").exit_code, 0);
    at_source("DROP TABLE roster");
    const auto failed = fetch("desk.roster");
    EXPECT_EQ(failed.exit_code, 1) << failed.out;
    EXPECT_NE(failed.out.find("check its tables"), std::string::npos) << failed.out;
    EXPECT_EQ(rosters(), "0301/a=1");
}

TILSIG_ON_ENGINES(DatabaseSource, TestEngine::sqlite, TestEngine::postgresql);

}  // namespace
}  // namespace tilsig::test
