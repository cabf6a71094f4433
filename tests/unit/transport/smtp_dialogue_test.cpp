// What a mail server says, and what it means for a letter.
#include "transport/smtp_dialogue.hpp"

#include <gtest/gtest.h>

namespace tilsig::transport {
namespace {

SmtpReply after(const std::string& command, const std::string& answer) {
    SmtpDialogue dialogue;
    dialogue.command(command);
    dialogue.answer_line(answer + "\r\n");
    return dialogue.reply(false, false, "curl-55", "the transfer failed");
}

TEST(SmtpAnswers, OnlyAFiveHundredIsForGood) {
    EXPECT_EQ(after("RCPT TO:<a@example.org>", "550 5.1.1 no").answer, SmtpReply::Answer::refused);
    EXPECT_EQ(after("RCPT TO:<a@example.org>", "451 4.2.1 busy").answer, SmtpReply::Answer::deferred);
    for (const char* nonsense : {"999 what", "600 5.1.1 no", "55", "5.1.1 no", "", "\xff\xfe"}) {
        const auto reply = after("RCPT TO:<a@example.org>", nonsense);
        EXPECT_EQ(reply.answer, SmtpReply::Answer::deferred) << nonsense << ": nobody's contact is suspended for it";
        EXPECT_EQ(reply.code, "curl-55") << nonsense;
    }
}

TEST(SmtpAnswers, AreShownWithoutWhatATerminalWouldObeyAndWithoutNumbers) {
    const auto reply = after("RCPT TO:<a@example.org>", "550 5.1.1 \x1b[2J\x1b]0;x\x07 call 12345678901\xe2\x80\xae");
    EXPECT_EQ(reply.code, "550 5.1.1");
    EXPECT_EQ(reply.text.find_first_of("\x1b\x07"), std::string::npos) << reply.text;
    EXPECT_EQ(reply.text.find("\xe2\x80\xae"), std::string::npos) << "right to left";
    EXPECT_EQ(reply.text.find("12345678901"), std::string::npos) << reply.text;
}

}  // namespace
}  // namespace tilsig::transport
