// tilsig alert as its operator works with it, and the daemon that sends by itself.
#include <gtest/gtest.h>
#include <signal.h>

#include "base/clock.hpp"
#include "scenarios/installation.hpp"
#include "support/mail_servers.hpp"

namespace tilsig::test {
namespace {

using namespace std::chrono_literals;

class Alert : public ::testing::Test {
protected:
    void SetUp() override {
        if (const auto why = FaultyMailServer::missing(); !why.empty()) GTEST_SKIP() << why;
        server().clear();
        m_here = std::make_unique<Installation>(
            TestEngine::sqlite, std::filesystem::path(TILSIG_SOURCE_DIR "/tests/scenarios/content/intro"));
        m_settings = read_file(m_here->folder() / "tilsig.yaml");
        ASSERT_EQ(m_here->tilsig("night", {"--close"}).exit_code, 0);
    }
    static FaultyMailServer& server() { return FaultyMailServer::shared(); }
    void mail(const std::string& more) const {
        (void)m_here->file("tilsig.yaml", m_settings +
                                              "daemon: {lease: 2s, health: \"off\"}\nmail:\n  server: 127.0.0.1:" +
                                              std::to_string(server().port("starttls")) + "\n  ca_file: " +
                                              server().ca_file().string() + "\n  from: datainn@example.org\n" + more);
    }
    Answer alert(const std::vector<std::string>& words) const { return m_here->tilsig("alert", words); }

