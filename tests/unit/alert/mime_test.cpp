// What stands in the head of a mail is read by other programs.
#include "alert/mime.hpp"

#include <gtest/gtest.h>

namespace tilsig::alert {
namespace {

std::string head_with_name(const std::string& name) {
    const auto mail = mime_message({.language = "nb", .subject = "Krever handling", .blocks = {Paragraph{{"Ja."}}}},
                                   {"datainn@example.org", name, "", "a@example.org", "<1@example.org>", {}});
    return mail.substr(0, mail.find("\r\n\r\n"));
}

std::string from_of(const std::string& name) {
    const auto head = head_with_name(name);
    const auto begin = head.find("From: ") + 6;
    return head.substr(begin, head.find("\r\n", begin) - begin);
}

TEST(MailHead, ANameBesideTheAddressIsReadAsAName) {
    EXPECT_EQ(from_of(""), "datainn@example.org");
    EXPECT_EQ(from_of("Datainn i IMDi"), "Datainn i IMDi <datainn@example.org>");
    // Each of these characters means something in an address (RFC 5322, 3.2.3).
    EXPECT_EQ(from_of("Datainn, IMDi"), "=?UTF-8?Q?Datainn=2C_IMDi?= <datainn@example.org>");
    for (const char special : std::string("()<>[]:;@\\,.\""))
        EXPECT_TRUE(from_of(std::string("a") + special + "b").starts_with("=?UTF-8?Q?a=")) << special;
    EXPECT_EQ(from_of("=?utf-8?q?x?="), "=?UTF-8?Q?=3D=3Futf=2D8=3Fq=3Fx=3F=3D?= <datainn@example.org>");
    EXPECT_EQ(from_of("Kárášjohka"), "=?UTF-8?Q?K=C3=A1r=C3=A1=C5=A1johka?= <datainn@example.org>");
}

TEST(MailHead, NoNameBeginsALineOfItsOwn) {
    EXPECT_EQ(head_with_name("a\r\nBcc: b@example.org").find("Bcc:"), std::string::npos);
    const auto head = head_with_name(std::string(33, '\n') + "æøåđŧŋ \x1b[2J");
    for (const char c : head) EXPECT_TRUE(c == '\r' || c == '\n' || (c >= ' ' && c <= '~')) << int(c);
    for (std::size_t at = head.find("From:"); at != std::string::npos && at < head.find("Subject:");
         at = head.find("\r\n", at + 2))
        EXPECT_LE(head.find("\r\n", at + 2) - at, 100U) << "folded";
}

}  // namespace
}  // namespace tilsig::alert
