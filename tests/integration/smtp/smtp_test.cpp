// Letters handed to real mail servers: what they kept, byte for byte, and what we made of their answers.
#include "transport/smtp.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "base/error.hpp"
#include "support/mail_servers.hpp"
#include "support/server_folder.hpp"

namespace tilsig::transport {
namespace {

using namespace std::chrono_literals;
using Answer = SmtpReply::Answer;
using Stage = SmtpReply::Stage;
using test::FaultyMailServer;
using test::TestExim;

constexpr const char* us = "datainn@example.org";

/// Dots at the beginning of lines, of which SMTP doubles the first; the very first line begins with none.
std::string letter(const std::string& id, std::size_t padding = 0) {
    std::string text = "Message-ID: <" + id + "@example.org>\r\nFrom: datainn@example.org\r\nSubject: test\r\n\r\n" +
                       ".\r\n..two\r\n.one\r\n\r\nlast .\r\n.\r\n";
    while (text.size() < padding) text += std::string(76, 'x') + "\r\n";
    return text;
}

class WithFaultyServer : public ::testing::Test {
protected:
    void SetUp() override {
        if (const auto why = FaultyMailServer::missing(); !why.empty()) GTEST_SKIP() << why;
        server().clear();
    }
    static FaultyMailServer& server() { return FaultyMailServer::shared(); }
    static SmtpServer address(const std::string& kind, SmtpTls tls = SmtpTls::starttls) {
        SmtpServer made;
        made.host = "127.0.0.1";
        made.port = static_cast<std::uint16_t>(server().port(kind));
        made.tls = tls;
        made.ca_file = server().ca_file();
        made.connect = 2s;
        made.answer = 1s;
        made.letter = 4s;
        return made;
    }
    /// `stage answer code` of one letter to a server of that kind.
    static std::string outcome(const SmtpServer& to, const std::string& recipient) {
        SmtpClient client(to);
        return shown(client.send(us, recipient, letter("x")));
    }
    static std::string shown(const SmtpReply& reply) {
        constexpr const char* words[] = {"accepted", "deferred", "refused", "unsure", "stopped"};
        return std::string(to_string(reply.stage)) + " " + words[static_cast<int>(reply.answer)] + " " + reply.code;
    }
};

TEST_F(WithFaultyServer, BytesArriveAsTheyWereAndOneConnectionCarriesManyLetters) {
    SmtpClient client(address("starttls"));
    std::vector<std::string> sent;
    for (const std::string id : {"1", "2", "3"}) {
        sent.push_back(letter(id, id == "3" ? 300'000 : 0));
        const auto reply = client.send(us, "a" + id + "@example.org", sent.back());
        EXPECT_EQ(shown(reply), "after the final dot accepted 250 2.0.0");
        EXPECT_EQ(reply.text, "kept");
    }
    const auto received = server().received();
    ASSERT_EQ(received.size(), 3U);
    std::set<int> connections;
    for (std::size_t i = 0; i < sent.size(); ++i) {
        EXPECT_EQ(received[i].bytes, sent[i]);
        const auto entry = nlohmann::json::parse(server().log().at(i));
        EXPECT_EQ(entry["from"], us);
        EXPECT_EQ(entry["to"], nlohmann::json::array({"a" + std::to_string(i + 1) + "@example.org"}));
        EXPECT_TRUE(entry["tls"]);
        connections.insert(entry["peer"].get<int>());
    }
    EXPECT_EQ(connections.size(), 1U);
}

TEST_F(WithFaultyServer, TheLettersOfANationAreHandedOverWithinAMinute) {
    auto to = address("starttls");
    to.answer = 20s;
    to.letter = 30s;
    SmtpClient client(to);
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < 430; ++i)
        ASSERT_TRUE(
            client.send(us, "k" + std::to_string(i) + "@example.org", letter(std::to_string(i), 20'000)).accepted());
    const auto took = std::chrono::steady_clock::now() - begin;
    RecordProperty("ms", static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(took).count()));
    EXPECT_LT(took, 60s);
    EXPECT_EQ(server().log().size(), 430U);
}

TEST_F(WithFaultyServer, FourHundredAndFiveHundredAreToldApartAtTheirStage) {
    SmtpClient client(address("starttls"));
    const auto soft = client.send(us, "soft@example.org", letter("1"));
    EXPECT_EQ(shown(soft), "recipient deferred 451 4.2.1");
    EXPECT_EQ(soft.text, "mailbox busy, call #") << "no long number of a server is kept";
    EXPECT_EQ(shown(client.send(us, "gone@example.org", letter("2"))), "recipient refused 550 5.1.1");
    EXPECT_EQ(shown(client.send(us, "later@example.org", letter("3"))), "after the final dot deferred 451 4.3.0");
    EXPECT_EQ(shown(client.send(us, "spam@example.org", letter("4"))), "after the final dot refused 554 5.7.1");
    EXPECT_EQ(shown(client.send(us, "a@example.org", letter("5"))), "after the final dot accepted 250 2.0.0")
        << "a refusal costs the letter after it nothing";
    EXPECT_EQ(server().received().size(), 1U);
}

TEST_F(WithFaultyServer, AnAnswerThatIsLostAfterTheFinalDotIsNeitherYesNorNo) {
    const auto to = address("starttls");
    EXPECT_EQ(outcome(to, "drop1@example.org").substr(0, 26), "after the final dot unsure");
    EXPECT_EQ(server().received().size(), 1U) << "it has it";
    EXPECT_EQ(outcome(to, "slow@example.org"), "after the final dot unsure curl-28") << "slower than an answer may be";
}

TEST_F(WithFaultyServer, NothingLeavesWithoutTheTlsThatWasAskedFor) {
    EXPECT_EQ(outcome(address("plain"), "a@example.org"), "tls deferred curl-64") << "no STARTTLS offered";
    auto wrong = address("wrong");
    EXPECT_EQ(outcome(wrong, "a@example.org"), "tls deferred curl-60") << "another authority";
    wrong.ca_file = server().other_ca_file();
    EXPECT_EQ(outcome(wrong, "a@example.org"), "tls deferred curl-60") << "another name";
    EXPECT_EQ(outcome(address("plain", SmtpTls::implicit), "a@example.org"), "tls deferred curl-35");
    EXPECT_TRUE(server().received().empty());
    EXPECT_EQ(outcome(address("implicit", SmtpTls::implicit), "a@example.org"),
              "after the final dot accepted 250 2.0.0");
    EXPECT_EQ(outcome(address("plain", SmtpTls::none), "a@example.org"), "after the final dot accepted 250 2.0.0");
}

TEST_F(WithFaultyServer, LoginIsAskedForOnlyWhereAUserIsGiven) {
    auto to = address("login");
    EXPECT_EQ(outcome(to, "a@example.org"), "sender refused 530 5.7.0");
    to.user = "datainn";
    to.password = Secret("wrong");
    const std::string denied = outcome(to, "a@example.org");
    EXPECT_EQ(denied, "login refused 535 5.7.8");
    to.password = Secret("open sesame");
    EXPECT_EQ(outcome(to, "a@example.org"), "after the final dot accepted 250 2.0.0");
    EXPECT_EQ(nlohmann::json::parse(server().log().back())["user"], "datainn");
}

TEST_F(WithFaultyServer, AServerThatIsAwayOrSaysNothingCostsItsTimeLimit) {
    auto to = address("starttls");
    to.port = static_cast<std::uint16_t>(test::free_port());
    EXPECT_EQ(outcome(to, "a@example.org"), "connect deferred curl-7");
    to.host = "no-such-host.invalid";
    EXPECT_EQ(outcome(to, "a@example.org"), "connect deferred curl-6");
}

TEST_F(WithFaultyServer, WhoeverWantsNoMoreIsLeftAtOnceAndTheLastAnswerIsWaitedFor) {
    auto to = address("starttls");
    to.answer = 20s;
    to.letter = 30s;
    bool asked = false;
    SmtpClient stopped(to, [&] { return asked = true, false; });
    EXPECT_EQ(stopped.send(us, "a@example.org", letter("1")).answer, Answer::stopped);
    EXPECT_TRUE(asked);
    // Its answer takes 3 s; the caller has enough after half a second.
    const auto begin = std::chrono::steady_clock::now();
    SmtpClient patient(to, [&] { return std::chrono::steady_clock::now() - begin < 500ms; });
    EXPECT_EQ(shown(patient.send(us, "slow@example.org", letter("2"))), "after the final dot accepted 250 2.0.0");
}

TEST_F(WithFaultyServer, NothingThatIsNoLetterOrNoAddressIsSent) {
    SmtpClient client(address("starttls"));
    const std::string good = letter("1");
    for (const std::string bad : {"a@example.org>\r\nRCPT TO:<b@example.org", "a", "", "a b@example.org", "<a@b.no>"}) {
        EXPECT_THROW((void)client.send(us, bad, good), Error) << bad;
        EXPECT_THROW((void)client.send(bad, us, good), Error) << bad;
    }
    for (const std::string& bad :
         {good + "x", std::string(), good + "a\nb\r\n", good + "a\rb\r\n", good + std::string("\0\r\n", 3),
          good + "\xc3\xa6\r\n", good + std::string(999, 'x') + "\r\n"})
        EXPECT_THROW((void)client.send(us, "a@example.org", bad), Error);
    EXPECT_TRUE(server().received().empty());
}

class WithExim : public ::testing::Test {
protected:
    void SetUp() override {
        if (const auto why = TestExim::missing(); !why.empty()) GTEST_SKIP() << why;
    }
};

TEST_F(WithExim, ARealServerKeepsWhatWasSentAndSaysWhatItRefuses) {
    auto& exim = TestExim::shared();
    SmtpServer to;
    to.host = "127.0.0.1";
    to.port = static_cast<std::uint16_t>(exim.port());
    to.ca_file = exim.ca_file();
    constexpr int some = 20;
    SmtpClient client(to);
    for (int i = 0; i < some; ++i) {
        const auto reply = client.send(us, "k" + std::to_string(i) + "@example.org", letter(std::to_string(i), 20'000));
        ASSERT_TRUE(reply.accepted()) << i << " " << reply.code << " " << reply.text;
    }
    EXPECT_EQ(client.send(us, "refused@example.org", letter("r")).code, "550 5.1.1");
    EXPECT_EQ(client.send(us, "deferred@example.org", letter("d")).code, "451 4.7.1");
    const auto received = exim.received();
    ASSERT_EQ(received.size(), static_cast<std::size_t>(some));
    for (const auto& one : received) EXPECT_EQ(one.bytes, letter(one.to.substr(1, one.to.find('@') - 1), 20'000));
}

}  // namespace
}  // namespace tilsig::transport
