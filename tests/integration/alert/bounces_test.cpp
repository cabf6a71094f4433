// What other servers send back: notifications of exim4 as they are, and all that is none.
#include "alert/bounces.hpp"

#include <fstream>

#include "integration/alert/post_world.hpp"

namespace tilsig::alert {
namespace {

namespace fs = std::filesystem;
using test::TestExim;

/// As servers write them, with that status and action, about that letter.
std::string notification(const std::string& action, const std::string& status, const std::string& message_id,
                         const std::string& part = "text/rfc822-headers") {
    return "Return-path: <>\nFrom: Mail Delivery System <mailer-daemon@kommune.example>\nTo: datainn@example.org\n"
           "Subject: Undelivered Mail Returned to Sender\nMIME-Version: 1.0\nContent-Type: multipart/report; "
           "report-type=delivery-status;\n\tboundary=\"=_9BF.1\"\n\nThis is a MIME-encapsulated message.\n\n--=_9BF.1\n"
           "Content-Type: text/plain; charset=utf-8\n\nThe mailbox does not exist.\nMessage-ID: <decoy@example.org>\n\n"
           "--=_9BF.1\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.kommune.example\nArrival-Date: "
           "Wed, 28 Apr 2027 10:00:00 +0200\n\nFinal-Recipient: rfc822; a@example.org\nAction: " +
           action + "\nStatus: " + status +
           "\nDiagnostic-Code: smtp; 550 no such user\n\n--=_9BF.1\nContent-Type: " + part +
           "\n\nFrom: datainn@example.org\nMessage-ID:\n " + message_id + "\nSubject: Krever handling\n\n--=_9BF.1--\n";
}

TEST(DeliveryStatuses, AreReadWhateverTheirLineEnds) {
    for (const std::string part : {"text/rfc822-headers", "message/rfc822"}) {
        std::string message = notification("failed", "5.1.1 (bad mailbox)", "<x@example.org>", part);
        auto found = read_delivery_status(message);
        ASSERT_TRUE(found) << part;
        EXPECT_EQ(found->message_id, "<x@example.org>");
        EXPECT_EQ(found->action, "failed");
        EXPECT_EQ(found->status, "5.1.1");
        for (std::size_t at = 0; (at = message.find('\n', at)) != std::string::npos; at += 2) message.insert(at, "\r");
        found = read_delivery_status(message);
        ASSERT_TRUE(found);
        EXPECT_EQ(found->message_id, "<x@example.org>");
    }
}

/// A notification within a message within a message, and so on.
std::string nested(int depth) {
    std::string message = notification("failed", "5.1.1", "<x@example.org>");
    for (int level = 0; level < depth; ++level) {
        const std::string boundary = "b" + std::to_string(level);
        message.insert(0, "Content-Type: multipart/mixed; boundary=" + boundary + "\n\n--" + boundary +
                              "\nContent-Type: message/rfc822\n\n");
        message += "--" + boundary + "--\n";
    }
    return message;
}

TEST(DeliveryStatuses, WhatIsNoneIsNone) {
    const std::string good = notification("failed", "5.1.1", "<x@example.org>");
    const auto without = [&](const std::string& what) {
        std::string changed = good;
        changed.replace(changed.find(what), what.size(), "X");
        return changed;
    };
    const std::vector<std::string> none{
        std::string(),
        std::string("\n"),
        std::string("no header at all"),
        without("multipart/report"),
        without("delivery-status;"),
        without("\tboundary=\"=_9BF.1\""),
        without("Action"),
        without("Message-ID:\n"),
        without("<x@example.org>"),
        good.substr(0, good.find("Final-Recipient")),
        good + std::string(1024 * 1024, 'x'),
        "Content-Type: multipart/report; report-type=delivery-status; boundary=\"\"\n\n--\n--\n",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=a\n\n" + std::string(200'000, '-'),
        std::string(100'000, 'h') + ": x\n\n",
        "Subject: " + std::string(500'000, 'x') + "\n" + good,
        std::string(500'000, '\0'),
        nested(1000),
        "Content-Type: multipart/report; report-type=delivery-status; boundary=\"\xff\xfe\"\n\n--\xff\xfe\n\xc3\n"};
    for (const auto& bad : none) EXPECT_FALSE(read_delivery_status(bad)) << bad.substr(0, 300);
    std::string many = good;
    for (int i = 0; i < 10'000; ++i) many.insert(0, "X-" + std::to_string(i) + ": y\n");
    EXPECT_FALSE(read_delivery_status(many));
}

/// Every beginning of a notification, and every one with a byte changed, is read or refused, and nothing else happens.
TEST(DeliveryStatuses, DamagedOnesHarmNobody) {
    const std::string good = notification("failed", "5.1.1", "<x@example.org>");
    for (std::size_t size = 0; size < good.size(); ++size) (void)read_delivery_status(good.substr(0, size));
    for (std::size_t at = 0; at < good.size(); ++at) {
        for (const char byte : {'\0', '\n', '\xff', '"', ';', ':'}) {
            std::string changed = good;
            changed[at] = byte;
            (void)read_delivery_status(changed);
        }
    }
}

class Bounces : public PostWorld {
protected:
    void SetUp() override {
        PostWorld::SetUp();
        if (IsSkipped()) return;
        composer.chains["k5001"] = {"a@example.org", "b@example.org"};
        mail.bounces = m_maildir.path();
        fs::create_directory(mail.bounces / "new");
        owe("k5001");
        EXPECT_EQ(post().accepted, 1U);
    }
    void arrives(const std::string& name, const std::string& message) {
        std::ofstream(mail.bounces / "new" / name) << message;
    }
    [[nodiscard]] std::size_t files(const char* folder) const {
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator(mail.bounces / folder), fs::directory_iterator()));
    }

private:
    TempFolder m_maildir;
};

TEST_F(Bounces, ALetterThatCameBackSuspendsItsContactAndTheNextIsTold) {
    arrives("1", notification("failed", "5.1.1", id("k5001", "a@example.org")));
    arrives("2", notification("failed", "5.1.1", id("k5001", "a@example.org")));
    const auto report = post();
    EXPECT_EQ(report.bounces.failed, 1U);
    EXPECT_EQ(report.bounces.other, 1U) << "the same said twice";
    EXPECT_EQ(report.accepted, 1U);
    EXPECT_EQ(ids().back(), id("k5001", "b@example.org"));
    EXPECT_EQ(suspended(), std::set<std::string>{"a@example.org"});
    EXPECT_EQ(state_of("a@example.org"), "refused");
    EXPECT_EQ(files("new"), 0U);
    EXPECT_EQ(files("cur"), 2U);
    EXPECT_EQ(post().bounces.failed, 0U) << "each is processed once";
}

TEST_F(Bounces, WhatMayPassIsCountedAndWhatIsOnlyLateIsNot) {
    arrives("1", notification("delayed", "4.4.1", id("k5001", "a@example.org")));
    EXPECT_EQ(post().bounces.other, 1U);
    EXPECT_EQ(state_of("a@example.org"), "accepted");
    arrives("2", notification("failed", "4.4.7", id("k5001", "a@example.org")));
    const auto report = post();
    EXPECT_EQ(report.bounces.soft, 1U);
    EXPECT_EQ(state_of("a@example.org"), "expired");
    EXPECT_TRUE(suspended().empty());
    EXPECT_EQ(ids().back(), id("k5001", "b@example.org")) << "nobody has read it";
}

TEST_F(Bounces, WhatIsForeignOrHostileIsCountedAndLeftToAPerson) {
    arrives("1", notification("failed", "5.1.1", "<somebody@else.example>"));
    arrives("2", "Subject: Fravær\n\nJeg er på ferie.\n");
    arrives("3", std::string(2 * 1024 * 1024, 'x'));
    fs::create_symlink("/etc/passwd", mail.bounces / "new/4");
    fs::create_directory(mail.bounces / "new/5");
    arrives("6", "");
    auto report = post();
    EXPECT_EQ(report.bounces.foreign, 6U);
    EXPECT_EQ(report.bounces.failed + report.bounces.soft + report.bounces.other, 0U);
    EXPECT_EQ(files("new"), 2U) << "the link and the folder";
    EXPECT_EQ(files("cur"), 4U);
    EXPECT_TRUE(fs::exists(mail.bounces / "cur/2:2,")) << "unseen: a person is to read it";
    EXPECT_EQ(post().bounces.foreign, 2U);
    EXPECT_EQ(state_of("a@example.org"), "accepted");
    fs::remove_all(mail.bounces);
    EXPECT_EQ(post().bounces.foreign, 0U) << "a Maildir that is not there ends nothing";
}

/// Its name has no room for what a name in `cur` ends with.
TEST_F(Bounces, OneThatCannotBeMovedHidesNoOther) {
    fs::create_directory(mail.bounces / "cur");
    arrives(std::string(253, 'a'), "Subject: x\n\n");
    arrives("b", notification("failed", "5.1.1", id("k5001", "a@example.org")));
    EXPECT_EQ(post().bounces.failed, 1U);
    EXPECT_EQ(post().bounces.failed, 0U);
    EXPECT_EQ(state_of("a@example.org"), "refused");
}

TEST_F(Bounces, ANotificationOfARealServerIsUnderstood) {
    if (const auto why = TestExim::missing(); !why.empty()) GTEST_SKIP() << why;
    auto& exim = TestExim::shared();
    options.server.port = static_cast<std::uint16_t>(exim.port());
    options.server.ca_file = exim.ca_file();
    mail.bounces = exim.bounces();
    composer.chains["k0301"] = {"returned@example.org", "oslo@example.org"};
    owe("k0301");
    EXPECT_EQ(post().accepted, 1U) << "the server takes it, and finds out later";
    (void)exim.received();  // waits for its queue
    const auto report = post();
    EXPECT_EQ(report.bounces.failed, 1U);
    EXPECT_EQ(report.accepted, 1U);
    EXPECT_EQ(state_of("returned@example.org"), "refused");
    EXPECT_EQ(suspended(), std::set<std::string>{"returned@example.org"});
    ASSERT_EQ(exim.received().size(), 1U);
    EXPECT_EQ(exim.received().at(0).to, "oslo@example.org");
}

}  // namespace
}  // namespace tilsig::alert
