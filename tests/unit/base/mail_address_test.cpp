// Addresses: nothing that is no bare address may come near a mail server.
#include "base/mail_address.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tilsig {
namespace {

TEST(MailAddresses, BareOnesAreTaken) {
    for (const std::string good : {"a@b.no", "kari.nordmann+tilsig@post.kommune.example", "o'brien@x-y.example",
                                   "1@2.3", "postmottak@xn--vler-qoa.kommune.no"})
        EXPECT_TRUE(is_mail_address(good)) << good;
    EXPECT_TRUE(is_mail_address(std::string(64, 'a') + "@b.no"));
}

TEST(MailAddresses, EverythingElseIsRefused) {
    for (const std::string bad : {"",
                                  "@",
                                  "a",
                                  "a@",
                                  "@b.no",
                                  "a@b",
                                  "a@b.",
                                  "a@.no",
                                  "a@b..no",
                                  ".a@b.no",
                                  "a.@b.no",
                                  "a..b@c.no",
                                  "a b@c.no",
                                  "a@b c.no",
                                  "a@-b.no",
                                  "a@b-.no",
                                  "a@b_c.no",
                                  "a@b@c.no",
                                  "\"a\"@b.no",
                                  "a@[127.0.0.1]",
                                  "<a@b.no>",
                                  "A <a@b.no>",
                                  "a@b.no,c@d.no",
                                  "a@b.no\r\nRCPT TO:<c@d.no>",
                                  "a@b.no\n",
                                  "a\t@b.no",
                                  "(x)a@b.no",
                                  "\xc3\xa6@b.no",
                                  "a@bl\xc3\xa5.no"})
        EXPECT_FALSE(is_mail_address(bad)) << bad;
    EXPECT_FALSE(is_mail_address(std::string("a@b.no\0", 7)));
    EXPECT_FALSE(is_mail_address(std::string(65, 'a') + "@b.no"));
    EXPECT_FALSE(is_mail_address("a@" + std::string(64, 'b') + ".no"));
    std::string domain;
    while (domain.size() < 254) domain += "abcdefg.";
    EXPECT_FALSE(is_mail_address("a@" + domain + "no"));
}

TEST(MailAddresses, TheDomainIsWhatFollowsTheAt) {
    EXPECT_EQ(mail_domain("a@b.no"), "b.no");
    EXPECT_EQ(mail_domain("a"), "");
}

}  // namespace
}  // namespace tilsig
