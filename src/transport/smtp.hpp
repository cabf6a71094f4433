// Letters to a mail server: one connection kept for many, and for each an answer that says what became of it.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/secret.hpp"

namespace tilsig::transport {

enum class SmtpTls {
    starttls,  ///< required: a server that does not offer it gets neither password nor letter
    implicit,  ///< TLS from the first byte
    none       ///< for a server on this machine
};

struct SmtpServer {
    std::string host;  ///< a name, or a numeric address without brackets
    std::uint16_t port = 0;
    SmtpTls tls = SmtpTls::starttls;
    std::filesystem::path ca_file;  ///< empty: the system's
    std::string user;               ///< empty: no login
    Secret password;
    std::chrono::milliseconds connect{30'000};  ///< until a connection stands
    std::chrono::seconds answer{60};            ///< for each answer of the server
    std::chrono::milliseconds letter{300'000};  ///< for the whole of a letter
};

struct SmtpReply {
    /// How far it came. Up to `sender` the trouble is the server's or ours, from `recipient` on the letter's.
    enum class Stage { connect, tls, login, sender, recipient, data, after_data };
    enum class Answer {
        accepted,
        deferred,  ///< 4xx, or the network: the server does not have it
        refused,   ///< 5xx
        unsure,    ///< sent to the final dot, and no answer: the server may have it
        stopped    ///< the caller wanted no more; the server does not have it
    };
    Stage stage = Stage::connect;
    Answer answer = Answer::deferred;
    std::string code;  ///< `451` or `451 4.7.1`; `curl-7` where no server said anything
    std::string text;  ///< what it said, short, printable, without long numbers
    [[nodiscard]] bool accepted() const noexcept { return answer == Answer::accepted; }
    /// Whether the letter itself, or its recipient, was judged.
    [[nodiscard]] bool about_letter() const noexcept { return stage >= Stage::recipient; }
};
[[nodiscard]] const char* to_string(SmtpReply::Stage stage) noexcept;

/// Not for several threads. A connection that ended is made again for the next letter.
class SmtpClient {
public:
    /// `go_on` is asked every tenth of a second while a letter is on its way; when it says no, the letter is left,
    /// unless only the server's last answer is missing: that is waited for for some seconds more.
    explicit SmtpClient(SmtpServer server, std::function<bool()> go_on = {});
    ~SmtpClient();
    SmtpClient(const SmtpClient&) = delete;
    SmtpClient& operator=(const SmtpClient&) = delete;

    /// Hands the letter over: header, empty line and body as they are, with CR LF at the end of each line. What a
    /// server or the network does is in the answer. Error(internal), before anything is sent, for addresses that are
    /// none and for bytes that find_bad_message() refuses.
    [[nodiscard]] SmtpReply send(const std::string& envelope_from, const std::string& recipient,
                                 std::string_view message);

private:
    struct Wire;
    SmtpServer m_server;
    std::function<bool()> m_go_on;
    std::unique_ptr<Wire> m_wire;
};

/// Why a message may not leave as it is, or empty: a CR or LF by itself, NUL, a byte that is not ASCII (parts and
/// headers are encoded), a line of more than 998 characters, no CR LF at its end.
[[nodiscard]] std::string find_bad_message(std::string_view message);

}  // namespace tilsig::transport
