// Notices become letters, letters are claimed, attempted and answered; whatever is killed in between.
#include "ledger/outbox.hpp"

#include <algorithm>

#include "integration/ledger/engine_fixture.hpp"
#include "ledger/contact_states.hpp"
#include "ledger/pauses.hpp"

namespace tilsig::ledger {
namespace {

using std::chrono::hours;

const model::UnitName population{"ssb.population", "ssb", "2026"};

class OutboxOf : public OnALedger {
protected:
    void SetUp() override {
        OnALedger::SetUp();
        if (IsSkipped()) return;
        m_outbox = std::make_unique<Outbox>(connection(), clock);
    }
    Outbox& outbox() { return *m_outbox; }
    /// Runs work that returns nothing, committed.
    template <typename Work>
    void does(const Work& work) {
        (void)write([&] { return work(), 0; });
    }
    void note(const std::string& owner, NoticeKind kind = NoticeKind::mend, std::int64_t revision = 0) {
        does([&] { outbox().note({owner, kind, "c0ffee", revision}, std::nullopt, std::nullopt, std::nullopt); });
    }
    /// A letter that tells all that its owner is owed; returns its id.
    std::int64_t compose(const std::string& owner, const std::string& address, NoticeKind kind = NoticeKind::mend,
                         const std::vector<LetterCount>& counts = {}) {
        Letter letter;
        letter.message_id = "<" + std::to_string(++m_letters) + "@example.org>";
        letter.key = {owner, kind, "c0ffee", 0};
        letter.recipient = "responsible";
        letter.address = address;
        letter.language = "nb";
        letter.facts = "f1";
        letter.body = body;
        std::vector<std::int64_t> ids;
        for (const auto& notice : outbox().owed())
            if (notice.key.owner == owner) ids.push_back(notice.id);
        return write([&] { return outbox().compose(letter, ids, counts); });
    }
    std::optional<Letter> claim(bool senders = true) {
        return write([&] { return outbox().claim(senders); });
    }
    /// A letter to the address that ended as `state`.
    std::int64_t ended(const std::string& address, LetterState state) {
        const auto id = compose("k5001", address);
        EXPECT_EQ(claim().value().id, id);
        does([&] {
            outbox().attempt(id);
            if (state == LetterState::accepted) outbox().accepted(id, "250", "OK");
            if (state == LetterState::refused) outbox().refused(id, "550 5.1.1", "no such user");
            if (state == LetterState::expired) outbox().expired(id, "not taken within 72h");
        });
        clock.sleep_for(hours(1));
        return id;
    }
    std::string after(hours time) const { return to_text(clock.now() + time); }

