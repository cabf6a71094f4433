// BI keeps its doors: rights and other people's views survive what is declared anew, and what cannot be done costs the
// feeds concerned and not the night.
#include "odbc/odbc.hpp"
#include "scenarios/desk.hpp"

namespace tilsig::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class BiViews : public Desk {
protected:
    void SetUp() override {
        Desk::SetUp();
        if (IsSkipped()) return;
        deliver("roster-1.csv", {"5001;a;1", "4601;b;2"});
        deliver("movement-1.csv", {"5001;a;1"});
        ASSERT_EQ(night().exit_code, 0);
    }
    void deliver(const std::string& name, const std::vector<std::string>& rows) const {
        m_here->deliver("desk", name, content(rows));
    }
    Answer night() const { return m_here->tilsig("night", {"--all", "--json"}); }
    void declare(const std::string& was, const std::string& is) const {
        const auto model = m_here->folder() / "content/mappings/model/desk.yaml";
        std::string text = read_file(model);
        ASSERT_NE(text.find(was), std::string::npos) << was;
        write_file_durably(model, text.replace(text.find(was), was.size(), is));
    }
    void add_column() const {
        declare("      amount: {type: integer, unit: NOK, title: {nb: Beløp, en: Amount}}\n",
                "      note: {type: integer, nullable: true, title: {nb: Merknad, en: Note}}\n"
                "      amount: {type: integer, unit: NOK, title: {nb: Beløp, en: Amount}}\n");
        const auto mapping = m_here->folder() / "content/mappings/desk/roster.mapping.yaml";
        std::string text = read_file(mapping);
        text.replace(text.find("amount: amount}"), 15, "amount: amount, note: amount}");
        text.replace(text.find("amount: \"7\"}\n", text.find("expect")), 13, "amount: \"7\", note: \"7\"}\n");
        write_file_durably(mapping, text);
    }

    /// The statements that the guide gives to a database administrator.
    static std::string from_guide(const std::string& block) {
        const std::string guide = read_file(TILSIG_SOURCE_DIR "/docs/install.md");
        const auto from = guide.find("```sql\n-- " + block);
        if (from == std::string::npos) return "";
        return guide.substr(from + 7, guide.find("```", from + 7) - from - 7);
    }
    void let_read() const {
        (void)m_here->query(on_postgresql()
                                ? "DO $$ BEGIN CREATE ROLE bi_reader LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; "
                                  "END $$"
                                : "CREATE USER IF NOT EXISTS bi_reader@'%'");
        (void)m_here->query("\n" + from_guide(on_postgresql() ? "PostgreSQL 3" : "MariaDB 2"));
    }
    static bool on_postgresql() { return GetParam() == TestEngine::postgresql; }

    /// What the reader role gets for a query; on SQLite, which has no roles, whoever may read the file.
    std::string read(const std::string& sql) const {
        odbc::Dsn dsn;
        dsn.connection_string = m_here->connection_string();
        if (const auto user = dsn.connection_string.find("UID=tilsig"); user != std::string::npos)
            dsn.connection_string.replace(user, 10, "UID=bi_reader");
        try {
            auto connection = odbc::Connection::open(dsn);
            return connection.query_text(sql).value_or("null");
        } catch (const Error& error) {
            return error.what();
        }
    }
};

