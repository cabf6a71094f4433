// Nights that take late files: what lies at the source for older periods is run, told, or left to its time - and nobody
// owes more for it.
#include <gtest/gtest.h>

#include <cstdlib>

#include "scenarios/desk.hpp"
#include "support/shared_clock.hpp"

namespace tilsig::test {
namespace {

using namespace std::chrono;

/// desk.roster as a monthly list of the register's senders, on a clock that moves from month to month.
class LookBack : public Desk {
protected:
    void SetUp() override {
        Desk::SetUp();
        if (IsSkipped()) return;
        m_here->use_program("tilsig-clocked");
        m_clock = std::make_unique<SharedClock>(m_here->folder() / "clock");
        ::setenv(SharedClock::variable, (m_here->folder() / "clock").c_str(), 1);
        const year_month_day today{floor<days>(m_clock->now())};
        m_first = today.year() / today.month() + months{1};
        change("schedules/desk.yaml",
               "desk.roster: {every: day, at: \"02:00\", deadline: 4h, period: all, senders: source}",
               "desk.roster: {every: month, on: 5, at: \"02:00\", deadline: 4h, period: previous_month, senders: "
               "register, due: 3d, look_back: 3}");
        change("connectors/desk/source.yaml", "{pattern: \"roster-*.csv\"}", "{pattern: \"roster-{period}*.csv\"}");
        change("mappings/desk/roster.contract.yaml", "delivery: snapshot", "delivery: snapshot\nperiods: successive");
        std::string owing;
        for (const std::string code : {"1101", "1102", "5001", "5601"}) {
            // 5601 is merged away when the first night comes.
            const std::string to = code == "5601" ? ", to: " + name(m_first) + "-01" : "";
            owing += "\n  - {id: k" + code + ", kind: municipality, name: Kommune " + code +
                     ", region: ost, language: nb, feeds: [desk.roster], contacts: [desk@example.org], periods: "
                     "[{from: 2008-01-01" +
                     to + ", municipality: \"" + code + "\"}]}";
            m_here->deliver("k" + code, ".keep", "");
        }
        change("connectors/senders.yaml", "senders: []", "senders:" + owing);
        m_here->deliver("desk", ".keep", "");
    }
    void TearDown() override {
        ::unsetenv(SharedClock::variable);
        Desk::TearDown();
    }
    void change(const std::string& file, const std::string& was, const std::string& is) const {
        const auto path = m_here->folder() / "content" / file;
        std::string text = read_file(path);
        ASSERT_NE(text.find(was), std::string::npos) << file;
        write_file_durably(path, text.replace(text.find(was), was.size(), is));
    }

    static std::string name(year_month month) { return to_text(Day{month / 1}).substr(0, 7); }
    /// The month that lies `count` behind the one that the first night asks for.
    std::string month(int count) const { return name(m_first - months{1} + months{count}); }
    /// The night of the 5th of the month in which month(count) is asked for.
    Answer night(int count) const {
        m_clock->pass_until(sys_days{(m_first + months{count}) / 5} + hours{10});
        return m_here->tilsig("night");
    }
    void deliver(const std::string& sender, const std::string& file, const std::vector<std::string>& rows) const {
        m_here->deliver(sender, "roster-" + file + ".csv", content(rows));
    }
    /// "2026-12 loaded" of each delivery of the sender that was run, in their order.
    std::string runs(const std::string& sender) const {
        return m_here->query(
            "SELECT u.period || ' ' || r.outcome FROM ops_run r JOIN ops_unit u ON u.id = r.unit_id WHERE u.feed = "
            "'desk.roster' AND u.sender = '" +
            sender + "' AND r.delivery_id IS NOT NULL ORDER BY r.id");
    }
    static bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

    std::unique_ptr<SharedClock> m_clock;
    year_month m_first;  ///< in which the first night falls
};

TEST_P(LookBack, ALateMonthACorrectionAndALastMonthAreLoadedAndTheRestIsTold) {
    deliver("k5001", month(0), {"5001;a;1", "5001;b;2"});
    deliver("k1102", month(0), {"1102;a;5"});
    deliver("k5601", month(0), {"5601;a;7"});
    const auto first = night(0);
    EXPECT_EQ(first.exit_code, 0) << first.out << first.err;
    EXPECT_EQ(runs("k5601"), month(0) + " loaded\n") << "it owes no more, but it owed that month: " << first.out;
    EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_slot s JOIN ops_unit u ON u.id = s.unit_id WHERE u.sender = "
                            "'k5601'"),
              "0\n");
    EXPECT_EQ(rosters(), "1102/a=5 5001/a=1 5001/b=2 5601/a=7");

