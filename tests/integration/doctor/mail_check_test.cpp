// The check of the mail server against one that greets as it is told.
#include <gtest/gtest.h>

#include "support/mail_servers.hpp"
#include "unit/doctor/place.hpp"

namespace tilsig::doctor {
namespace {

class MailCheck : public ::testing::Test {
protected:
    void SetUp() override {
        if (const auto why = test::FaultyMailServer::missing(); !why.empty()) GTEST_SKIP() << why;
    }
    /// What is told of a server of that kind.
    std::string told_of(const std::string& kind, config::Mail::Tls tls = config::Mail::Tls::starttls,
                        const std::string& password = {}) {
        auto& server = test::FaultyMailServer::shared();
        config::Mail mail;
        mail.host = "127.0.0.1";
        mail.port = static_cast<std::uint16_t>(server.port(kind));
        mail.tls = tls;
        mail.ca_file = server.ca_file();
        mail.test_address = "test@example.org";
        if (!password.empty()) {
            const auto file = m_place.folder.path() / "password";
            write_file_durably(file, password);
            mail.user = "datainn";
            mail.password = "file:" + file.string();
        }
        m_place.settings.mail = mail;
        return told(look_at_mail(m_place.installation()));
    }
    Place m_place;
};

TEST_F(MailCheck, GreetsAServerWithTls) {
    EXPECT_NE(told_of("starttls").find("with TLS and a certificate that we trust"), std::string::npos)
        << told_of("starttls");
    EXPECT_NE(told_of("implicit", config::Mail::Tls::implicit).find("with TLS"), std::string::npos);
}

TEST_F(MailCheck, LogsInWhereAUserIsNamed) {
    const auto starttls = config::Mail::Tls::starttls;
    const auto right = told_of("login", starttls, "open sesame");
    EXPECT_NE(right.find("takes the login"), std::string::npos) << right;
    const auto wrong = told_of("login", starttls, "open barley");
    EXPECT_NE(wrong.find("refuses the user or the password"), std::string::npos) << wrong;
    EXPECT_EQ(wrong.find("barley"), std::string::npos);
}

TEST_F(MailCheck, TellsWhatIsWrongWithAServer) {
    const auto plain = told_of("plain");
    EXPECT_NE(plain.find("bad: 127.0.0.1:"), std::string::npos) << plain;
    EXPECT_NE(plain.find("does not offer STARTTLS"), std::string::npos) << plain;
    EXPECT_NE(told_of("wrong").find("its certificate is not one that we trust"), std::string::npos) << told_of("wrong");
}

}  // namespace
}  // namespace tilsig::doctor
