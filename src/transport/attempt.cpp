#include "transport/attempt.hpp"

#include <algorithm>
#include <array>
#include <exception>

#include "base/error.hpp"
#include "base/text.hpp"
#include "transport/failure.hpp"
#include "transport/reception.hpp"

namespace tilsig::transport {

namespace {

constexpr int poll_ms = 100;
constexpr int patience_polls = 10;  // after the stated length: one second for a server that does not close

/// What the callbacks share. An exception (bad_alloc) is parked: none may pass through C.
struct Callbacks {
    Reception& reception;
    std::exception_ptr parked;

    template <class Work>
    std::size_t guard(std::size_t size, Work work) noexcept {
        try {
            // Any other number than `size` makes libcurl stop with a write error.
            return work() ? size : size + 1;
        } catch (...) {
            parked = std::current_exception();
            return size + 1;
        }
    }
};

std::size_t on_header(char* data, std::size_t one, std::size_t size, void* self) noexcept {
    auto* callbacks = static_cast<Callbacks*>(self);
    return callbacks->guard(one * size, [&] { return callbacks->reception.header_line({data, one * size}); });
}

std::size_t on_body(char* data, std::size_t one, std::size_t size, void* self) noexcept {
    auto* callbacks = static_cast<Callbacks*>(self);
    return callbacks->guard(one * size, [&] { return callbacks->reception.body_bytes({data, one * size}); });
}

template <class Value>
void set(CURL* easy, CURLoption option, Value value) {
    const CURLcode code = curl_easy_setopt(easy, option, value);
    if (code != CURLE_OK) {
        // An option that did not take is a limit that does not hold.
        throw Error(ErrorKind::internal, "libcurl refuses option " + std::to_string(option))
            .code("curl-" + std::to_string(code));
    }
}

void append(HeaderList& list, const std::string& line) {
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    static_cast<void>(list.release());
    list.reset(longer);
}

HeaderList header_list(const HttpRequest& request) {
    HeaderList list;
    for (const auto& [name, value] : request.headers) append(list, value.empty() ? name + ";" : name + ": " + value);
    append(list, "Connection: close");
    append(list, "Accept-Encoding: gzip");
    append(list, "Expect:");
    if (request.bearer) append(list, "Authorization: Bearer " + std::string(request.bearer->reveal()));
    return list;
}

void set_limits(CURL* easy, const HttpLimits& limits, std::chrono::milliseconds budget) {
    const long total = std::max<long>(1, static_cast<long>(budget.count()));
    set(easy, CURLOPT_TIMEOUT_MS, total);
    set(easy, CURLOPT_CONNECTTIMEOUT_MS,
        std::clamp<long>(static_cast<long>(std::chrono::milliseconds(limits.connect).count()), 1, total));
    set(easy, CURLOPT_LOW_SPEED_LIMIT, static_cast<long>(limits.stall_bytes));
    set(easy, CURLOPT_LOW_SPEED_TIME, static_cast<long>(limits.stall.count()));
}

void set_security(CURL* easy, const HttpRequest& request) {
    set(easy, CURLOPT_PROTOCOLS_STR, "https");
    set(easy, CURLOPT_REDIR_PROTOCOLS_STR, "https");
    set(easy, CURLOPT_FOLLOWLOCATION, 0L);
    set(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    set(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    set(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    set(easy, CURLOPT_PROXY, "");  // a proxy from the environment would see and steer every request
    if (!request.ca_file.empty()) {
        set(easy, CURLOPT_CAINFO, request.ca_file.c_str());
        set(easy, CURLOPT_CAPATH, static_cast<char*>(nullptr));
    }
}

/// Runs the transfer to its end, or to the end of our patience with a server that has sent all and does not close.
CURLcode run(Wire& wire, const Reception& reception) {
    CURLM* multi = wire.multi.get();
    if (curl_multi_add_handle(multi, wire.easy.get()) != CURLM_OK) {
        throw Error(ErrorKind::internal, "libcurl does not take the transfer");
    }
    struct Remove {
        Wire& wire;
        ~Remove() { curl_multi_remove_handle(wire.multi.get(), wire.easy.get()); }
    } remove{wire};
    for (int quiet_polls = 0;;) {
        int running = 0;
        if (curl_multi_perform(multi, &running) != CURLM_OK)
            throw Error(ErrorKind::internal, "libcurl's transfer loop failed");
        int left = 0;
        while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
            if (message->msg == CURLMSG_DONE) return message->data.result;
        }
        int ready = 0;
        if (curl_multi_poll(multi, nullptr, 0, poll_ms, &ready) != CURLM_OK) {
            throw Error(ErrorKind::internal, "libcurl's wait failed");
        }
        quiet_polls = reception.has_stated_length() && ready == 0 ? quiet_polls + 1 : 0;
        if (quiet_polls >= patience_polls) return CURLE_OK;
    }
}

bool is_owned_by_client(std::string name) {
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    constexpr std::array owned{"host",
                               "content-length",
                               "transfer-encoding",
                               "connection",
                               "accept-encoding",
                               "authorization",
                               "proxy-authorization",
                               "expect",
                               "te",
                               "upgrade",
                               "cookie",
                               "range"};
    return std::find(owned.begin(), owned.end(), name) != owned.end();
}

}  // namespace

Wire make_wire() {
    prepare_curl();
    Wire wire{MultiHandle(curl_multi_init()), EasyHandle(curl_easy_init())};
    if (!wire.multi || !wire.easy) throw Error(ErrorKind::internal, "libcurl gives no handle");
    return wire;
}

std::string find_bad_header(const HttpRequest& request) {
    if (request.method != "GET" && request.method != "POST") return "method must be GET or POST";
    if (request.method == "GET" && !request.body.empty()) return "a GET request has no body";
    for (const auto& [name, value] : request.headers) {
        constexpr std::string_view token =
            "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        if (name.empty() || name.find_first_not_of(token) != std::string::npos) {
            return "request header '" + display_name(name, 40) + "' is not a header name";
        }
        if (is_owned_by_client(name)) return "request header '" + name + "' belongs to the client";
        if (value.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) {
            return "the value of request header '" + name + "' holds a line break or NUL";
        }
    }
    if (request.bearer &&
        request.bearer->reveal().find_first_of(std::string_view("\r\n\0 ", 4)) != std::string_view::npos) {
        return "the bearer token holds a space, line break or NUL; check its secret file";
    }
    return {};
}

AttemptResult attempt(Wire& wire, const HttpLimits& limits, const HttpRequest& request, const Url& url,
                      const BodySink& sink, std::chrono::milliseconds budget) {
    CURL* easy = wire.easy.get();
    curl_easy_reset(easy);  // keeps TLS sessions and resolved addresses
    Reception reception(limits, request.accept_type, sink);
    Callbacks callbacks{reception, nullptr};
    const HeaderList headers = header_list(request);
    std::array<char, CURL_ERROR_SIZE> detail{};

    set(easy, CURLOPT_URL, url.text.c_str());
    set(easy, CURLOPT_HTTPHEADER, headers.get());
    set(easy, CURLOPT_USERAGENT, "tilsig");
    set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(easy, CURLOPT_IGNORE_CONTENT_LENGTH, 1L);
    set(easy, CURLOPT_NOSIGNAL, 1L);
    set(easy, CURLOPT_ERRORBUFFER, detail.data());
    set(easy, CURLOPT_HEADERFUNCTION, on_header);
    set(easy, CURLOPT_HEADERDATA, static_cast<void*>(&callbacks));
    set(easy, CURLOPT_WRITEFUNCTION, on_body);
    set(easy, CURLOPT_WRITEDATA, static_cast<void*>(&callbacks));
    if (request.method == "POST") {
        set(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
        set(easy, CURLOPT_POSTFIELDS, request.body.c_str());
    }
    set_security(easy, request);
    set_limits(easy, limits, budget);

    AttemptResult result;
    const CURLcode code = run(wire, reception);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, nullptr);  // the buffer goes out of scope before the handle does
    if (callbacks.parked) std::rethrow_exception(callbacks.parked);

    reception.conclude(failure_of(code), result.answer);
    HttpAnswer& answer = result.answer;
    // A header line over libcurl's own 100 KiB never reaches our counter; libcurl calls it "out of memory", and a block
    // over 300 KiB a receive error.
    if (!reception.header_block_complete() && answer.failure != HttpFailure::too_large &&
        (code == CURLE_OUT_OF_MEMORY || std::string_view(detail.data()).starts_with("Too large response headers"))) {
        answer.failure = HttpFailure::too_large;
        answer.message = "a header line over 100 KiB or headers over 300 KiB (or memory ran out while reading them)";
    }
    if (answer.failure != HttpFailure::none) {
        const bool ours = code == CURLE_OK || code == CURLE_WRITE_ERROR || failure_of(code) != answer.failure;
        answer.curl_code = ours ? code_of(answer.failure) : code;
        if (answer.message.empty()) {
            answer.message = without_long_numbers(detail[0] != '\0' ? detail.data() : curl_easy_strerror(code));
        }
    }
    if (answer.status >= 300 && answer.status <= 399) {
        const auto found = answer.headers.find("location");
        if (found != answer.headers.end()) result.location = found->second;
    }
    result.handed_over = reception.handed_over();
    return result;
}

}  // namespace tilsig::transport