    // A month later: corrections of the month before, one of them doubtful; and what no night takes.
    deliver("k5001", month(1), {"5001;a;10", "5001;c;3"});
    deliver("k5001", month(0) + "-rettet", {"5001;a;1", "5001;b;20"});
    deliver("k1102", month(0) + "-rettet", {"1102;a;10000"});
    deliver("k1102", month(1), {"1102;a;6"});
    deliver("k1102", month(-5), {"1102;a;4"});
    deliver("k1102", month(6), {"1102;a;9"});
    deliver("k1102", month(2), {"1102;a;8"});
    deliver("k5601", month(1), {"5601;a;70"});
    m_here->deliver("k1101", "roster-2020-13.csv", content({"1101;a;1"}));
    m_here->deliver("k1101", "roster-sist.csv", content({"1101;a;1"}));
    const auto second = night(1);
    EXPECT_EQ(second.exit_code, 3) << second.out << second.err;
    EXPECT_EQ(runs("k5001"), month(0) + " loaded\n" + month(0) + " loaded\n" + month(1) + " loaded\n")
        << "the older one first";
    EXPECT_EQ(rosters(), "1102/a=6 5001/a=10 5001/c=3 5601/a=7") << "of a month that was followed by another";
    const std::string too_old = "\"roster-" + month(-5) + ".csv\" in " + (m_here->folder() / "in/k1102").string() +
                                " is of " + month(-5) + ", and nights look back to " + month(-2) +
                                " (`look_back: 3`): `tilsig run desk.roster --sender k1102 --period " + month(-5) +
                                "` takes it, or rename it";
    EXPECT_TRUE(has(second.out, too_old)) << second.out;
    EXPECT_TRUE(has(second.out, "\"roster-" + month(6) + ".csv\" in ")) << second.out;
    EXPECT_TRUE(has(second.out, " is of " + month(6) + ", which has not begun")) << second.out;
    EXPECT_TRUE(has(second.out, "roster-2020-13.csv\" in ")) << second.out;
    EXPECT_TRUE(has(second.out, "is named after 2020-13, which is no period; rename it")) << second.out;
    EXPECT_TRUE(has(second.out, "\"roster-sist.csv\", in ")) << second.out;
    EXPECT_TRUE(has(second.out, " is of " + month(1) + ", when k5601 did not owe desk.roster")) << second.out;
    EXPECT_FALSE(has(second.out, "roster-" + month(2) + ".csv")) << "it waits for its own night: " << second.out;
    EXPECT_TRUE(has(m_here->tilsig("arrivals").out, too_old));

    // Two months of a sender at once, behind the one that is asked for now.
    for (const int count : {2, 0, 1}) deliver("k1101", month(count), {"1101;a;" + std::to_string(count + 1)});
    const auto third = night(2);
    EXPECT_EQ(third.exit_code, 0) << third.out << third.err;
    EXPECT_EQ(runs("k1101"), month(0) + " loaded\n" + month(1) + " loaded\n" + month(2) + " loaded\n");
    EXPECT_EQ(rosters(), "1101/a=3 1102/a=8 5001/a=10 5001/c=3 5601/a=7");
    EXPECT_TRUE(has(runs("k1102"), month(0) + " loaded\n" + month(0) + " held\n")) << runs("k1102");
    EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_delivery d JOIN ops_unit u ON u.id = d.unit_id WHERE u.sender = "
                            "'k1102' AND u.period = '" +
                            month(0) + "'"),
              "2\n")
        << "what is held is not run again each night";
    const auto before = m_here->tilsig("arrivals", {"--feed", "desk.roster", "--json"});
    for (const auto& arrival : before.json().at("arrivals")) {
        EXPECT_GE(arrival.at("period").get<std::string>(), month(0)) << "nobody owes what was before the first night";
        if (arrival.at("sender") == "k1101") {
            EXPECT_EQ(arrival.at("state"), "accepted") << arrival;
        }
    }

    const auto by_hand = m_here->tilsig("run", {"desk.roster", "--sender", "k1102", "--period", month(-5)});
    EXPECT_EQ(by_hand.exit_code, 0) << by_hand.out << by_hand.err;
    const auto again = m_here->tilsig("night", {"--all"});
    EXPECT_EQ(again.exit_code, 0) << again.out << again.err;
    EXPECT_FALSE(has(again.out, "roster-" + month(-5))) << again.out;
    EXPECT_TRUE(has(again.out, "which has not begun")) << again.out;
    EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_run WHERE night_id = (SELECT max(id) FROM ops_night) AND "
                            "delivery_id IS NOT NULL"),
              "0\n")
        << "what was taken is taken once";
    EXPECT_EQ(rosters(), "1101/a=3 1102/a=8 5001/a=10 5001/c=3 5601/a=7");
}

TILSIG_ON_ENGINES(LookBack, TestEngine::sqlite, TestEngine::postgresql);

/// What needs no second engine.
class LookBackAlone : public LookBack {};

