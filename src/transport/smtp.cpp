#include "transport/smtp.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

#include "base/error.hpp"
#include "base/mail_address.hpp"
#include "transport/curl_handle.hpp"
#include "transport/smtp_dialogue.hpp"

namespace tilsig::transport {

namespace {

using std::chrono::steady_clock;

constexpr int poll_ms = 100;
/// For the last answer, once the caller wants no more.
constexpr std::chrono::seconds last_patience{5};
constexpr std::size_t longest_line = 998;

/// What libcurl's callbacks share during one letter.
struct Exchange {
    std::string_view left;  ///< of the message
    SmtpDialogue dialogue;
};

std::size_t on_read(char* out, std::size_t one, std::size_t count, void* self) noexcept {
    auto* exchange = static_cast<Exchange*>(self);
    const std::size_t size = std::min(one * count, exchange->left.size());
    if (size == 0) {
        exchange->dialogue.message_ended();
        return 0;
    }
    std::memcpy(out, exchange->left.data(), size);
    exchange->left.remove_prefix(size);
    return size;
}

std::size_t on_answer(char* data, std::size_t one, std::size_t count, void* self) noexcept {
    try {
        static_cast<Exchange*>(self)->dialogue.answer_line({data, one * count});
    } catch (...) {
        return one * count + 1;  // out of memory: libcurl stops with a write error
    }
    return one * count;
}

int on_debug(CURL*, curl_infotype kind, char* data, std::size_t size, void* self) noexcept {
    if (kind == CURLINFO_HEADER_OUT) static_cast<Exchange*>(self)->dialogue.command({data, size});
    return 0;
}

template <class Value>
void set(CURL* easy, CURLoption option, Value value) {
    const CURLcode code = curl_easy_setopt(easy, option, value);
    if (code != CURLE_OK) {
        // An option that did not take is a protection that does not hold.
        throw Error(ErrorKind::internal, "libcurl refuses option " + std::to_string(option))
            .code("curl-" + std::to_string(code));
    }
}

void set_security(CURL* easy, const SmtpServer& server) {
    set(easy, CURLOPT_PROTOCOLS_STR, server.tls == SmtpTls::implicit ? "smtps" : "smtp");
    set(easy, CURLOPT_USE_SSL, static_cast<long>(server.tls == SmtpTls::none ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    set(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    set(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    set(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    set(easy, CURLOPT_PROXY, "");  // a proxy from the environment would see every letter
    if (!server.ca_file.empty()) {
        set(easy, CURLOPT_CAINFO, server.ca_file.c_str());
        set(easy, CURLOPT_CAPATH, static_cast<char*>(nullptr));
    }
    if (!server.user.empty()) {
        set(easy, CURLOPT_USERNAME, server.user.c_str());
        set(easy, CURLOPT_PASSWORD, std::string(server.password.reveal()).c_str());
    }
}

void set_limits(CURL* easy, const SmtpServer& server) {
    set(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(server.connect.count()));
    set(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT, static_cast<long>(server.answer.count()));
    set(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(server.letter.count()));
}

std::string url_of(const SmtpServer& server) {
    const std::string host = server.host.find(':') == std::string::npos ? server.host : "[" + server.host + "]";
    return (server.tls == SmtpTls::implicit ? "smtps://" : "smtp://") + host + ":" + std::to_string(server.port);
}

/// Failures of TLS that libcurl finds without a command of ours.
bool is_tls_failure(CURLcode code) noexcept {
    switch (code) {
        case CURLE_USE_SSL_FAILED:
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_SSL_CERTPROBLEM:
        case CURLE_SSL_CIPHER:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_SSL_ISSUER_ERROR: return true;
        default: return false;
    }
}

void require_address(const std::string& address) {
    if (is_mail_address(address)) return;
    throw Error(ErrorKind::internal, "a letter may only go from and to a bare mail address; nothing was sent");
}

}  // namespace

struct SmtpClient::Wire {
    MultiHandle multi{curl_multi_init()};  // its cache keeps the connection
    EasyHandle easy{curl_easy_init()};
};

SmtpClient::SmtpClient(SmtpServer server, std::function<bool()> go_on)
    : m_server(std::move(server)), m_go_on(std::move(go_on)) {
    prepare_curl();
    m_wire = std::make_unique<Wire>();
    if (!m_wire->multi || !m_wire->easy) throw Error(ErrorKind::internal, "libcurl gives no handle");
}

SmtpClient::~SmtpClient() = default;

SmtpReply SmtpClient::send(const std::string& envelope_from, const std::string& recipient, std::string_view message) {
    require_address(envelope_from);
    require_address(recipient);
    if (const std::string why = find_bad_message(message); !why.empty())
        throw Error(ErrorKind::internal, "a letter is not sent: " + why);

    CURL* easy = m_wire->easy.get();
    CURLM* multi = m_wire->multi.get();
    curl_easy_reset(easy);
    Exchange exchange{message, {}};
    std::array<char, CURL_ERROR_SIZE> detail{};
    const HeaderList to(curl_slist_append(nullptr, ("<" + recipient + ">").c_str()));
    if (!to) throw std::bad_alloc();
    set(easy, CURLOPT_URL, url_of(m_server).c_str());
    set(easy, CURLOPT_MAIL_FROM, ("<" + envelope_from + ">").c_str());
    set(easy, CURLOPT_MAIL_RCPT, to.get());
    set(easy, CURLOPT_UPLOAD, 1L);
    set(easy, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(message.size()));
    set(easy, CURLOPT_READFUNCTION, on_read);
    set(easy, CURLOPT_READDATA, static_cast<void*>(&exchange));
    set(easy, CURLOPT_HEADERFUNCTION, on_answer);
    set(easy, CURLOPT_HEADERDATA, static_cast<void*>(&exchange));
    set(easy, CURLOPT_DEBUGFUNCTION, on_debug);
    set(easy, CURLOPT_DEBUGDATA, static_cast<void*>(&exchange));
    set(easy, CURLOPT_VERBOSE, 1L);  // only then the debug function is called
    set(easy, CURLOPT_NOSIGNAL, 1L);
    set(easy, CURLOPT_ERRORBUFFER, detail.data());
    set_security(easy, m_server);
    set_limits(easy, m_server);

    if (curl_multi_add_handle(multi, easy) != CURLM_OK)
        throw Error(ErrorKind::internal, "libcurl does not take the transfer");
    struct Remove {
        CURLM* multi;
        CURL* easy;
        ~Remove() {
            curl_multi_remove_handle(multi, easy);
            curl_easy_reset(easy);  // what it points at goes out of scope before it does
        }
    } const remove{multi, easy};

    std::optional<steady_clock::time_point> stop_at;
    for (;;) {
        int running = 0;
        if (curl_multi_perform(multi, &running) != CURLM_OK)
            throw Error(ErrorKind::internal, "libcurl's transfer loop failed");
        int left = 0;
        while (const CURLMsg* done = curl_multi_info_read(multi, &left)) {
            if (done->msg != CURLMSG_DONE) continue;
            const CURLcode code = done->data.result;
            if (is_tls_failure(code)) exchange.dialogue.failed_at(SmtpReply::Stage::tls);
            if (code == CURLE_LOGIN_DENIED) exchange.dialogue.failed_at(SmtpReply::Stage::login);
            return exchange.dialogue.reply(code == CURLE_OK, false, "curl-" + std::to_string(code),
                                           detail[0] != '\0' ? detail.data() : curl_easy_strerror(code));
        }
        if (!stop_at && m_go_on && !m_go_on()) {
            stop_at = steady_clock::now();
            if (exchange.dialogue.stage() == SmtpReply::Stage::after_data) *stop_at += last_patience;
        }
        if (stop_at && steady_clock::now() >= *stop_at)
            return exchange.dialogue.reply(false, true, "stopped", "the program was asked to end");
        int ready = 0;
        if (curl_multi_poll(multi, nullptr, 0, poll_ms, &ready) != CURLM_OK)
            throw Error(ErrorKind::internal, "libcurl's wait failed");
    }
}

std::string find_bad_message(std::string_view message) {
    if (!message.ends_with("\r\n")) return "it does not end with a line break";
    for (std::size_t from = 0; from < message.size();) {
        const auto end = message.find("\r\n", from);
        const auto line = message.substr(from, end - from);
        if (line.size() > longest_line) return "a line is longer than 998 characters";
        for (const char c : line) {
            if (c == '\r' || c == '\n') return "a line break is not CR LF";
            if (c == '\0') return "it holds a NUL";
            if (static_cast<unsigned char>(c) >= 0x80) return "a byte is not ASCII";
        }
        from = end + 2;
    }
    return {};
}

}  // namespace tilsig::transport
