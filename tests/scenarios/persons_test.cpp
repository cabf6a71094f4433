// A feed about persons, from a file to its rows: no number goes further than the link store, and a person stays one.
#include <gtest/gtest.h>

#include <fstream>

#include "scenarios/person_world.hpp"

namespace tilsig::test {
namespace {

// Synthetic, as those of the world.
const std::string other_duf = "200790104504";

class Persons : public OnEveryEngine {
protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (!IsSkipped()) use_new_installation();
    }
    void use_new_installation() {
        m_world = std::make_unique<PersonWorld>(GetParam());
        m_here = &m_world->here();
    }
    void say_mode(const std::string& mode) const { m_world->say_mode(mode); }
    Answer run(const std::vector<std::string>& rows) const { return m_world->run(rows); }
    Answer command(const std::string& name, const std::vector<std::string>& rows) const {
        return m_world->command(name, rows);
    }
    static std::string content(const std::vector<std::string>& rows) { return PersonWorld::content(rows); }
    std::string rows() const { return m_world->rows(); }
    static void expect_no_number_in(const std::string& text, const std::string& where) {
        for (const auto& number : {fnr, other_fnr, duf})
            EXPECT_EQ(text.find(number), std::string::npos) << "a number stands in " << where;
    }

    std::unique_ptr<PersonWorld> m_world;
    const Installation* m_here = nullptr;
};

TEST_P(Persons, StayOneUnderWhateverNumbersTheyAreTold) {
    const auto first = run({"a;" + fnr + ";;1;", "b;;" + duf + ";2;", "c;" + other_fnr + ";;3;"});
    EXPECT_EQ(first.exit_code, 0) << first.out << first.err;
    EXPECT_EQ(rows(), "a 1 1\nb 2 2\nc 3 3\n");
    EXPECT_EQ(run({"a;" + fnr + ";" + duf + ";1;", "b;;" + duf + ";2;", "c;" + other_fnr + ";;3;"}).exit_code, 0);
    EXPECT_EQ(rows(), "a 1 1\nb 1 2\nc 3 3\n") << "the record that holds both numbers says that they are one";
    EXPECT_EQ(m_here->query("SELECT generation FROM ops_link_store"), "2\n");
    // BI sees the person as one also where a row was loaded under the other id and did not come again.
    const std::string south = m_here->file("south.csv", content({"d;;" + other_duf + ";4;"}));
    EXPECT_EQ(m_here->tilsig("run", {"desk.visit", "--sender", "south", "--from", south}).exit_code, 0);
    EXPECT_EQ(m_here->tilsig("night", {"--close"}).exit_code, 0);
    EXPECT_EQ(run({"a;" + fnr + ";" + duf + ";1;", "b;;" + duf + ";2;", "c;" + other_fnr + ";" + other_duf + ";5;"})
                  .exit_code,
              0);
    EXPECT_EQ(rows(), "a 1 1\nb 1 2\nc 3 5\nd 4 4\n") << "the row of the other sender keeps its id";
    const std::string persons = "SELECT case_no || ' ' || person_id FROM rpt_visit ORDER BY case_no";
    EXPECT_EQ(m_here->query(persons), "a 1\nb 1\nc 3\nd 4\n") << "until the night is over";
    EXPECT_EQ(m_here->tilsig("night", {"--close"}).exit_code, 0);
    EXPECT_EQ(m_here->query(persons), "a 1\nb 1\nc 3\nd 3\n");
}

TEST_P(Persons, LeaveNoNumberOutsideTheLandingZone) {
    const auto answer = run({"a;" + fnr + ";" + duf + ";1;ringt om " + other_fnr, fnr + ";" + other_fnr + ";;2;"});
    EXPECT_EQ(answer.exit_code, 2) << answer.out << answer.err;
    EXPECT_EQ(rows(), "a 1 1\n") << "a case that is named by a number is rejected";
    expect_no_number_in(answer.out + answer.err, "what the run says");
    EXPECT_GT(m_world->expect_in_no_file({fnr, other_fnr, duf}), 5U);
    EXPECT_TRUE(std::filesystem::exists(m_here->folder() / "state/links.db"));
}

TEST_P(Persons, LieWhereTheRegistryOfStoresSaysSoAndNowhereElse) {
    ASSERT_EQ(run({"a;" + fnr + ";" + duf + ";1;", "b;" + other_fnr + ";;2;"}).exit_code, 0);
    ASSERT_EQ(run({"a;" + fnr + ";;1;"}).exit_code, 0);
    ASSERT_EQ(m_here->tilsig("night", {"--close"}).exit_code, 0);
    const auto clean = m_here->tilsig("stores", {"--check"});
    EXPECT_EQ(clean.exit_code, 0) << clean.out << clean.err;

    std::filesystem::create_directories(m_here->folder() / "state/cache/notes");
    (void)m_here->file("state/cache/notes/of-mine", "x");
    (void)m_here->file("state/landing/copy", "x");
    const auto links = m_here->folder() / "state/links.db";
    ASSERT_EQ(run_program({"sqlite3", links.string(), "ALTER TABLE link_person ADD COLUMN name text"}, m_here->folder())
                  .exit_code,
              0);
    const auto found = m_here->tilsig("stores", {"--check", "--json"});
    EXPECT_EQ(found.exit_code, 5) << found.out << found.err;
    EXPECT_EQ(found.json().at("undeclared"),
              (std::vector<std::string>{"cache/notes", "landing/copy", "link_person.name"}));

    const auto told = m_here->tilsig("stores", {"--columns"});
    EXPECT_EQ(told.exit_code, 0);
    EXPECT_NE(told.out.find("person_id (restricted)"), std::string::npos) << told.out;
    EXPECT_NE(told.out.find("sealed (personal)"), std::string::npos) << told.out;
}

TEST_P(Persons, AreProvenToBeKnownAndTheirSpellsToFollowEachOther) {
    const auto verify = [&](const std::vector<std::string>& more = {}) {
        std::vector<std::string> words{"--json"};
        words.insert(words.end(), more.begin(), more.end());
        return m_here->tilsig("verify", words);
    };
    const auto wrong = [](const Answer& answer) {
        std::map<std::string, int> counts;
        for (const auto& check : answer.json().at("checks"))
            if (check.at("wrong") != 0) counts[check.at("what")] = check.at("wrong");
        return counts;
    };
    using Wrong = std::map<std::string, int>;
    const auto spells = [&](const std::vector<std::string>& rows) {
        std::string text = "sak;fodselsnr;dufnr;besok;merknad;fra;til\n";
        for (const auto& row : rows) text += row + "\n";
        return m_here->tilsig("run", {"desk.visit", "--sender", "north", "--from", m_here->file("delivery.csv", text)});
    };
    ASSERT_EQ(
        spells({"a;" + fnr + ";;1;;2008-01-01;2008-03-01", "b;" + fnr + ";;1;;2008-03-01;", "c;;" + duf + ";1;;;"})
            .exit_code,
        0);
    const auto good = verify();
    EXPECT_EQ(good.exit_code, 0) << good.out << good.err;
    EXPECT_EQ(wrong(good), Wrong{});
    EXPECT_EQ(good.json().at("links_without_rows"), 0);
    ASSERT_EQ(spells({"a;" + fnr + ";;1;;2008-01-01;2008-03-02", "b;" + fnr + ";;1;;2008-03-01;2008-04-01",
                      "c;" + fnr + ";;1;;2008-05-01;"})
                  .exit_code,
              0);
    const auto bad = verify();
    EXPECT_EQ(bad.exit_code, 5) << bad.out << bad.err;
    EXPECT_EQ(wrong(bad), (Wrong{{"no overlap of spells", 1}, {"no gap between spells", 1}}));
    EXPECT_EQ(bad.json().at("links_without_rows"), 0) << "a row of the history is a row";

    // Held for its persons' kind, after they were learnt: two links without rows.
    ASSERT_EQ(run({"a;" + fnr + ";;1;"}).exit_code, 0);
    const auto links = (m_here->folder() / "state/links.db").string();
    const auto sql = [&](const std::string& text) { return run_program({"sqlite3", links, text}, m_here->folder()); };
    ASSERT_EQ(
        sql("INSERT INTO link_person (person_id, made_at) VALUES (100, 'x'), (101, 'x');"
            "INSERT INTO link_person (person_id, same_as, made_at) VALUES (102, 101, 'x');"
            "INSERT INTO link_number (lookup, kind, person_id, key_id, sealed, known_from) VALUES ('00', 'duf', 102, "
            "'x', 'x', 'x')")
            .exit_code,
        0);
    const auto two = verify();
    EXPECT_EQ(two.exit_code, 0) << two.out << two.err;
    EXPECT_EQ(two.json().at("links_without_rows"), 2);
    const auto swept = verify({"--sweep"});
    EXPECT_EQ(swept.exit_code, 0) << swept.out << swept.err;
    EXPECT_EQ(swept.json().at("swept"), 2);
    EXPECT_EQ(sql("SELECT (SELECT count(*) FROM link_person), (SELECT count(*) FROM link_number)").out, "2|2\n");
    EXPECT_EQ(run({"a;" + fnr + ";;2;"}).exit_code, 0) << "what is left is not older than the warehouse";
    ASSERT_EQ(sql("DELETE FROM link_number; DELETE FROM link_person").exit_code, 0);
    const auto lost = verify();
    EXPECT_EQ(lost.exit_code, 5) << lost.out << lost.err;
    EXPECT_EQ(wrong(lost), (Wrong{{"every person is known", 2}}));
}

TEST_P(Persons, WithAProtectedAddressAreHeldAndTeachNothing) {
    ASSERT_EQ(run({"a;" + fnr + ";;1;", "b;" + other_fnr + ";;2;"}).exit_code, 0);
    const std::string text =
        "sak;fodselsnr;dufnr;besok;merknad;vern\na;" + fnr + ";" + duf + ";5;;6\nb;" + other_fnr + ";;3;;0\n";
    const auto held = m_here->tilsig(
        "run", {"desk.visit", "--sender", "north", "--from", m_here->file("visit-" + fnr + ".csv", text), "--json"});
    EXPECT_EQ(held.exit_code, 0) << held.out << held.err;
    EXPECT_EQ(held.json().at("records").at("held"), 1) << held.out;
    EXPECT_NE(held.out.find("SYS-P008"), std::string::npos) << held.out;
    EXPECT_NE(held.out.find("SYS-P007"), std::string::npos) << "a number in the name of the file: " << held.out;
    expect_no_number_in(held.out + held.err, "what the run says");
    EXPECT_EQ(rows(), "a 1 1\nb 2 3\n") << "its row stays as it was";
    const auto numbers =
        run_program({"sqlite3", (m_here->folder() / "state/links.db").string(), "SELECT count(*) FROM link_number"},
                    m_here->folder());
    EXPECT_EQ(numbers.out, "2\n") << "the DUF number beside the mark was not learnt";
}

TEST_P(Persons, ArePredictedWithoutBeingLearnt) {
    ASSERT_EQ(run({"a;" + fnr + ";;1;"}).exit_code, 0);
    const auto plan = command("plan", {"a;" + fnr + ";;1;", "b;" + other_fnr + ";;2;"});
    EXPECT_EQ(plan.exit_code, 0) << plan.out << plan.err;
    ASSERT_EQ(run({"a;" + fnr + ";;1;", "c;;" + duf + ";2;"}).exit_code, 0);
    EXPECT_EQ(rows(), "a 1 1\nc 2 2\n") << "the id that the plan guessed was nobody's";
}

TEST_P(Persons, ThatAreMadeUpStopADeliveryInProduction) {
    say_mode("production");
    const auto held = run({"a;" + fnr + ";;1;"});
    EXPECT_EQ(held.exit_code, 3) << held.out << held.err;
    EXPECT_NE(held.out.find("SYS-P001"), std::string::npos) << held.out;
    EXPECT_EQ(rows(), "");
    say_mode("");
    const auto unsaid = run({"a;" + fnr + ";;1;"});
    EXPECT_EQ(unsaid.exit_code, 78);
    EXPECT_NE(unsaid.err.find("`mode: test`"), std::string::npos) << unsaid.err;
}

TEST_P(Persons, OfTheNextUnitDoNotSufferFromALinkStoreThatFailedOnce) {
    ASSERT_EQ(run({"a;" + fnr + ";;1;"}).exit_code, 0);
    // The second use of the store fails, whichever unit it is.
    const auto broken = run_program({"sqlite3", (m_here->folder() / "state/links.db").string(),
                                     "CREATE TRIGGER once BEFORE INSERT ON link_person WHEN (SELECT max(id) FROM "
                                     "link_use) = 2 BEGIN SELECT raise(ABORT, 'once'); END"},
                                    m_here->folder());
    ASSERT_EQ(broken.exit_code, 0) << broken.err;
    m_here->deliver("north", "visit-1.csv", content({"a;" + fnr + ";;1;", "b;" + other_fnr + ";;2;"}));
    m_here->deliver("south", "visit-1.csv", content({"c;;" + duf + ";3;"}));
    const auto night = m_here->tilsig("night", {"--all"});
    EXPECT_EQ(night.exit_code, 1) << night.out << night.err;
    EXPECT_EQ(rows(), "a 1 1\nc 2 3\n") << night.out;
    EXPECT_EQ(m_here->query("SELECT outcome FROM ops_run ORDER BY id"), "loaded\nfailed\nloaded\n");
}

TEST_P(Persons, WaitWhileTheLinkStoreIsDamagedOrHeld) {
    ASSERT_EQ(run({"a;" + fnr + ";;1;"}).exit_code, 0);
    const auto store = m_here->folder() / "state/links.db";
    const std::string good = read_file(store);
    for (const auto& bad : {std::string(200, 'x'), good.substr(0, good.size() / 2)}) {
        (void)m_here->file("state/links.db", bad);
        const auto damaged = run({"a;" + fnr + ";;2;"});
        EXPECT_EQ(damaged.exit_code, 5) << damaged.out << damaged.err;
        EXPECT_NE(damaged.out.find("opening the link store"), std::string::npos) << damaged.out;
        EXPECT_NE(damaged.out.find("restore the link store from its newest backup"), std::string::npos) << damaged.out;
    }
    (void)m_here->file("state/links.db", good);
    auto held = run_program({"sqlite3", store.string(),
                             "CREATE TRIGGER full BEFORE INSERT ON link_person BEGIN SELECT "
                             "raise(ABORT, 'no room'); END"},
                            m_here->folder());
    ASSERT_EQ(held.exit_code, 0) << held.err;
    const auto refused = run({"a;" + fnr + ";;2;", "b;" + other_fnr + ";;2;"});
    EXPECT_EQ(refused.exit_code, 1) << refused.out << refused.err;
    EXPECT_NE(refused.out.find("the link store: "), std::string::npos) << "not the warehouse: " << refused.out;
    EXPECT_EQ(rows(), "a 1 1\n") << "the last good delivery stays";
    held = run_program({"sqlite3", store.string(), "DROP TRIGGER full"}, m_here->folder());
    EXPECT_EQ(run({"a;" + fnr + ";;2;", "b;" + other_fnr + ";;2;"}).exit_code, 0);
    EXPECT_EQ(rows(), "a 1 2\nb 2 2\n");
}

TEST_P(Persons, AreNotGivenASecondIdWhenTheLinkStoreIsLost) {
    ASSERT_EQ(run({"a;" + fnr + ";;1;"}).exit_code, 0);
    const auto store = m_here->folder() / "state/links.db";
    std::filesystem::rename(store, m_here->folder() / "away.db");
    const auto lost = run({"a;" + fnr + ";;2;"});
    EXPECT_EQ(lost.exit_code, 5) << lost.out << lost.err;
    EXPECT_EQ(rows(), "a 1 1\n");
    EXPECT_FALSE(std::filesystem::exists(store)) << "no new one is made in its place";
    std::filesystem::rename(m_here->folder() / "away.db", store);
    EXPECT_EQ(run({"a;" + fnr + ";;2;"}).exit_code, 0);
    EXPECT_EQ(rows(), "a 1 2\n");
}

TEST_P(Persons, AreTheSameInTheChecksumInWhateverOrderTheyCame) {
    const std::string a = "a;" + fnr + ";" + duf + ";1;", b = "b;" + other_fnr + ";;2;";
    ASSERT_EQ(run({a, b}).exit_code, 0);
    EXPECT_EQ(rows(), "a 1 1\nb 2 2\n");
    const auto first = m_here->checksums();

    // Another warehouse of the same installation's key: the other person first, and this one under one number, then
    // both.
    const auto key = read_file(m_here->folder() / "state/landing.key");
    use_new_installation();
    std::filesystem::create_directories(m_here->folder() / "state");
    std::ofstream(m_here->folder() / "state/landing.key") << key;
    std::filesystem::permissions(m_here->folder() / "state/landing.key", std::filesystem::perms(0600));
    ASSERT_EQ(run({b, "a;;" + duf + ";1;", "c;" + fnr + ";;3;"}).exit_code, 0);
    ASSERT_EQ(run({b, a}).exit_code, 0);
    EXPECT_EQ(rows(), "a 2 1\nb 1 2\n");
    EXPECT_EQ(m_here->checksums(), first);
    ASSERT_EQ(run({b, "a;" + other_fnr + ";;1;"}).exit_code, 0);
    EXPECT_NE(m_here->checksums(), first) << "the same case about somebody else";
}

TILSIG_ON_ENGINES(Persons, TestEngine::sqlite, TestEngine::postgresql);

}  // namespace
}  // namespace tilsig::test
