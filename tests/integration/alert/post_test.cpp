// The outbox emptied against a mail server with faults: who is told, when, how often, and what follows.
#include "alert/letter_ends.hpp"
#include "integration/alert/post_world.hpp"
#include "ledger/lease.hpp"
#include "session/process_lock.hpp"
#include "support/server_folder.hpp"

namespace tilsig::alert {
namespace {

using namespace std::chrono_literals;

class Posting : public PostWorld {
protected:
    void SetUp() override {
        PostWorld::SetUp();
        composer.chains["k5001"] = {"a@example.org", "b@example.org", "postmottak@example.org"};
    }
    /// The chain of k5001 begins with an address at which the server shows that fault.
    void first_contact(const std::string& address) { composer.chains["k5001"].front() = address; }
};

TEST_F(Posting, WhatIsOwedIsToldOnce) {
    owe("k5001");
    auto report = post();
    EXPECT_EQ(report.composed.letters, 1U);
    EXPECT_EQ(report.accepted, 1U);
    EXPECT_EQ(report.waiting, 0U);
    EXPECT_FALSE(report.next);
    report = post();
    EXPECT_EQ(report.accepted, 0U);
    EXPECT_EQ(ids(), std::vector<std::string>{id("k5001", "a@example.org")});
    EXPECT_EQ(server().received().at(0).bytes, letter_to("a@example.org").body);
    EXPECT_EQ(letter_to("a@example.org").last_code, "250 2.0.0");
}

TEST_F(Posting, OutsideProductionEveryLetterGoesToTheTestAddress) {
    mail.production = false;
    owe("k5001");
    auto report = post();
    EXPECT_EQ(report.accepted, 0U);
    EXPECT_EQ(report.trouble, "not in production, and no test address is given: nothing is sent");
    mail.test_address = "test@example.org";
    EXPECT_EQ(post().accepted, 1U);
    EXPECT_NE(server().log().at(0).find("\"to\": [\"test@example.org\"]"), std::string::npos);
    EXPECT_EQ(server().received().at(0).bytes.find("a@example.org"), std::string::npos);
}

TEST_F(Posting, ALetterThatWasComposedForProductionDoesNotLeaveOutsideIt) {
    owe("k5001");
    options.server.port = static_cast<std::uint16_t>(test::free_port());  // nobody listens
    EXPECT_NE(post().trouble, "");
    mail.production = false;
    mail.test_address = "test@example.org";
    options.server.port = static_cast<std::uint16_t>(server().port("starttls"));
    clock.sleep_for(10min);
    const auto report = post();
    EXPECT_EQ(report.dropped, 1U);
    EXPECT_EQ(report.accepted, 1U) << "it is composed anew at once, for the test address";
    ASSERT_EQ(server().log().size(), 1U);
    EXPECT_NE(server().log().at(0).find("\"to\": [\"test@example.org\"]"), std::string::npos);
}

TEST_F(Posting, NobodyIsWrittenToFromTheEveningBeforeMayDayUntilTheWorkingDayAfter) {
    at("2027-04-30T13:29:00Z");  // Friday, 15:29 in Norway
    owe("k5001");
    options.server.port = static_cast<std::uint16_t>(test::free_port());
    EXPECT_EQ(post().composed.letters, 1U);
    options.server.port = static_cast<std::uint16_t>(server().port("starttls"));
    for (const char* quiet :
         {"2027-04-30T13:40:00Z", "2027-05-01T09:00:00Z", "2027-05-02T09:00:00Z", "2027-05-03T05:59:00Z"}) {
        at(quiet);
        owe("k0301");
        const auto report = post();
        EXPECT_EQ(report.accepted + report.composed.letters, 0U) << quiet;
        EXPECT_EQ(report.waiting, 1U);
        EXPECT_EQ(report.next, parse_instant("2027-05-03T06:00:00Z")) << quiet;
    }
    at("2027-05-03T06:00:00Z");
    composer.chains["k0301"] = {"oslo@example.org"};
    EXPECT_EQ(post().accepted, 2U) << "deferred, not dropped";
}

TEST_F(Posting, AHolidayInTheMiddleOfTheRetriesCostsNoAttempt) {
    first_contact("later@example.org");
    mail.give_up = 2h;
    at("2027-04-30T13:20:00Z");
    owe("k5001");
    EXPECT_EQ(post().deferred, 1U);
    EXPECT_EQ(letter_to("later@example.org").next_try_at, "2027-04-30T13:25:00.000000Z");
    at("2027-04-30T13:25:00Z");
    EXPECT_EQ(post().deferred, 1U);
    EXPECT_EQ(letter_to("later@example.org").next_try_at, "2027-05-03T06:00:00.000000Z");
    at("2027-05-03T06:00:00Z");
    mail.give_up = 72h;
    EXPECT_EQ(post().deferred, 1U) << "the days on which nobody is written to do not count";
    EXPECT_EQ(letter_to("later@example.org").tries, 3);
    EXPECT_EQ(letter_to("later@example.org").first_try_at, "2027-04-30T13:20:00.000000Z");
}

TEST_F(Posting, RefusedForGoodTheContactIsSuspendedAndTheNextInTheChainIsTold) {
    first_contact("gone@example.org");
    owe("k5001");
    const auto report = post();
    EXPECT_EQ(report.refused, 1U);
    EXPECT_EQ(report.accepted, 1U);
    EXPECT_EQ(ids(), std::vector<std::string>{id("k5001", "b@example.org")});
    EXPECT_EQ(suspended(), std::set<std::string>{"gone@example.org"});
    EXPECT_EQ(letter_to("gone@example.org").last_code, "550 5.1.1");
    EXPECT_EQ(outbox().notices_of(letter_to("b@example.org").id).size(), 1U);
    at("2027-04-29T08:00:00Z");
    owe("k5001", 1);
    EXPECT_EQ(post().refused, 0U) << "nobody writes there again";
    EXPECT_EQ(ids().back(), id("k5001", "b@example.org", 1));
}

TEST_F(Posting, AtTheEndOfTheChainTheOwnerIsUnreachableAndItIsSaid) {
    composer.chains["k5001"] = {"gone1@example.org", "gone2@example.org"};
    owe("k5001");
    const auto report = post();
    EXPECT_EQ(report.refused, 2U);
    EXPECT_EQ(report.unreachable, 1U);
    EXPECT_EQ(outbox().unreachable_owners(), std::vector<std::string>{"k5001"});
    EXPECT_TRUE(outbox().undelivered().empty());
}

TEST_F(Posting, WhatAServerSaysOfTheContentIsNoFaultOfTheAddress) {
    first_contact("spam@example.org");
    owe("k5001");
    const auto report = post();
    EXPECT_EQ(report.refused, 1U);
    EXPECT_EQ(report.accepted, 1U);
    EXPECT_TRUE(suspended().empty());
}

TEST_F(Posting, ThreeLettersInARowThatNobodyTookSuspendTheContact) {
    composer.chains["k5001"] = {"soft@example.org"};
    mail.give_up = 1h;
    for (int day = 0; day < 3; ++day) {
        EXPECT_TRUE(suspended().empty());
        owe("k5001", day);
        EXPECT_EQ(post().deferred, 1U);
        EXPECT_EQ(post().deferred, 0U) << "not before its time";
        clock.sleep_for(61min);
        EXPECT_EQ(post().expired, 1U);
        clock.sleep_for(24h - 61min);
        if (day == 1) at("2027-04-30T08:00:00Z");
    }
    EXPECT_EQ(suspended(), std::set<std::string>{"soft@example.org"});
    EXPECT_EQ(outbox().unreachable_owners(), std::vector<std::string>{"k5001"});
    EXPECT_TRUE(ids().empty());
}

TEST_F(Posting, AnAnswerThatWasLostBringsTheSameLetterAgainAndNoOther) {
    first_contact("drop-" + std::to_string(::getpid()) + "@example.org");
    owe("k5001");
    EXPECT_EQ(post().deferred, 1U);
    composer.words = "3 registreringer mangler sluttdato";
    clock.sleep_for(5min);
    EXPECT_EQ(post().accepted, 1U);
    const auto received = server().received();
    ASSERT_EQ(received.size(), 2U);
    EXPECT_EQ(received[0].bytes, received[1].bytes) << "frozen with the first attempt";
    EXPECT_EQ(letter_to(composer.chains["k5001"].front()).tries, 2);
}

TEST_F(Posting, AServerThatIsAwayIsNoAttempt) {
    owe("k5001");
    options.server.port = static_cast<std::uint16_t>(test::free_port());
    const auto report = post();
    EXPECT_EQ(report.trouble.substr(0, 33), "the mail server (connect): curl-7");
    EXPECT_EQ(report.waiting, 1U);
    EXPECT_EQ(report.next, clock.now() + 5min);
    EXPECT_EQ(letter_to("a@example.org").tries, 0);
    EXPECT_FALSE(letter_to("a@example.org").first_try_at);
    options.server.port = static_cast<std::uint16_t>(server().port("plain"));
    clock.sleep_for(5min);
    EXPECT_EQ(post().trouble.substr(0, 29), "the mail server (tls): curl-6") << "without STARTTLS nothing leaves";
    options.server.port = static_cast<std::uint16_t>(server().port("login"));
    clock.sleep_for(5min);
    EXPECT_EQ(post().trouble.substr(0, 33), "the mail server (sender): 530 5.7") << "nobody's contact is to blame";
    EXPECT_TRUE(suspended().empty());
    composer.words = "3 registreringer mangler sluttdato";
    options.server.port = static_cast<std::uint16_t>(server().port("starttls"));
    clock.sleep_for(5min);
    EXPECT_EQ(post().accepted, 1U);
    EXPECT_NE(server().received().at(0).bytes.find("\r\n3 registreringer"), std::string::npos)
        << "nobody had it yet, so it says what is true now";
}

TEST_F(Posting, AServerThatStaysAwayIsAskedLessAndLess) {
    owe("k5001");
    options.server.port = static_cast<std::uint16_t>(test::free_port());
    std::vector<std::int64_t> minutes;
    for (int attempt = 0; attempt < 11; ++attempt) {
        const auto next = post().next.value();
        minutes.push_back(floor<std::chrono::minutes>(next - clock.now()).count());
        clock.sleep_for(ceil<std::chrono::milliseconds>(next - clock.now()));
    }
    EXPECT_EQ(minutes, (std::vector<std::int64_t>{5, 5, 5, 7, 11, 16, 24, 36, 54, 60, 60}));
    EXPECT_EQ(letter_to("a@example.org").tries, 0);
}

TEST_F(Posting, AClockThatRanAheadAndIsPutRightDelaysNothing) {
    first_contact("later@example.org");
    at("2062-04-28T08:00:00Z");
    owe("k5001");
    EXPECT_EQ(post().deferred, 1U);
    at("2027-04-28T08:00:00Z");
    EXPECT_EQ(post().deferred, 1U) << "not in 2062";
    const auto letter = letter_to("later@example.org");
    EXPECT_EQ(letter.first_try_at, "2027-04-28T08:00:00.000000Z") << "or it would never be given up";
    EXPECT_EQ(letter.next_try_at, "2027-04-28T08:15:00.000000Z");
}

/// A mail server's words go to a terminal, into a table and a document.
TEST_F(Posting, WhatTheServerSaysIsPrintableWhateverItSays) {
    first_contact("rude@example.org");
    owe("k5001");
    const auto report = post();
    EXPECT_EQ(report.deferred, 1U);
    const auto letter = letter_to("rude@example.org");
    EXPECT_EQ(letter.last_code, "451 4.2.1");
    EXPECT_EQ(letter.last_text, "?[2J?]0;owned??[31m # end");
}

TEST_F(Posting, WhatWasMendedMeanwhileIsToldToNobody) {
    owe("k5001");
    options.server.port = static_cast<std::uint16_t>(test::free_port());
    (void)post();
    composer.mended.insert("k5001");
    options.server.port = static_cast<std::uint16_t>(server().port("starttls"));
    clock.sleep_for(5min);
    EXPECT_EQ(post().dropped, 1U);
    EXPECT_TRUE(ids().empty());
    EXPECT_EQ(state_of("a@example.org"), "dropped");
    EXPECT_EQ(post().waiting, 0U);
}

TEST_F(Posting, WhatAKilledProcessHadInHandIsTakenOver) {
    owe("k5001");
    (void)composer.compose_due(session(), mail);
    const auto letter = session().write([&] { return outbox().claim(true); }).value();
    session().write([&] { outbox().attempt(letter.id); });
    composer.mended.insert("k5001");  // no longer asked: somebody may have it already
    EXPECT_EQ(post().accepted, 1U);
    EXPECT_EQ(server().received().at(0).bytes, letter.body);
    EXPECT_EQ(letter_to("a@example.org").tries, 2);
}

TEST_F(Posting, TwoNeverSendAtOnce) {
    owe("k5001");
    ledger::Lease other(session().connection(), ledger::outbox_lease, 1min);
    const auto fence = other.acquire("another process");
    EXPECT_THROW((void)post(), session::AnotherInstance);
    EXPECT_TRUE(ids().empty());
    other.release(fence.value());
    EXPECT_EQ(post().accepted, 1U);
    EXPECT_EQ(post().accepted, 0U) << "the lease was given back";
}

TEST_F(Posting, WhoeverWasTakenOverFromComposesNothing) {
    owe("k5001");
    options.lease = 50ms;
    ledger::Lease other(session().connection(), ledger::outbox_lease, 1min);
    std::optional<std::int64_t> fence;
    composer.before_writing = [&] {
        while (!fence) fence = other.acquire("another process");  // which writes to the same owner meanwhile
    };
    EXPECT_THROW((void)post(), Error);
    EXPECT_TRUE(outbox().letters("", 10).empty()) << "its letter would be the second of the day";
    other.release(fence.value());
    composer.before_writing = {};
    options.lease = 1min;
    EXPECT_EQ(post().accepted, 1U);
}

TEST_F(Posting, AServerThatIsSlowerThanTheLeaseDoesNotCostIt) {
    options.lease = 1s;
    options.server.answer = 10s;
    first_contact("slow@example.org");  // its answer takes 3 s
    owe("k5001");
    ledger::Lease other(session().connection(), ledger::outbox_lease, 1min);
    int wanted = 0;
    options.stop = [&] {
        ++wanted;
        EXPECT_FALSE(other.acquire("another process")) << "it would send the same letter";
        return false;
    };
    EXPECT_EQ(post().accepted, 1U);
    EXPECT_GT(wanted, 10);
    EXPECT_EQ(ids().size(), 1U);
}

TEST_F(Posting, WhoeverIsAskedToEndLeavesTheRestForTheNext) {
    owe("k5001");
    bool stop = false;
    options.stop = [&] { return stop; };
    first_contact("slow@example.org");  // its answer takes 3 s, and 2 s are waited for
    owe("k0301");
    composer.chains["k0301"] = {"oslo@example.org"};
    stop = true;
    EXPECT_EQ(post().waiting, 2U);
    stop = false;
    EXPECT_EQ(post().accepted, 1U);
    EXPECT_EQ(state_of("slow@example.org"), "waiting") << "no answer in time: neither yes nor no";
}

TEST_F(Posting, AContactThatWasSuspendedWhileALetterWaitedIsNotWrittenTo) {
    owe("k5001");
    options.server.port = static_cast<std::uint16_t>(test::free_port());
    (void)post();
    session().write([&] { ledger::ContactStates(session().connection(), clock).suspend("a@example.org", "bounced"); });
    options.server.port = static_cast<std::uint16_t>(server().port("starttls"));
    clock.sleep_for(5min);
    const auto report = post();
    EXPECT_EQ(report.accepted, 1U);
    EXPECT_EQ(ids(), std::vector<std::string>{id("k5001", "b@example.org")});
}

TEST_F(Posting, APersonsTestLetterGoesAtAnyHour) {
    at("2027-05-01T20:00:00Z");
    ledger::Letter letter;
    letter.message_id = "<test@example.org>";
    letter.key = {"k5001", ledger::NoticeKind::test, "2027-05-01", 0};
    letter.address = "a@example.org";
    letter.body = "Message-ID: <test@example.org>\r\n\r\ntest\r\n";
    ledger::Lease other(session().connection(), ledger::outbox_lease, 1min);
    const auto fence = other.acquire("another process");
    EXPECT_THROW((void)send_letter(session(), mail, composer, options, letter), session::AnotherInstance);
    EXPECT_TRUE(outbox().letters("", 10).empty()) << "the other process would send it, at some other hour";
    other.release(fence.value());
    EXPECT_EQ(send_letter(session(), mail, composer, options, letter).state, ledger::LetterState::accepted);
    EXPECT_EQ(ids(), std::vector<std::string>{"<test@example.org>"});
}

TEST_F(Posting, TheNextMomentIsAnHourOrALetterThatWaits) {
    mail.to_operator.emplace().address = "drift@example.org";
    EXPECT_EQ(next_post(session(), mail, clock.now()), parse_instant("2027-04-29T04:30:00Z")) << "06:30 in Norway";
    EXPECT_EQ(next_post(session(), mail, parse_instant("2027-04-29T04:30:00Z")), parse_instant("2027-04-29T06:00:00Z"));
    mail.to_operator.reset();
    EXPECT_EQ(next_post(session(), mail, parse_instant("2027-04-30T10:00:00Z")), parse_instant("2027-05-03T06:00:00Z"));
    owe("k5001");
    options.server.port = static_cast<std::uint16_t>(test::free_port());
    (void)post();
    EXPECT_EQ(next_post(session(), mail, clock.now()), clock.now() + 5min);
}

TEST(SendingHoursOf, AClosedDayOfTheHouseIsQuietAndTheClockChangeMovesNothing) {
    config::Mail mail;
    mail.closed = {Day{std::chrono::year{2027} / 12 / 24}};
    const SendingHours hours(mail);
    EXPECT_FALSE(hours.open(parse_instant("2027-12-24T10:00:00Z")));
    EXPECT_EQ(hours.this_or_next_opening(parse_instant("2027-12-23T15:00:00Z")), parse_instant("2027-12-27T07:00:00Z"));
    EXPECT_EQ(hours.this_or_next_opening(parse_instant("2027-03-24T15:00:00Z")), parse_instant("2027-03-30T06:00:00Z"))
        << "from Wednesday before Easter to Tuesday after it, summer time meanwhile";
    EXPECT_EQ(hours.open_time(parse_instant("2027-03-24T10:00:00Z"), parse_instant("2027-03-30T10:00:00Z")), 24h);
    EXPECT_TRUE(hours.open(parse_instant("2027-05-18T13:29:00Z")));
    EXPECT_FALSE(hours.open(parse_instant("2027-05-18T13:30:00Z")));
    EXPECT_FALSE(hours.open(parse_instant("2027-05-17T10:00:00Z")));
}

TEST(Blame, GoesByTheEnhancedCodeAndElseByTheStage) {
    for (const char* address : {"550 5.1.1", "5.1.10", "552 5.2.2", "5.1.1"})
        EXPECT_TRUE(blames_address(address, false));
    for (const char* other : {"554 5.7.1", "5.3.4", "554 5.6.0", "550 5.7.23"})
        EXPECT_FALSE(blames_address(other, true)) << other;
    for (const char* bare : {"550", "5.0.0"}) EXPECT_TRUE(blames_address(bare, true)) << bare;
    EXPECT_FALSE(blames_address("554", false));
}

}  // namespace
}  // namespace tilsig::alert