    std::unique_ptr<Installation> m_here;
    std::string m_settings;
};

TEST_F(Alert, WithoutMailNothingIsSentAndItSaysSo) {
    const auto sent = alert({"send"});
    EXPECT_EQ(sent.exit_code, 78);
    EXPECT_NE(sent.err.find("tilsig.yaml has no `mail:`"), std::string::npos) << sent.err;
    const auto list = alert({"list"});
    EXPECT_EQ(list.exit_code, 0);
    EXPECT_EQ(list.out, "no letter yet\ntilsig.yaml has no `mail:`: nothing is noted, composed or sent\n");
    mail("");
    EXPECT_EQ(alert({"send"}).exit_code, 0);
    EXPECT_NE(alert({"send"}).out.find("not in production, and no test address"), std::string::npos);
    EXPECT_NE(alert({"list"}).out.find("not in production, and no `test_address`"), std::string::npos);
    mail("  test_address: test@example.org\n  operator: {address: drift@example.org}\n");
    (void)alert({"send"});
    EXPECT_EQ(alert({"send", "--quiet"}).out, "") << "cron mails what is said";
    EXPECT_NE(alert({"preview", "--operator"}).out.find("-> test@example.org"), std::string::npos);
}

TEST(AlertBeforeTheFirstNight, ATestLetterSaysWhatIsMissing) {
    const Installation here(TestEngine::sqlite,
                            std::filesystem::path(TILSIG_SOURCE_DIR "/tests/scenarios/content/intro"));
    (void)here.file("tilsig.yaml", read_file(here.folder() / "tilsig.yaml") +
                                       "mail: {server: \"127.0.0.1:1\", tls: none, from: a@example.org, "
                                       "test_address: t@example.org}\n");
    const auto test = here.tilsig("alert", {"test", "a@example.org"});
    EXPECT_EQ(test.exit_code, 5) << test.out;
    EXPECT_NE(test.err.find("the first `tilsig night`"), std::string::npos) << test.err;
}

TEST_F(Alert, WithoutItsKeyItSaysWhatToDo) {
    mail("  production: true\n");
    std::filesystem::remove(m_here->folder() / "state/landing.key");
    const auto answer = alert({"test", "a@example.org"});
    EXPECT_EQ(answer.exit_code, 5) << answer.err;
    EXPECT_NE(answer.err.find("landing.key is missing; restore it from its backup"), std::string::npos) << answer.err;
    EXPECT_TRUE(server().received().empty());
}

TEST_F(Alert, ATestLetterDoesNotWaitForWhoeverSendsNow) {
    mail("  production: true\n");
    (void)m_here->query(
        "INSERT INTO ops_lease VALUES ('outbox', 'another', 1, '2026-01-01', '2026-01-01', '2999-01-01')");
    EXPECT_EQ(alert({"test", "a@example.org"}).exit_code, 75);
    EXPECT_EQ(m_here->query("SELECT state FROM ops_letter"), "") << "it would come when nobody expects it";
}

TEST_F(Alert, WhatTheServerSaysIsPrintableEverywhere) {
    mail("  production: true\n");
    const auto test = alert({"test", "rude@example.org"});
    for (const auto& answer : {test, alert({"list"}), alert({"list", "--json"}), m_here->tilsig("status", {})})
        for (const char c : answer.out + answer.err)
            ASSERT_FALSE((static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7f) << answer.out << answer.err;
    EXPECT_NE(test.out.find("451 4.2.1 ?[2J"), std::string::npos) << test.out;
}

TEST_F(Alert, ATestLetterSaysWhatTheServerSaid) {
    mail("  production: true\n  operator: {address: drift@example.org}\n");
    const auto good = alert({"test", "a@example.org"});
    EXPECT_EQ(good.exit_code, 0) << good.err;
    EXPECT_EQ(good.out, "accepted by the mail server: 250 2.0.0 kept\n");
    EXPECT_EQ(alert({"test", "--operator", "--json"}).json().at("address"), "drift@example.org");
    ASSERT_EQ(server().received().size(), 2U);
    EXPECT_NE(server().received().at(0).bytes.find("Content-Type: multipart/alternative"), std::string::npos);
    const auto gone = alert({"test", "gone@example.org"});
    EXPECT_EQ(gone.exit_code, 1);
    EXPECT_EQ(gone.out, "not accepted (refused): 550 5.1.1 no such user\n");
    const auto soft = alert({"test", "soft@example.org"});
    EXPECT_EQ(soft.exit_code, 1);
    EXPECT_EQ(soft.out, "not accepted (dropped): 451 4.2.1 mailbox busy, call # tried once, by hand\n");
    mail("  test_address: test@example.org\n");
    EXPECT_EQ(alert({"test", "a@example.org"}).out.substr(0, 73),
              "not in production: the letter goes to the test address test@example.org\n" + std::string("a"));
    EXPECT_EQ(alert({"test"}).exit_code, 64);
    EXPECT_EQ(alert({"test", "a@example.org\nb@example.org"}).exit_code, 64);
    const auto list = alert({"list", "--json"});
    EXPECT_EQ(list.json().at("letters").size(), 5U);
    EXPECT_TRUE(list.json().at("contacts").empty()) << "trying suspends nobody";
}

TEST_F(Alert, AnOwnerIsPausedAndAContactConfirmed) {
    mail("");
    EXPECT_EQ(alert({"pause", "k9901"}).exit_code, 64) << "a reason is needed";
    EXPECT_EQ(alert({"pause", "k0000", "--reason", "x"}).exit_code, 64) << "no such owner";
    EXPECT_EQ(alert({"resume", "k0000"}).exit_code, 64) << "no such owner either";
    EXPECT_EQ(alert({"pause", "k9901", "--reason", "moves"}).exit_code, 0);
    EXPECT_NE(alert({"list"}).out.find("letters to k9901 are paused since"), std::string::npos);
    EXPECT_EQ(alert({"resume", "k9901", "--json"}).json().at("changed"), true);
    EXPECT_EQ(alert({"resume", "k9901", "--json"}).json().at("changed"), false);
    EXPECT_EQ(alert({"confirm", "a b@example.org"}).exit_code, 64);
    EXPECT_EQ(alert({"confirm", "a@example.org", "--json"}).json().at("was_suspended"), false);
    EXPECT_EQ(alert({"list", "--json"}).json().at("contacts").at(0).at("address"), "a@example.org");
    EXPECT_EQ(alert({"dance"}).exit_code, 64);
    EXPECT_EQ(alert({"send", "k9901"}).exit_code, 64);
}

TEST_F(Alert, TheDaemonSendsByItselfAndEndsInTimeWhateverTheMailServerDoes) {
    // The operator's hour of today has come; the answer to that letter takes three seconds.
    mail("  production: true\n  operator: {address: slow@example.org, at: \"00:00\"}\n");
    auto daemon = m_here->start("daemon");
    std::string tries;
    for (int look = 0; look < 400 && tries != "1\n"; ++look) {
        SystemClock().sleep_for(50ms);
        tries = m_here->query("SELECT tries FROM ops_letter");
    }
    EXPECT_EQ(tries, "1\n");
    SystemClock().sleep_for(1s);  // the server has all of it, and takes its time
    ::kill(daemon.id(), SIGTERM);
    const auto end = daemon.wait_for(10s);
    ASSERT_TRUE(end) << "ten seconds are promised";
    EXPECT_EQ(end->exit_code(), 0);
    EXPECT_EQ(m_here->query("SELECT state, tries FROM ops_letter"), "accepted|1\n") << "its last answer was waited for";
}

}  // namespace
}  // namespace tilsig::test