TEST_P(BiViews, KeepRightsAndOtherPeoplesViewsWhenTitlesAndColumnsChange) {
    if (!on_sqlite()) let_read();
    (void)m_here->query("CREATE VIEW analyst AS SELECT case_no, amount FROM rpt_roster");
    if (!on_sqlite()) (void)m_here->query("GRANT SELECT ON analyst TO bi_reader");
    ASSERT_EQ(read("SELECT count(*) FROM rpt_roster"), "2");

    declare("nb: Saker i full liste", "nb: Saker i fullstendig liste");
    declare("title: {nb: Beløp, en: Amount}", "title: {nb: Beløp i kroner, en: Amount in NOK}");
    EXPECT_EQ(m_here->tilsig("plan", {"--json"}).json().at("ddl"), json::array()) << "titles are rows";
    const auto views = on_postgresql() ? m_here->query("SELECT oid, xmin FROM pg_rewrite ORDER BY oid") : "";
    EXPECT_EQ(night().exit_code, 0);
    if (on_postgresql()) {
        EXPECT_EQ(m_here->query("SELECT oid, xmin FROM pg_rewrite ORDER BY oid"), views);
    }
    EXPECT_EQ(read("SELECT title_nb FROM rpt_dictionary WHERE table_name = 'rpt_roster' AND column_name = 'amount'"),
              "Beløp i kroner");
    EXPECT_EQ(read("SELECT title_nb FROM rpt_dictionary WHERE table_name = 'rpt_roster' AND column_name = ''"),
              "Saker i fullstendig liste");

    declare("title: {nb: Beløp i kroner, en: Amount in NOK}", "title: {nb: Beløp, en: Amount}");
    add_column();
    deliver("roster-2.csv", {"5001;a;5", "4601;b;2"});
    const auto changed = night();
    EXPECT_EQ(changed.exit_code, 0) << changed.out << changed.err;
    EXPECT_EQ(read("SELECT sum(amount) FROM rpt_roster"), "7");
    EXPECT_EQ(read("SELECT sum(note) FROM rpt_roster"), "7");
    EXPECT_EQ(read("SELECT sum(amount) FROM analyst"), "7");
    for (const char* view : {"rpt_freshness", "rpt_arrival", "rpt_feed", "rpt_movement", "rpt_date"})
        EXPECT_NE(read("SELECT count(*) FROM " + std::string(view)).find_first_of("0123456789"), std::string::npos);
    if (!on_sqlite()) {
        EXPECT_NE(read("SELECT count(*) FROM fact_roster"), "2") << "no rights on facts";
    }
}

TEST_P(BiViews, ARetypedColumnCostsItsFeedsAndNotTheNight) {
    (void)m_here->query("CREATE VIEW analyst AS SELECT case_no, amount FROM rpt_roster");
    declare("case_no: {type: code, length: 20", "case_no: {type: code, length: 30");
    const auto plan = m_here->tilsig("plan", {"--json"});
    EXPECT_EQ(plan.exit_code, 5) << plan.out << plan.err;
    const auto& refused = plan.json().at("refused");
    ASSERT_EQ(refused.size(), 1U) << plan.out;
    EXPECT_EQ(refused[0].at("table"), "fact_roster");
    EXPECT_EQ(refused[0].at("feeds"), json::array({"desk.roster"}));
    const std::string message = refused[0].at("message");
    EXPECT_NE(message.find("fact_roster.case_no"), std::string::npos) << message;
    EXPECT_NE(message.find("analyst stands on rpt_roster"), std::string::npos) << message;
    EXPECT_NE(refused[0].at("remedy").get<std::string>().find("analyst"), std::string::npos);

    deliver("roster-2.csv", {"5001;a;9", "4601;b;9"});
    deliver("movement-2.csv", {"5001;a;7"});
    const auto cut = night();
    EXPECT_EQ(cut.exit_code, 5) << cut.out << cut.err;
    EXPECT_EQ(cut.json().at("verdict"), "refused");
    for (const auto& unit : cut.json().at("units")) {
        const bool roster = unit.at("unit").get<std::string>().starts_with("desk.roster/");
        EXPECT_EQ(unit.at("outcome"), roster ? "failed" : "loaded") << unit;
        if (roster) {
            EXPECT_NE(unit.at("message").get<std::string>().find("analyst"), std::string::npos) << unit;
        }
    }
    EXPECT_NE(cut.json().at("causes")[0].at("who_acts").get<std::string>().find("tilsig plan"), std::string::npos);
    EXPECT_EQ(m_here->query("SELECT sum(amount) FROM rpt_movement"), "7\n");
    EXPECT_EQ(m_here->query("SELECT sum(amount) FROM analyst"), "3\n") << "the last good data";
    EXPECT_TRUE(fs::exists(m_here->folder() / "in/desk/roster-2.csv")) << "nothing was fetched that cannot be loaded";
    EXPECT_EQ(roster({"5001;a;1", "4601;b;1"}).exit_code, 5);
    EXPECT_EQ(movement({"5001;a;8"}).exit_code, 0);
    const auto replayed = m_here->tilsig("replay", {"desk.roster", "--json"});
    EXPECT_EQ(replayed.exit_code, 5) << replayed.out << replayed.err;

    declare("case_no: {type: code, length: 30", "case_no: {type: code, length: 20");
    EXPECT_EQ(night().exit_code, 0);
    EXPECT_EQ(m_here->query("SELECT sum(amount) FROM analyst"), "18\n");
}