TEST_P(LookBackAlone, ANightThatWasKilledBehindItsDueUnitsGoesOnWithTheOlderOnes) {
    deliver("k5601", month(0), {"5601;a;7"});
    const auto reached = m_here->folder() / "reached", go = m_here->folder() / "go";
    const auto fetch =
        m_here->file("fetch",
                     "#!/bin/sh\nif grep -q '\"mode\":\"fetch\"' /proc/self/fd/0 && grep -q '\"sender\":\"k5601\"' "
                     "/proc/self/fd/0; then touch " +
                         reached.string() + "; while [ ! -e " + go.string() +
                         " ]; do sleep 0.05; done; fi\nexec " TILSIG_BINARY_DIR "/lib/tilsig/tilsig-fetch \"$@\"\n");
    std::filesystem::permissions(fetch, std::filesystem::perms::owner_all);
    (void)m_here->file("tilsig.yaml",
                       read_file(m_here->folder() / "tilsig.yaml") + "programs: {fetch: " + fetch + "}\n");
    m_clock->pass_until(sys_days{m_first / 5} + hours{10});
    {
        auto killed = m_here->start("night");
        for (int look = 0; look < 400 && !std::filesystem::exists(reached); ++look)
            SystemClock().sleep_for(milliseconds{50});
        ASSERT_TRUE(std::filesystem::exists(reached));
        killed.kill();
        (void)killed.wait();
    }
    EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_run WHERE outcome = 'nothing_new'"), "4\n") << "all that was due";
    (void)m_here->file("go", "");
    const auto resumed = m_here->tilsig("night");
    EXPECT_EQ(resumed.exit_code, 0) << resumed.out << resumed.err;
    EXPECT_TRUE(has(resumed.out, "it was interrupted, and went on")) << resumed.out;
    EXPECT_EQ(rosters(), "5601/a=7");
    EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_delivery"), "1\n");
}

TEST_P(LookBackAlone, ASourceThatCannotBeAskedIsSaidAndCostsNoneOfTheDueUnits) {
    deliver("k5001", month(0), {"5001;a;1"});
    deliver("k5601", month(0), {"5601;a;7"});
    const auto fetch = m_here->file(
        "fetch", "#!/bin/sh\ngrep -q '\"mode\":\"survey\"' /proc/self/fd/0 && exit 1\nexec " TILSIG_BINARY_DIR
                 "/lib/tilsig/tilsig-fetch \"$@\"\n");
    std::filesystem::permissions(fetch, std::filesystem::perms::owner_all);
    (void)m_here->file("tilsig.yaml",
                       read_file(m_here->folder() / "tilsig.yaml") + "programs: {fetch: " + fetch + "}\n");
    const auto night_without = night(0);
    EXPECT_EQ(night_without.exit_code, 0) << night_without.out << night_without.err;
    EXPECT_EQ(rosters(), "5001/a=1");
    EXPECT_TRUE(has(night_without.out, "what lies at the source for older periods could not be looked at tonight: "))
        << night_without.out;
}

TEST_P(LookBackAlone, IsShownByScheduleAndCheckedAgainstTheSource) {
    m_clock->pass_until(sys_days{m_first / 5} + hours{10});
    const auto shown = m_here->tilsig("schedule", {"list", "--feed", "desk.roster"});
    EXPECT_TRUE(has(shown.out, "look back to " + month(-3) + ": a night takes what lies at the source")) << shown.out;
    EXPECT_EQ(m_here->tilsig("schedule", {"list", "--json"}).json().at("schedules").at(1).at("look_back"), 3);
    EXPECT_EQ(m_here->tilsig("check").exit_code, 0) << m_here->tilsig("check").err;
    change("connectors/desk/source.yaml", "roster-{period}*.csv", "roster-*.csv");
    const auto refused = m_here->tilsig("check");
    EXPECT_EQ(refused.exit_code, 78) << refused.out;
    EXPECT_TRUE(has(refused.out + refused.err, "no option of desk.roster holds {period}"))
        << refused.out << refused.err;
}

TEST_P(LookBackAlone, AFeedInShadowTakesOlderFilesOnceAndLeavesThemWhereTheyAre) {
    change("mappings/desk/roster.contract.yaml", "state: active", "state: shadow");
    deliver("k5001", month(-1), {"5001;a;1"});
    deliver("k5001", month(0), {"5001;a;2"});
    EXPECT_EQ(night(0).exit_code, 0);
    EXPECT_EQ(rows("shadow_fact_roster"), "5001/a=2");
    EXPECT_EQ(night(1).exit_code, 0);
    EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_run r JOIN ops_unit u ON u.id = r.unit_id WHERE u.period = '" +
                            month(-1) + "' AND r.delivery_id IS NOT NULL"),
              "1\n");
    EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_run r JOIN ops_unit u ON u.id = r.unit_id JOIN ops_night n ON "
                            "n.id = r.night_id WHERE u.period = '" +
                            month(-1) + "' AND n.id = (SELECT max(id) FROM ops_night)"),
              "0\n")
        << "nothing arrived since";
    EXPECT_TRUE(std::filesystem::exists(m_here->folder() / "in/k5001" / ("roster-" + month(-1) + ".csv")));
}

TILSIG_ON_ENGINES(LookBackAlone, TestEngine::sqlite);

}  // namespace
}  // namespace tilsig::test