    // Line ends, dots and what is not ASCII come back as they went.
    const std::string body =
        "Subject: =?utf-8?q?=C3=98?=\r\n\r\n.\r\n..\r\nÆrø 'x' \"y\"; \\ %\r\n" + std::string(200'000, 'x') + "\r\n";

private:
    std::unique_ptr<Outbox> m_outbox;
    int m_letters = 0;
};

TEST_P(OutboxOf, a_notice_is_owed_once_and_told_by_one_letter) {
    const auto unit = write([&] { return ledger().unit_id(population); });
    note("k5001");
    note("k5001");
    note("k0301", NoticeKind::overdue);
    does([&] { outbox().note({"k5001", NoticeKind::mend, "c0ffee", 1}, unit, std::nullopt, std::nullopt); });
    const auto owed = outbox().owed();
    ASSERT_EQ(owed.size(), 3U);
    EXPECT_EQ(owed[0].key, (NoticeKey{"k0301", NoticeKind::overdue, "c0ffee", 0}));
    EXPECT_EQ(owed[2].unit_id, unit);
    EXPECT_EQ(outbox().next_revision("k5001", NoticeKind::mend, "c0ffee"), 2);
    EXPECT_EQ(outbox().next_revision("k5001", NoticeKind::refused, "c0ffee"), 0);

    const auto letter = compose("k5001", "a@example.org", NoticeKind::mend, {{unit, "INT-F003", 7}});
    EXPECT_EQ(outbox().owed().size(), 1U);
    EXPECT_EQ(outbox().notices_of(letter).size(), 2U);
    note("k5001");
    EXPECT_EQ(outbox().owed().size(), 1U) << "what was told is not owed again by being noted again";
    EXPECT_EQ(outbox().last_letters(), (std::map<std::string, std::string>{{"k5001", to_text(clock.now())}}));
    EXPECT_EQ(outbox().letter(letter).value().body, body);
    EXPECT_EQ(outbox().find("<1@example.org>").value().id, letter);
    EXPECT_FALSE(outbox().find("<2@example.org>"));
    EXPECT_EQ(outbox().letters("", 10).at(0).body, "") << "a list does not carry the bodies";
    EXPECT_TRUE(outbox().letters("k0301", 10).empty());
    EXPECT_TRUE(outbox().last_counts("k5001").empty()) << "nobody has accepted it yet";
    (void)claim();
    does([&] { outbox().attempt(letter), outbox().accepted(letter, "250", "OK"); });
    EXPECT_EQ(outbox().last_counts("k5001"), (std::vector<LetterCount>{{unit, "INT-F003", 7}}));
}

TEST_P(OutboxOf, a_letter_may_be_composed_again_until_its_first_attempt_and_never_after) {
    note("k5001");
    note("k5001", NoticeKind::refused);
    const auto id = compose("k5001", "a@example.org");
    auto letter = claim().value();
    EXPECT_EQ(letter.id, id);
    EXPECT_EQ(letter.body, body);
    letter.message_id = "<other@example.org>";
    letter.body = "other words";
    const std::vector<std::int64_t> one{outbox().notices_of(id).front().id};
    does([&] { outbox().recompose(letter, one, {}); });
    EXPECT_EQ(outbox().owed().size(), 1U) << "what it does not tell any more is owed again";
    EXPECT_EQ(outbox().letter(id).value().message_id, "<other@example.org>");
    does([&] { outbox().attempt(id); });
    letter.body = "changed";
    {
        odbc::Transaction transaction(connection(), odbc::Transaction::Mode::write);
        EXPECT_THROW(outbox().recompose(letter, one, {}), Error);
    }
    EXPECT_EQ(outbox().letter(id).value().body, "other words");
    does([&] { outbox().deferred(id, "451 4.7.1", "try again later, 12345678901", after(hours(1))); });
    EXPECT_FALSE(claim()) << "its time has not come";
    EXPECT_EQ(outbox().next_try().senders, after(hours(1)));
    clock.sleep_for(hours(1));
    const auto again = claim().value();
    EXPECT_EQ(again.tries, 1);
    EXPECT_EQ(again.body, "other words");
    EXPECT_EQ(again.last_text, "try again later, #") << "what a server says holds no long numbers";
}

TEST_P(OutboxOf, what_a_killed_process_had_claimed_is_claimed_again_with_the_same_bytes) {
    const auto first = compose("k5001", "a@example.org");
    const auto second = compose("k0301", "b@example.org");
    EXPECT_EQ(claim().value().id, first);
    does([&] { outbox().attempt(first); });
    // Here it is killed: the next one that holds the lease finds the claim, and the same bytes.
    const auto again = claim().value();
    EXPECT_EQ(again.id, first);
    EXPECT_EQ(again.body, body);
    EXPECT_EQ(again.tries, 1);
    does([&] { outbox().attempt(first), outbox().accepted(first, "250 2.0.0", "OK"); });
    EXPECT_EQ(outbox().letter(first).value().tries, 2);
    EXPECT_EQ(claim().value().id, second);
    {
        odbc::Transaction transaction(connection(), odbc::Transaction::Mode::write);
        EXPECT_THROW(outbox().accepted(first, "250", "OK"), Error) << "it ended already";
    }
}

TEST_P(OutboxOf, an_attempt_without_a_server_did_not_take_place) {
    const auto id = compose("k5001", "a@example.org");
    (void)claim();
    does([&] { outbox().attempt(id), outbox().not_attempted(id, "curl-7", "refused", after(hours(0))); });
    auto letter = claim().value();
    EXPECT_EQ(letter.tries, 0);
    EXPECT_FALSE(letter.first_try_at);
    does([&] { outbox().attempt(id), outbox().deferred(id, "451", "later", after(hours(0))); });
    const auto first_try = outbox().letter(id).value().first_try_at;
    clock.sleep_for(hours(1));
    (void)claim();
    does([&] { outbox().attempt(id), outbox().not_attempted(id, "curl-7", "refused", after(hours(2))); });
    letter = outbox().letter(id).value();
    EXPECT_EQ(letter.tries, 1);
    EXPECT_EQ(letter.first_try_at, first_try);
    const auto other = compose("k0301", "b@example.org");
    does([&] { outbox().postpone(after(hours(1))); });
    EXPECT_FALSE(claim()) << "the server is away";
    EXPECT_EQ(outbox().letter(id).value().next_try_at, after(hours(2))) << "what is due later stays so";
    clock.sleep_for(hours(1));
    EXPECT_EQ(claim().value().id, other);
}

TEST_P(OutboxOf, senders_are_written_to_only_when_they_may_be) {
    (void)compose("k5001", "a@example.org", NoticeKind::overdue);
    const auto night = compose("operator", "drift@example.org", NoticeKind::night);
    EXPECT_EQ(claim(false).value().id, night);
    does([&] { outbox().attempt(night), outbox().accepted(night, "250", "OK"); });
    EXPECT_FALSE(claim(false));
    EXPECT_TRUE(outbox().next_try().senders);
    EXPECT_FALSE(outbox().next_try().others);
    EXPECT_TRUE(claim(true));
    EXPECT_FALSE(claim(false)) << "also a claim that a killed process left waits for the hours of senders";
}

TEST_P(OutboxOf, a_dropped_letter_gives_its_notices_back_or_takes_them_along) {
    note("k5001");
    const auto first = compose("k5001", "a@example.org");
    does([&] { outbox().drop_letter(first, "composed for production", NoticeState::owed); });
    EXPECT_EQ(outbox().owed().size(), 1U);
    EXPECT_TRUE(outbox().last_letters().empty()) << "a letter that nobody got is not the letter of the day";
    const auto second = compose("k5001", "a@example.org");
    does([&] { outbox().drop_letter(second, "mended", NoticeState::dropped); });
    EXPECT_TRUE(outbox().owed().empty());
    EXPECT_FALSE(claim());
    EXPECT_EQ(outbox().notices_of(second).at(0).reason, "mended");
    EXPECT_EQ(outbox().counts().letters, (std::map<LetterState, std::int64_t>{{LetterState::dropped, 2}}));
}

TEST_P(OutboxOf, an_owner_is_unreachable_until_something_is_told_to_it_again) {
    note("k5001");
    const auto id = compose("k5001", "a@example.org");
    (void)claim();
    does([&] {
        outbox().attempt(id);
        outbox().refused(id, "550", "no");
        outbox().drop_notices_of(id, std::string(unreachable) + ": the last contact refused");
    });
    EXPECT_EQ(outbox().unreachable_owners(), std::vector<std::string>{"k5001"});
    note("k5001", NoticeKind::mend, 1);
    EXPECT_EQ(outbox().unreachable_owners(), std::vector<std::string>{"k5001"}) << "owed is not told";
    (void)compose("k5001", "b@example.org");
    EXPECT_TRUE(outbox().unreachable_owners().empty());
}

TEST_P(OutboxOf, paused_owners_are_owed_and_wait) {
    note("k5001");
    note("k0301");
    Pauses pauses(connection(), clock);
    EXPECT_TRUE(write([&] { return pauses.pause_owner("k5001", "kari", "moves to another system"); }));
    EXPECT_FALSE(write([&] { return pauses.pause_owner("k5001", "ola", "again"); }));
    ASSERT_EQ(outbox().owed().size(), 1U);
    EXPECT_EQ(outbox().counts().owed, 2);
    EXPECT_EQ(outbox().newest_owed(), to_text(clock.now()));
    EXPECT_EQ(pauses.paused_owners().at(0).why, "moves to another system");
    EXPECT_TRUE(pauses.paused_feeds().empty());
    EXPECT_TRUE(write([&] { return pauses.resume_owner("k5001", "kari"); }));
    EXPECT_FALSE(write([&] { return pauses.resume_owner("k5001", "kari"); }));
    EXPECT_EQ(outbox().owed().size(), 2U);
}

TEST_P(OutboxOf, soft_failures_in_a_row_are_counted_until_a_letter_arrives_or_a_person_confirms) {
    ContactStates contacts(connection(), clock);
    const auto row = [&](std::int64_t id) { return outbox().soft_in_a_row(outbox().letter(id).value()); };
    EXPECT_EQ(row(ended("a@example.org", LetterState::expired)), 1);
    EXPECT_EQ(row(ended("a@example.org", LetterState::accepted)), 0);
    EXPECT_EQ(row(ended("a@example.org", LetterState::expired)), 1);
    EXPECT_EQ(row(ended("b@example.org", LetterState::expired)), 1) << "each address by itself";
    const auto bounced = ended("a@example.org", LetterState::accepted);
    does([&] { outbox().soft_bounced(bounced, "4.4.7", "delivery time expired"); });
    EXPECT_EQ(row(bounced), 2) << "a letter that came back was not delivered";
    EXPECT_EQ(row(ended("a@example.org", LetterState::expired)), 3);
    EXPECT_FALSE(write([&] { return contacts.confirm("a@example.org", "kari"); }));
    clock.sleep_for(hours(1));
    EXPECT_EQ(row(ended("a@example.org", LetterState::expired)), 1);
}

TEST_P(OutboxOf, an_address_stays_suspended_until_it_is_confirmed) {
    ContactStates contacts(connection(), clock);
    does([&] { contacts.suspend("a@example.org", "550 5.1.1 no such user"); });
    does([&] { contacts.suspend("a@example.org", "another reason"); });
    EXPECT_EQ(contacts.suspended(), std::set<std::string>{"a@example.org"});
    EXPECT_EQ(contacts.all().at(0).why, "550 5.1.1 no such user");
    EXPECT_TRUE(write([&] { return contacts.confirm("a@example.org", "kari"); }));
    EXPECT_TRUE(contacts.suspended().empty());
    EXPECT_EQ(contacts.all().at(0).confirmed_at, to_text(clock.now()));
    EXPECT_EQ(ledger().audits(1).at(0).what, "contact confirmed");
}

TEST_P(OutboxOf, a_clock_that_ran_ahead_leaves_nothing_behind) {
    const auto now = clock.now();
    clock.sleep_for(hours(24 * 366 * 35));
    const auto late = compose("k0301", "late@example.org");
    const auto id = compose("k5001", "a@example.org");
    (void)claim();
    does([&] { outbox().attempt(late), outbox().accepted(late, "250", "OK"); });
    (void)claim();
    does([&] { outbox().attempt(id), outbox().deferred(id, "451", "later", after(hours(1))); });
    EXPECT_EQ(outbox().last_letters().size(), 2U);
    clock.sleep_for(std::chrono::duration_cast<std::chrono::milliseconds>(now - clock.now()));
    EXPECT_TRUE(outbox().last_letters().empty()) << "they are no letters of today, nor of this week";
    EXPECT_FALSE(claim());
    does([&] { outbox().bring_back(); });
    EXPECT_EQ(claim().value().first_try_at, to_text(now));
    const auto waits = outbox().unfinished();
    ASSERT_EQ(waits.size(), 1U);
    EXPECT_TRUE(waits[0].id == id && waits[0].owner == "k5001" && waits[0].attempted);
    // What waits for the end of Christmas is left alone.
    does([&] { outbox().deferred(id, "451", "later", after(hours(24 * 14))), outbox().bring_back(); });
    EXPECT_EQ(outbox().letter(id)->next_try_at, after(hours(24 * 14)));
}

TEST_P(OutboxOf, the_newest_letter_of_an_owner_is_of_the_day_on_which_it_was_taken) {
    const auto id = compose("k5001", "a@example.org");
    const auto night = compose("operator", "drift@example.org", NoticeKind::night);
    const auto composed = to_text(clock.now());
    clock.sleep_for(hours(24));
    for (const auto each : {id, night}) {
        EXPECT_EQ(claim().value().id, each);
        does([&] { outbox().attempt(each), outbox().accepted(each, "250", "OK"); });
    }
    EXPECT_EQ(outbox().last_letters(),
              (std::map<std::string, std::string>{{"k5001", to_text(clock.now())}, {"operator", composed}}));
}

TEST_P(OutboxOf, words_of_letters_that_ended_long_ago_are_forgotten_and_nothing_else) {
    const auto old = ended("a@example.org", LetterState::accepted);
    const auto before = to_text(clock.now());
    const auto recent = ended("a@example.org", LetterState::accepted);
    const auto waits = compose("k5001", "a@example.org");
    EXPECT_EQ(outbox().ended_before(before), 1);
    does([&] { outbox().forget_words(before); });
    EXPECT_EQ(outbox().ended_before(before), 0);
    EXPECT_EQ(outbox().letter(old)->body, "");
    EXPECT_EQ(outbox().letter(old)->address, "a@example.org");
    for (const auto each : {recent, waits}) EXPECT_EQ(outbox().letter(each)->body, body);
}

TEST_P(OutboxOf, letters_of_a_nation_are_composed_and_claimed_within_seconds) {
    constexpr int nation = 430;
    for (int i = 0; i < nation; ++i) note("k" + std::to_string(1000 + i));
    const auto begin = std::chrono::steady_clock::now();
    Letter letter;
    letter.recipient = "responsible";
    letter.body = std::string(20'000, 'x');
    for (const auto& notice : outbox().owed()) {
        letter.key = notice.key;
        letter.message_id = "<" + notice.key.owner + "@example.org>";
        letter.address = notice.key.owner + "@example.org";
        does([&] { outbox().compose(letter, std::span(&notice.id, 1), {}); });
    }
    int sent = 0;
    for (auto next = claim(); next; next = claim(), ++sent) {
        does([&] { outbox().attempt(next->id); });
        does([&] { outbox().accepted(next->id, "250", "OK"); });
    }
    EXPECT_EQ(sent, nation);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

TILSIG_ON_EVERY_ENGINE(OutboxOf);

}  // namespace
}  // namespace tilsig::ledger
