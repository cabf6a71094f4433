// Who has delivered and who owes: `tilsig arrivals`, the night and rpt_arrival say the same of every unit.
#include <gtest/gtest.h>

#include "scenarios/desk.hpp"

namespace tilsig::test {
namespace {

using nlohmann::json;

/// desk.roster as a monthly count of the register's senders, due a minute after the month: last month's is overdue.
class ArrivalStory : public Desk {
protected:
    void SetUp() override {
        Desk::SetUp();
        if (IsSkipped()) return;
        change("schedules/desk.yaml",
               "desk.roster: {every: day, at: \"02:00\", deadline: 4h, period: all, senders: source}",
               "desk.roster: {every: day, at: \"00:00\", deadline: 4h, period: previous_month, senders: register, due: "
               "1m, ground: {law: \"the act on desks, section 4\"}, exempt: [{sender: k1806, until: 2190-01-01, why: "
               "\"moves\"}]}");
        change("mappings/desk/roster.contract.yaml", "max_shrink: 0.5", "max_shrink: 0.5, nothing_is_normal: true");
        change("connectors/desk/source.yaml", "{pattern: \"roster-*.csv\"}",
               "{pattern: \"roster-*.csv\", nil_pattern: \"roster-*.nil\"}");
        std::string senders;
        for (const char* code : {"1101", "1102", "1505", "1806", "3005", "4601", "5001"}) {
            const std::string number = code;
            senders += "\n  - {id: k" + number + ", kind: municipality, name: Kommune " + number +
                       ", region: ost, language: nb, feeds: [desk.roster], contacts: [desk@example.org], periods: "
                       "[{from: 2008-01-01, municipality: \"" +
                       number + "\"}]}";
            (void)m_here->deliver("k" + number, ".keep", "");
        }
        change("connectors/senders.yaml", "senders: []", "senders:" + senders);
        m_here->deliver("desk", ".keep", "");
    }
    void change(const std::string& file, const std::string& was, const std::string& is) const {
        const auto path = m_here->folder() / "content" / file;
        std::string text = read_file(path);
        ASSERT_NE(text.find(was), std::string::npos) << file;
        write_file_durably(path, text.replace(text.find(was), was.size(), is));
    }
    /// "k5001 accepted" of every unit of desk.roster, by sender.
    static std::string states(const json& arrivals) {
        std::string text;
        for (const auto& one : arrivals)
            if (one.at("feed") == "desk.roster")
                text += one.at("sender").get<std::string>() + " " + one.at("state").get<std::string>() + "\n";
        return text;
    }
    std::string published() const {
        return m_here->query(
            "SELECT sender || ' ' || state FROM rpt_arrival WHERE feed = 'desk.roster' ORDER BY sender");
    }
};

TEST_P(ArrivalStory, CommandNightAndBiSayTheSameOfEveryUnit) {
    m_here->deliver("k5001", "roster-1.csv", content({"5001;a;1"}));
    m_here->deliver("k1101", "roster-1.nil", "");
    m_here->deliver("k1102", "roster-1.csv", content({"1102;a;10000"}));
    m_here->deliver("k1505", "roster-1.csv", "no such column\n1\n");
    m_here->deliver("k3005", "roster-1.csv", content({"3005;a;1", "5001;b;1"}));
    m_here->deliver("k4601", "roster 2026-11 for 01.01.81-99999.csv", content({"4601;a;1"}));
    const auto night = m_here->tilsig("night", {"--json"});
    EXPECT_EQ(night.exit_code, 3) << night.out << night.err;

    const std::string expected =
        "k1101 nil\nk1102 held\nk1505 overdue\nk1806 exempt\nk3005 partly accepted\nk4601 overdue\nk5001 accepted\n";
    const auto arrivals = m_here->tilsig("arrivals", {"--json"});
    ASSERT_EQ(arrivals.exit_code, 0) << arrivals.err;
    EXPECT_EQ(states(arrivals.json().at("arrivals")), expected) << arrivals.out;
    EXPECT_EQ(published(), expected);
    std::map<std::string, json> units;
    for (const auto& unit : night.json().at("units")) units[unit.at("unit")] = unit;
    for (const auto& one : arrivals.json().at("arrivals")) {
        if (one.at("state") == "exempt") continue;  // not even asked
        const auto& unit = units.at(one.at("unit"));
        EXPECT_EQ(unit.at("arrival"), one.at("state")) << unit;
        EXPECT_EQ(unit.at("nothing_received"), !one.at("received").get<bool>()) << unit;
    }
    EXPECT_EQ(night.json().at("overdue_senders"), 2);
    EXPECT_EQ(arrivals.json().at("overdue_senders"), 2);
    const auto& unclaimed = arrivals.json().at("unclaimed");
    ASSERT_EQ(unclaimed.size(), 1U) << arrivals.out;
    EXPECT_NE(unclaimed[0].at("told").get<std::string>().find("\"roster 2026-11 for #.csv\", in "), std::string::npos)
        << unclaimed;
    EXPECT_EQ(m_here->query("SELECT count(*) FROM rpt_arrival WHERE feed = 'desk.roster' AND state = 'accepted' AND "
                            "late_days >= 1 AND received_at > due_at AND first_delivery_at = received_at AND "
                            "ground_kind = 'law' AND municipality_code = '5001' AND region_code = 'ost'"),
              "1\n");

    const auto told = m_here->tilsig("night", {"--feed", "desk.roster"});
    EXPECT_NE(told.out.find("2 senders owe a period that is overdue: `tilsig arrivals` names them"), std::string::npos)
        << told.out;
    EXPECT_NE(told.out.find("1 never delivered"), std::string::npos) << told.out;
    EXPECT_NE(told.out.find("roster 2026-11 for #.csv"), std::string::npos) << told.out;
    EXPECT_EQ(m_here->tilsig("status").out.find("99999"), std::string::npos);
    const auto people = m_here->tilsig("arrivals");
    for (const char* part :
         {"2 overdue, 1 held, 1 partly accepted, 1 accepted, 1 nil, 1 exempt", ", refused", "Kommune 4601", "never",
          "law: the act on desks, section 4", "unclaimed: 1 file in the in-folder of sender k4601"})
        EXPECT_NE(people.out.find(part), std::string::npos) << part << "\n" << people.out;
}

TEST_P(ArrivalStory, QuestionsAreCheckedAndNarrowWhatIsTold) {
    ASSERT_EQ(m_here->tilsig("night", {"--json"}).exit_code, 0);
    const auto refused = [&](const std::vector<std::string>& arguments) {
        const auto answer = m_here->tilsig("arrivals", arguments);
        EXPECT_EQ(answer.exit_code, 64) << answer.out;
        return answer.err;
    };
    EXPECT_NE(refused({"--feed", "desk.rooster"}).find("did you mean 'desk.roster'?"), std::string::npos);
    EXPECT_NE(refused({"--region", "osst"}).find("did you mean 'ost'?"), std::string::npos);
    EXPECT_NE(refused({"--period", "2026"}).find("is no period of any scheduled feed"), std::string::npos);
    EXPECT_NE(refused({"--period", "2026-11", "--feed", "desk.movement"}).find("is no period of desk.movement"),
              std::string::npos);
    const auto movement = m_here->tilsig("arrivals", {"--feed", "desk.movement", "--json"});
    ASSERT_EQ(movement.json().at("arrivals").size(), 1U) << movement.out;
    EXPECT_EQ(movement.json().at("arrivals")[0].at("state"), "expected") << "nothing is due";
    EXPECT_EQ(m_here->tilsig("arrivals", {"--region", "ost", "--json"}).json().at("arrivals").size(), 7U);
}

TILSIG_ON_ENGINES(ArrivalStory, TestEngine::sqlite);

/// Only what engines do differently: rows with their types, replaced as a whole, and the reader's rights.
class ArrivalRows : public ArrivalStory {};

TEST_P(ArrivalRows, ArePublishedWithTheCloseOfANight) {
    m_here->deliver("k5001", "roster-1.csv", content({"5001;a;1"}));
    ASSERT_EQ(m_here->tilsig("night", {"--json"}).exit_code, 0);
    const std::string expected =
        "k1101 overdue\nk1102 overdue\nk1505 overdue\nk1806 exempt\nk3005 overdue\nk4601 overdue\nk5001 accepted\n";
    const std::string sql = "SELECT sender || ' ' || state FROM rpt_arrival WHERE feed = 'desk.roster' ORDER BY sender";
    std::string mysql = sql;
    if (GetParam() == TestEngine::mariadb) mysql.replace(7, 22, "concat(sender, ' ', state)");
    EXPECT_EQ(m_here->query(mysql), expected);
    EXPECT_EQ(m_here->query("SELECT count(*) FROM rpt_arrival WHERE received_at > due_at AND late_days >= 1"), "1\n");
    EXPECT_EQ(m_here->query("SELECT count(*) FROM rpt_dictionary WHERE table_name = 'rpt_arrival'"), "19\n");

    m_here->deliver("k4601", "roster-1.csv", content({"4601;a;1"}));
    ASSERT_EQ(m_here->tilsig("run", {"desk.roster", "--sender", "k4601"}).exit_code, 0);
    EXPECT_EQ(m_here->query(mysql), expected) << "as of the last closed night";
    ASSERT_EQ(m_here->tilsig("night", {"--close"}).exit_code, 0);
    EXPECT_EQ(m_here->query("SELECT count(*) FROM rpt_arrival WHERE sender = 'k4601' AND state = 'accepted'"), "1\n");
    EXPECT_EQ(m_here->query("SELECT count(*) FROM rpt_arrival"), "8\n");
}

TILSIG_ON_ENGINES(ArrivalRows, TestEngine::postgresql, TestEngine::mariadb);

}  // namespace
}  // namespace tilsig::test
