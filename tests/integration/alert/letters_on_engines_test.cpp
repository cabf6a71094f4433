// What is noted and composed is asked of the database in SQL that each engine must read alike: three days that need
// every such question, on each of them. What letters say in which case is tested in letters_test.cpp, on SQLite.
#include "integration/alert/letter_world.hpp"

namespace tilsig::alert {
namespace {

using Strings = std::vector<std::string>;

class LettersOnEngines : public LetterWorld, public ::testing::WithParamInterface<test::TestEngine> {
protected:
    void SetUp() override {
        if (const std::string why = test::missing(GetParam()); !why.empty()) GTEST_SKIP() << why;
        m_database = std::make_unique<test::TestDatabase>(GetParam());
        LetterWorld::SetUp();
    }
    [[nodiscard]] std::string warehouse() override { return m_database->connection_string(); }
    /// Owner, kind, revision, to whom and how it stands, of letters composed since the last call.
    Strings composed() {
        Strings found;
        const auto all = letters();
        for (; m_seen < all.size(); ++m_seen) {
            const auto& letter = all[m_seen];
            found.push_back(letter.key.owner + " " + to_string(letter.key.kind) + " " +
                            std::to_string(letter.key.revision) + " " + letter.recipient);
        }
        return found;
    }

private:
    std::unique_ptr<test::TestDatabase> m_database;
    std::size_t m_seen = 0;
};

TEST_P(LettersOnEngines, ThreeDaysAreToldAlike) {
    delegate("k1601", "k0101", true);
    mail.to_operator.emplace().address = "drift@example.org";
    mail.to_directorate.emplace().address = "direktorat@example.org";
    auto& schedule = catalog.schedules["municipal.intro"];
    schedule.feed = "municipal.intro";
    schedule.of_register = true;
    schedule.period = catalog::PeriodKind::previous_month;
    schedule.due = calendar::Term::parse("10wd");
    for (const char* id : {"k0101", "k1601", "k1848"}) sender(id).feeds.clear();

    // Faults of one owner in a delivery of another, a hold, a refusal, and who has sent nothing.
    at("2026-11-16T08:00:00Z");
    deliver({.sender = "k1601", .content = "a", .rejected = {{"k0101", {{"INT-F003", 5}, {"INT-R010", 1}}}}});
    const auto held =
        deliver({.sender = "k1848", .content = "b", .outcome = model::Outcome::held, .reason = "INT-R010: 40 of 40"});
    deliver({.sender = "k1601",
             .period = "2025",
             .content = "c",
             .outcome = model::Outcome::rejected,
             .reason = "INT-R010: all"});
    (void)compose();
    EXPECT_EQ(composed(), (Strings{"k0101 mend 0 responsible", "k0101 mend 0 delegate", "k1601 refused 0 responsible",
                                   "k1848 refused 0 responsible", "k5001 overdue 1 responsible",
                                   "operator night 0 operator", "directorate week 0 directorate"}));
    for (auto letter : letters()) EXPECT_TRUE(composer.still_true(session(), mail, letter)) << letter.id;
    EXPECT_TRUE(composed().empty()) << "nothing has changed";
    accept_all();

    // Some of it is mended, and the hold is decided.
    at("2026-11-17T08:00:00Z");
    deliver({.sender = "k1601", .content = "d", .rejected = {{"k0101", {{"INT-F003", 2}}}}});
    decide(held, model::HoldState::rejected);
    (void)compose();
    EXPECT_EQ(composed(), (Strings{"k0101 mend 0 responsible", "k0101 mend 0 delegate", "k1848 refused 1 responsible",
                                   "operator night 0 operator"}));
    EXPECT_NE(preview("k0101").find("there is nothing to tell"), std::string::npos);
    for (const auto& letter : letters())
        if (letter.key.owner == "k0101" && letter.state == ledger::LetterState::waiting) {
            EXPECT_EQ(outbox().notices_of(letter.id).size(), letter.recipient == "delegate" ? 0U : 1U);
        }
    // Before it leaves, more is mended: what leaves is composed of what is true then.
    deliver({.sender = "k1601", .content = "e", .rejected = {{"k0101", {{"INT-F003", 1}}}}});
    for (auto letter : letters())
        if (letter.key.owner == "k0101" && letter.state == ledger::LetterState::waiting) {
            EXPECT_FALSE(composer.still_true(session(), mail, letter)) << letter.recipient;
        }
    EXPECT_EQ(dropped_reasons(), "k0101: nothing of it is true any more\n");
    (void)compose();
    EXPECT_EQ(composed(), (Strings{"k0101 mend 0 responsible", "k0101 mend 0 delegate"}));
    // The contact of k1848 is gone: the next is told.
    session().write([&] {
        while (const auto letter = outbox().claim(true)) {
            outbox().attempt(letter->id);
            if (letter->key.owner == "k1848")
                outbox().refused(letter->id, "550 5.1.1", "gone");
            else
                outbox().accepted(letter->id, "250", "ok");
        }
    });
    const auto undelivered = outbox().undelivered();
    ASSERT_EQ(undelivered.size(), 1U);
    EXPECT_TRUE(composer.compose_for_next_contact(session(), mail, outbox().letter(undelivered.front()).value()));
    EXPECT_EQ(composed(), Strings{"k1848 refused 1 deputy"});
    accept_all();

    // All is mended: said once.
    at("2026-11-18T08:00:00Z");
    deliver({.sender = "k1601", .content = "f"});
    (void)compose();
    EXPECT_EQ(composed(), (Strings{"k0101 mend 0 responsible", "k0101 mend 0 delegate", "operator night 0 operator"}));
    accept_all();
    at("2026-11-19T08:00:00Z");
    (void)compose();
    EXPECT_EQ(composed(), Strings{"operator night 0 operator"});
    EXPECT_TRUE(outbox().owed().empty());
}

TILSIG_ON_EVERY_ENGINE(LettersOnEngines);

}  // namespace
}  // namespace tilsig::alert
