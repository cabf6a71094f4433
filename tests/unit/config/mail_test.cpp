// The section `mail:` of tilsig.yaml: what it means, and that each slip is told at its place before a letter leaves.
#include "config/mail.hpp"

#include <gtest/gtest.h>

namespace tilsig::config {
namespace {

constexpr const char* least = "server: smtp.example.org:587\nfrom: datainn@example.org\n";

class MailSection : public ::testing::Test {
protected:
    Mail read(const std::string& text) {
        m_lints = {};
        return read_mail(parse_yaml(text, "tilsig.yaml", m_lints), "/etc/tilsig", m_lints);
    }
    /// The mistakes without their file, one a line.
    std::string lints(const std::string& text) {
        (void)read(text);
        std::string all;
        for (const auto& line : m_lints.lines()) all += line.substr(std::string("tilsig.yaml:").size()) + "\n";
        return all;
    }
    Lints m_lints;
};

TEST_F(MailSection, TheLeastThatIsNeeded) {
    const Mail mail = read(least);
    EXPECT_TRUE(m_lints.empty()) << m_lints.lines().front();
    EXPECT_EQ(mail.host, "smtp.example.org");
    EXPECT_EQ(mail.port, 587);
    EXPECT_EQ(mail.tls, Mail::Tls::starttls);
    EXPECT_FALSE(mail.production) << "nobody outside is written to before somebody says so";
    EXPECT_EQ(mail.destination("a@example.org"), "") << "and without a test address nobody at all";
    EXPECT_EQ(mail.window, "08:00-15:30");
    EXPECT_EQ(mail.give_up, std::chrono::hours(72));
    EXPECT_EQ(mail.reminders.after, (std::vector<int>{1, 10, 20}));
    EXPECT_FALSE(mail.to_operator || mail.to_directorate);
}

TEST_F(MailSection, EverythingGiven) {
    const Mail mail = read(R"(server: "[::1]:465"
tls: implicit
ca_file: ca.pem
user: datainn
password: file:smtp.secret
from: datainn@example.org
name: Datainn Ærø
reply_to: help@example.org
production: true
test_address: test@example.org
window: "09:00-12:00"
closed: [2026-12-24, 2026-12-31]
reminders: {before: 0, after: [5]}
give_up: 48h
retention: 90d
bounces: /var/mail/datainn
operator: {address: drift@example.org, at: "07:00", language: nn}
directorate: {address: leder@example.org, on: tuesday, at: "09:15", language: en}
)");
    EXPECT_TRUE(m_lints.empty()) << m_lints.lines().front();
    EXPECT_EQ(mail.host, "::1");
    EXPECT_EQ(mail.ca_file, "/etc/tilsig/ca.pem");
    EXPECT_EQ(mail.password, "file:/etc/tilsig/smtp.secret");
    EXPECT_EQ(mail.destination("a@example.org"), "a@example.org");
    EXPECT_EQ(mail.closed.back(), Day{std::chrono::year{2026} / 12 / 31});
    EXPECT_EQ(mail.retention, std::chrono::days(90));
    EXPECT_EQ(mail.reminders.before, 0);
    EXPECT_EQ(mail.reminders.after, std::vector<int>{5});
    EXPECT_EQ(mail.to_operator.value().at, "07:00");
    EXPECT_EQ(mail.to_operator.value().language, "nn");
    EXPECT_EQ(mail.to_directorate.value().on, std::chrono::Tuesday);
}

TEST_F(MailSection, EveryMistakeAtItsPlaceAllAtOnce) {
    EXPECT_EQ(
        lints("server: smtp.example.org\ntls: sometimes\nuser: datainn\nfrom: Datainn <datainn@example.org>\n"
              "name: \"Datainn\\r\\nBcc: x@example.org\"\nreply_to: \"a@example.org\\nb@example.org\"\n"
              "test_adress: t@example.org\nwindow: \"15:30-08:00\"\nclosed: [24.12.2026, 2026-02-29]\n"
              "reminders: {before: -1, after: [10, 1]}\ngive_up: 5m\n"
              "operator: {at: \"6:30\"}\ndirectorate: {address: leder@, on: sunday, language: no}\n"),
        "1:9: 'smtp.example.org' is no server with a port; write it like smtp.example.org:587, without smtp:// before "
        "it\n"
        "2:6: 'sometimes' is not possible for 'tls' of mail; possible: starttls, implicit, none\n"
        "3:7: a user without a password; give both `user` and `password`, or neither\n"
        "4:7: 'Datainn <datainn@example.org>' is no mail address; write the bare address, like datainn@example.org; "
        "what is shown beside it goes into `name`\n"
        "5:7: a name that is shown beside the address has one line and at most 100 bytes; write it like: name: "
        "Datainn\n"
        "6:11: 'a@example.org?b@example.org' is no mail address; write the bare address, like datainn@example.org; "
        "what is shown beside it goes into `name`\n"
        "7:1: unknown key 'test_adress' in mail; did you mean 'test_address'?\n"
        "8:9: '15:30-08:00' is no time of the day in which letters may leave; write it like \"08:00-15:30\"; it ends "
        "later than it begins\n"
        "9:9: '24.12.2026' is not a date; write it like 2026-12-24\n"
        "9:9: '2026-02-29' is not a date; write it like 2026-12-24\n"
        "10:21: not between 0 and 60; leave it out for 2\n"
        "10:32: '1' is no later reminder; write rising numbers of working days from 1 to 250, like [1, 10, 20]\n"
        "11:10: not between 1h and 30d; leave it out for 72h\n"
        "12:11: operator lacks 'address'; add it\n"
        "12:16: '6:30' is not a time of day; write it like \"06:30\"\n"
        "13:24: 'leder@' is no mail address; write the bare address, like datainn@example.org; what is shown beside "
        "it goes into `name`\n"
        "13:36: 'sunday' is not possible for 'on' of directorate; did you mean 'monday'? possible: monday, tuesday, "
        "wednesday, thursday, friday\n"
        "13:54: 'no' is not possible for 'language' of directorate; did you mean 'nb'? possible: nb, nn, en\n");
}

TEST_F(MailSection, UnencryptedOnlyToThisMachine) {
    for (const char* here : {"127.0.0.1:25", "\"[::1]:25\"", "localhost:2525"})
        EXPECT_EQ(lints("server: " + std::string(here) + "\ntls: none\nfrom: a@example.org\n"), "") << here;
    for (const std::string there : {"smtp.example.org", "10.0.0.7", "localhost.example.org"})
        EXPECT_EQ(lints("server: " + there + ":25\ntls: none\nfrom: a@example.org\n"),
                  "2:6: letters to '" + there +
                      "' would travel unencrypted; use starttls or implicit; none is for a server on this machine\n");
    EXPECT_EQ(lints("server: 127.0.0.1:25\ntls: none\nfrom: a@example.org\nuser: u\npassword: cred:smtp\n"),
              "2:6: a password would travel unencrypted; use starttls or implicit\n");
}

TEST_F(MailSection, APasswordByValueIsRefusedAndNotRepeated) {
    EXPECT_EQ(lints(std::string(least) + "user: u\npassword: hunter2\n"),
              "4:11: a secret must be given by reference, not by value; write file:PATH or cred:NAME\n");
}

TEST_F(MailSection, ServersThatAreNone) {
    for (const char* bad : {"smtp://smtp.example.org:587", "smtp.example.org:0", "smtp.example.org:65536", "a b:25",
                            "user@smtp.example.org:25", ":25", "smtp.example.org:25:25", "\"a\\r\\nb:25\""})
        EXPECT_NE(lints("server: " + std::string(bad) + "\nfrom: a@example.org\n").find("is no server with a port"),
                  std::string::npos)
            << bad;
}

}  // namespace
}  // namespace tilsig::config
