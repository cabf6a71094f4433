// What `plan` says and what `run` then does are the same, and planning leaves no trace.
#include <gtest/gtest.h>

#include <random>

#include "scenarios/desk.hpp"

namespace tilsig::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class PlanStory : public Desk {
protected:
    Answer plan(const std::string& feed, const std::vector<std::string>& rows) const {
        return m_here->tilsig("plan", {feed, "--from", m_here->file("delivery.csv", content(rows)), "--json"});
    }
    /// What both say; a run says more.
    static json common(const json& run) {
        json told;
        for (const char* part : {"outcome", "reason", "bytes", "records", "rows", "held_slices", "findings",
                                 "delivery_findings", "unit", "exit_code"})
            told[part] = run.at(part);
        for (const char* part : {"hash", "seq", "bytes", "state"}) told["delivery"][part] = run.at("delivery").at(part);
        return told;
    }
    /// Every row that the program keeps about itself and every current row.
    [[nodiscard]] std::string everything() const {
        std::string all;
        for (const char* table :
             {"ops_unit", "ops_delivery", "ops_run", "ops_hold", "ops_load", "ops_cursor", "ops_audit", "fact_roster",
              "fact_movement", "fact_roster_history", "fact_movement_history"}) {
            all += std::string(table) + " " + m_here->query("SELECT count(*) FROM " + std::string(table));
        }
        return all;
    }
    [[nodiscard]] std::string files() const {
        std::vector<std::string> names;
        for (const char* part : {"state/landing", "state/out", "in", "state/cache/plans"}) {
            if (!fs::exists(m_here->folder() / part)) continue;
            for (const auto& entry : fs::recursive_directory_iterator(m_here->folder() / part))
                names.push_back(entry.path().string());
        }
        std::sort(names.begin(), names.end());
        std::string all;
        for (const auto& name : names) all += name + "\n";
        return all;
    }
};

TEST_P(PlanStory, TellsExactlyWhatTheRunThenDoes) {
    std::mt19937 random(20261126);
    const auto below = [&random](unsigned limit) { return static_cast<unsigned>(random() % limit); };
    const char* places[] = {"5001", "4601", "0301"};
    std::map<std::string, std::string> roster;
    for (int round = 0; round < 12; ++round) {
        SCOPED_TRACE("round " + std::to_string(round));
        const bool whole = below(3) != 0;
        if (whole && below(3) == 0 && !roster.empty())
            roster.erase(std::next(roster.begin(), below(static_cast<unsigned>(roster.size()))));
        std::vector<std::string> rows;
        std::map<std::string, std::string> changes;
        for (unsigned i = 1 + below(6); i > 0; --i) {
            // Now and then a rejected record, a held slice, a held delivery.
            const unsigned kind = below(24);
            const std::string amount = kind == 0   ? "-1"
                                       : kind == 1 ? "2000"
                                       : kind == 2 ? "10000"
                                                   : std::to_string(below(4));
            changes[std::string(places[below(3)]) + ";s" + std::to_string(below(8))] = amount;
        }
        for (const auto& [key, amount] : changes) roster[key] = amount;
        for (const auto& [key, amount] : whole ? roster : changes) rows.push_back(key + ";" + amount);
        std::shuffle(rows.begin(), rows.end(), random);
        if (below(4) == 0) rows.push_back(rows.front());                                             // a duplicate
        if (below(5) == 0) rows.push_back(rows.front().substr(0, rows.front().rfind(';')) + ";77");  // a clash
        const std::string feed = whole ? "desk.roster" : "desk.movement";
        const auto planned = plan(feed, rows);
        const auto done = run(feed, rows);
        ASSERT_EQ(planned.exit_code, done.exit_code) << planned.out << planned.err << done.out << done.err;
        ASSERT_EQ(common(planned.json().at("run")), common(done.json()));
        for (auto& [key, amount] : roster) {
            if (amount.size() > 2) amount = "5";  // what was held or rejected is repaired
        }
    }
}

TEST_P(PlanStory, LeavesNoTrace) {
    ASSERT_EQ(roster({"5001;a;1", "4601;b;2"}).exit_code, 0);
    ASSERT_EQ(movement({"5001;a;1"}).exit_code, 0);
    (void)plan("desk.roster", {"5001;a;1"});  // makes the folder that plans use
    const auto rows_before = everything();
    const auto files_before = files();
    const auto log_before = read_file(m_here->folder() / "tilsig.log");
    const auto changed = plan("desk.roster", {"5001;a;9", "4601;c;3", "5001;x;-1"});
    EXPECT_EQ(changed.exit_code, 2) << changed.err;
    EXPECT_EQ(plan("desk.movement", {"5001;a;10000"}).exit_code, 3);
    EXPECT_EQ(everything(), rows_before);
    EXPECT_EQ(files(), files_before);
    EXPECT_EQ(read_file(m_here->folder() / "tilsig.log").find("key", log_before.size()), std::string::npos)
        << "its own key is nobody's to copy";
    EXPECT_EQ(m_here->query("SELECT sum(amount) FROM fact_roster"), "3\n");
}

TEST_P(PlanStory, NamesTheKeys) {
    ASSERT_EQ(roster({"5001;a;1", "4601;b;2", "4601;c;3"}).exit_code, 0);
    const auto examples =
        plan("desk.roster", {"5001;a;9", "4601;b;2", "0301;d;4"}).json().at("examples").at("fact_roster");
    EXPECT_EQ(examples.at("new"), json::parse(R"([["0301","d"]])"));
    EXPECT_EQ(examples.at("updated"), json::parse(R"([["5001","a"]])"));
    EXPECT_EQ(examples.at("unchanged"), json::parse(R"([["4601","b"]])"));
    EXPECT_EQ(examples.at("closed"), json::parse(R"([["4601","c"]])"));
}

