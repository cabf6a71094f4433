// What is said between libcurl and a mail server, followed line by line: how far a letter came, and the last answer.
#pragma once

#include <string>
#include <string_view>

#include "transport/smtp.hpp"

namespace tilsig::transport {

/// libcurl's own code says neither which command was refused nor what the server said.
class SmtpDialogue {
public:
    /// A command of ours. Of AUTH and what follows it only the stage is kept: it holds the password.
    void command(std::string_view line);
    /// The whole letter was handed to libcurl; the final dot follows.
    void message_ended();
    /// A line of the server's answer.
    void answer_line(std::string_view line);

    [[nodiscard]] SmtpReply::Stage stage() const noexcept { return m_stage; }
    /// What became of the letter, `transferred` being libcurl's word that all went well and `failure` what it says of a
    /// failure of its own. `stopped`: the caller wanted no more.
    [[nodiscard]] SmtpReply reply(bool transferred, bool stopped, const std::string& failure_code,
                                  const std::string& failure) const;
    void failed_at(SmtpReply::Stage stage) noexcept { m_stage = stage; }

private:
    SmtpReply::Stage m_stage = SmtpReply::Stage::connect;
    std::string m_answer;  ///< the last line since the last command
    bool m_over = false;
};

}  // namespace tilsig::transport