/// As an older version left it: its views stand there, and nothing is recorded of them.
TEST_P(BiViews, OfAnOlderVersionAreTakenOverWithTheirRights) {
    if (!on_sqlite()) let_read();
    (void)m_here->query("DROP TABLE ops_view");
    (void)m_here->query("DELETE FROM ops_migration WHERE area = 'load' AND number = 2");
    (void)m_here->query("CREATE VIEW analyst AS SELECT case_no, amount FROM rpt_roster");
    if (!on_sqlite()) (void)m_here->query("GRANT SELECT ON analyst TO bi_reader");
    deliver("roster-2.csv", {"5001;a;5", "4601;b;2"});
    const auto upgraded = night();
    EXPECT_EQ(upgraded.exit_code, 0) << upgraded.out << upgraded.err;
    EXPECT_EQ(read("SELECT sum(amount) FROM rpt_roster"), "7");
    EXPECT_EQ(read("SELECT sum(amount) FROM analyst"), "7");
    EXPECT_EQ(m_here->tilsig("plan", {"--json"}).json().at("ddl"), json::array());
}

class BiWords : public BiViews {};

TEST_P(BiWords, OfARunSayWhenBiSeesItsRows) {
    const auto told = roster({"5001;a;4", "4601;b;2"});
    EXPECT_EQ(told.json().at("bi").at("waits_for_night"), true);
    EXPECT_EQ(told.json().at("bi").at("last_closed_night").at("night"), 1);
    EXPECT_EQ(roster({"5001;a;4", "4601;b;2"}).json().at("bi").at("waits_for_night"), false) << "nothing new";
    const auto line = m_here->tilsig("run", {"desk.movement", "--from", m_here->file("m.csv", content({"5001;a;2"}))});
    EXPECT_NE(line.out.find("BI shows this when the next night closes; `tilsig night --close` closes one now; until "
                            "then it shows night 1, closed "),
              std::string::npos)
        << line.out;
    const auto retracted = m_here->tilsig("retract", {std::to_string(delivery_of(told)), "--reason", "a trial"});
    EXPECT_NE(retracted.out.find("BI shows this when the next night closes"), std::string::npos) << retracted.out;
    EXPECT_EQ(m_here->query("SELECT sum(amount) FROM rpt_roster"), "3\n");
    // A night that runs nothing: what stands is what BI shows, now.
    m_here->deliver("desk", "roster-9.csv", content({"5001;a;99"}));
    const auto closed = m_here->tilsig("night", {"--close", "--json"});
    ASSERT_EQ(closed.exit_code, 0) << closed.out << closed.err;
    EXPECT_TRUE(closed.json().at("units").empty());
    EXPECT_EQ(m_here->query("SELECT sum(amount) FROM rpt_roster"),
              m_here->query("SELECT sum(amount) FROM fact_roster"));
    EXPECT_NE(m_here->query("SELECT sum(amount) FROM rpt_movement"), "0\n");
    EXPECT_EQ(m_here->tilsig("night", {"--close", "--all"}).exit_code, 64);
}

TILSIG_ON_EVERY_ENGINE(BiViews);
TILSIG_ON_ENGINES(BiWords, TestEngine::sqlite);

}  // namespace
}  // namespace tilsig::test