TEST_P(PlanStory, FetchesWithoutAcknowledging) {
    m_here->deliver("desk", "roster-1.csv", content({"5001;a;1"}));
    m_here->deliver("desk", "roster-2.csv", content({"5001;a;1", "5001;b;2"}));
    for (int twice = 0; twice < 2; ++twice) {
        const auto planned = m_here->tilsig("plan", {"desk.roster", "--json"});
        ASSERT_EQ(planned.exit_code, 0) << planned.out << planned.err;
        EXPECT_EQ(planned.json().at("run").at("rows").at("fact_roster").at("new"), 1);
        EXPECT_EQ(planned.json().at("not_predicted").size(), 1U) << "the source has more";
        EXPECT_TRUE(fs::exists(m_here->folder() / "in/desk/roster-1.csv"));
    }
    const auto done = m_here->tilsig("run", {"desk.roster", "--json"});
    EXPECT_EQ(done.json().at("new"), 2) << done.out << done.err;
    const auto nothing = m_here->tilsig("plan", {"desk.roster", "--json"});
    EXPECT_EQ(nothing.exit_code, 0);
    EXPECT_TRUE(nothing.json().at("run").is_null());
    EXPECT_NE(nothing.json().at("message").get<std::string>().find("nothing new"), std::string::npos);
}

TEST_P(PlanStory, TellsOfAWarehouseThatIsNotThereYet) {
    const auto planned = plan("desk.roster", {"5001;a;1", "5001;b;2"});
    ASSERT_EQ(planned.exit_code, 0) << planned.out << planned.err;
    EXPECT_GT(planned.json().at("ddl").size(), 10U);
    if (on_sqlite()) {
        EXPECT_FALSE(fs::exists(m_here->folder() / "warehouse.db"));
    }
    const auto done = roster({"5001;a;1", "5001;b;2"});
    EXPECT_EQ(common(planned.json().at("run")), common(done.json()));
    EXPECT_EQ(m_here->tilsig("plan", {"--json"}).json().at("ddl"), json::array());
}

TEST_P(PlanStory, ComparesWithTheTableAsItWillBe) {
    ASSERT_EQ(roster({"5001;a;1", "4601;b;2"}).exit_code, 0);
    const auto model = m_here->folder() / "content/mappings/model/desk.yaml";
    std::string text = read_file(model);
    const std::string amount = "      amount: {type: integer, unit: NOK, title: {nb: Beløp, en: Amount}}\n";
    text.insert(text.find(amount) + amount.size(),
                "      note: {type: integer, nullable: true, title: {nb: Merknad, en: Note}}\n");
    write_file_durably(model, text);
    const auto mapping = m_here->folder() / "content/mappings/desk/roster.mapping.yaml";
    std::string mapped = read_file(mapping);
    mapped.replace(mapped.find("amount: amount}"), 15, "amount: amount, note: amount}");
    mapped.replace(mapped.find("amount: \"7\"}\n", mapped.find("expect")), 13, "amount: \"7\", note: \"7\"}\n");
    write_file_durably(mapping, mapped);
    const auto planned = plan("desk.roster", {"5001;a;1", "4601;c;2"});
    ASSERT_EQ(planned.exit_code, 0) << planned.out << planned.err;
    EXPECT_NE(planned.out.find("ADD COLUMN"), std::string::npos);
    EXPECT_EQ(planned.json().at("run").at("rows").at("fact_roster").at("updated"), 1)
        << "a value where there was no column";
    const auto done = roster({"5001;a;1", "4601;c;2"});
    EXPECT_EQ(common(planned.json().at("run")), common(done.json())) << done.err;
}

TEST_P(PlanStory, NamesWhatWouldBeDestroyed) {
    ASSERT_EQ(roster({"5001;a;1"}).exit_code, 0);
    const auto model = m_here->folder() / "content/mappings/model/desk.yaml";
    std::string text = read_file(model);
    text.replace(text.find("case_no: {type: code, length: 20"), 32, "case_no: {type: code, length: 30");
    write_file_durably(model, text);
    const auto planned = plan("desk.roster", {"5001;a;1"});
    EXPECT_EQ(planned.exit_code, 5) << planned.out;
    EXPECT_NE(planned.json().at("message").get<std::string>().find("fact_roster.case_no"), std::string::npos);
    EXPECT_EQ(roster({"5001;a;1"}).exit_code, 5);
}

TEST_P(PlanStory, SaysThatAQueueComesFirst) {
    ASSERT_EQ(movement({"5001;a;10000"}).exit_code, 3);
    ASSERT_EQ(movement({"5001;a;3"}).exit_code, 3);
    const auto behind = plan("desk.movement", {"5001;a;4"});
    EXPECT_EQ(behind.exit_code, 3) << behind.err;
    EXPECT_EQ(behind.json().at("run").at("delivery").at("state"), "queued");
    const auto done = movement({"5001;a;4"});
    EXPECT_EQ(common(behind.json().at("run")), common(done.json()));
}

TILSIG_ON_EVERY_ENGINE(PlanStory);

}  // namespace
}  // namespace tilsig::test
