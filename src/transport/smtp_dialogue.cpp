#include "transport/smtp_dialogue.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace tilsig::transport {

namespace {

constexpr std::size_t longest_text = 200;

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// `550` at the beginning of an answer; 0 when it begins otherwise: SMTP knows no answer above 5xx (RFC 5321, 4.2).
int status_of(std::string_view answer) noexcept {
    if (answer.size() < 3 || !std::all_of(answer.begin(), answer.begin() + 3, is_digit) || answer[0] > '5') return 0;
    return (answer[0] - '0') * 100 + (answer[1] - '0') * 10 + (answer[2] - '0');
}

/// `5.1.1` when the answer has an enhanced status code (RFC 3463) behind its status.
std::string_view enhanced_code(std::string_view answer) noexcept {
    if (answer.size() < 5) return {};
    answer.remove_prefix(4);
    const auto end = std::min(answer.find(' '), answer.size());
    const auto code = answer.substr(0, end);
    const bool formed = code.size() >= 5 && code.size() <= 9 && code[1] == '.' && is_digit(code[0]) &&
                        is_digit(code.back()) && std::count(code.begin(), code.end(), '.') == 2 &&
                        std::all_of(code.begin(), code.end(), [](char c) { return is_digit(c) || c == '.'; });
    return formed ? code : std::string_view();
}

}  // namespace

void SmtpDialogue::command(std::string_view line) {
    using enum SmtpReply::Stage;
    // libcurl takes its leave after a refusal, whose answer is the one that counts.
    if (line.starts_with("QUIT")) m_over = true;
    if (m_over) return;
    m_answer.clear();
    if (line.starts_with("STARTTLS"))
        m_stage = tls;
    else if (line.starts_with("EHLO") || line.starts_with("HELO"))
        m_stage = connect;
    else if (line.starts_with("AUTH"))
        m_stage = login;
    else if (line.starts_with("MAIL"))
        m_stage = sender;
    else if (line.starts_with("RCPT"))
        m_stage = recipient;
    else if (line.starts_with("DATA"))
        m_stage = data;
}

void SmtpDialogue::message_ended() {
    m_answer.clear();
    m_stage = SmtpReply::Stage::after_data;
}

void SmtpDialogue::answer_line(std::string_view line) {
    if (m_over) return;
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
    m_answer = line.substr(0, 2 * longest_text);
}

SmtpReply SmtpDialogue::reply(bool transferred, bool stopped, const std::string& failure_code,
                              const std::string& failure) const {
    using Answer = SmtpReply::Answer;
    SmtpReply reply;
    reply.stage = m_stage;
    const int status = status_of(m_answer);
    const bool said = status >= 400 || (transferred && status >= 200);
    if (said) {
        const auto enhanced = enhanced_code(m_answer);
        reply.code = m_answer.substr(0, 3) + (enhanced.empty() ? "" : " " + std::string(enhanced));
        const auto text = std::string_view(m_answer).substr(std::min(m_answer.size(), reply.code.size()));
        reply.text = display_name(trim(text), longest_text);
    } else {
        reply.code = failure_code;
        reply.text = display_name(failure, longest_text);
    }
    if (transferred)
        reply.answer = Answer::accepted;
    else if (status >= 400)
        reply.answer = status >= 500 ? Answer::refused : Answer::deferred;
    else if (m_stage == SmtpReply::Stage::after_data)
        reply.answer = Answer::unsure;
    else
        reply.answer = stopped ? Answer::stopped : Answer::deferred;
    return reply;
}

const char* to_string(SmtpReply::Stage stage) noexcept {
    switch (stage) {
        case SmtpReply::Stage::connect: return "connect";
        case SmtpReply::Stage::tls: return "tls";
        case SmtpReply::Stage::login: return "login";
        case SmtpReply::Stage::sender: return "sender";
        case SmtpReply::Stage::recipient: return "recipient";
        case SmtpReply::Stage::data: return "data";
        case SmtpReply::Stage::after_data: return "after the final dot";
    }
    return "";
}

}  // namespace tilsig::transport
