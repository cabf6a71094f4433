// The host's services as C++: what a connector may ask of tilsig. Everything it does to the outside goes through here.
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "spi/abi.h"
#include "spi/options.hpp"

namespace tilsig::spi {

enum class Status : int {
    ok = TILSIG_OK,
    nothing_new = TILSIG_NOTHING_NEW,
    retry_later = TILSIG_RETRY_LATER,
    refused = TILSIG_REFUSED,
    bad_source = TILSIG_BAD_SOURCE,
    bad_options = TILSIG_BAD_OPTIONS
};

/// Ends a fetch: thrown anywhere in a connector, becomes status and message at the border. The message names place,
/// value (never personal data) and remedy.
class Failure : public std::runtime_error {
public:
    Failure(Status status, const std::string& message) : std::runtime_error(message), m_status(status) {}
    [[nodiscard]] Status status() const noexcept { return m_status; }

private:
    Status m_status;
};

/// The host told the connector to stop (worker gone, delivery too large): unwinds without a message, the host has its
/// own.
class Stopped : public std::exception {
public:
    [[nodiscard]] const char* what() const noexcept override { return "stopped by the host"; }
};

struct HttpRequest {
    std::string url{};
    std::string method = "GET";
    std::vector<std::pair<std::string, std::string>> headers{};
    std::string body{};
    std::string accept_type{};  ///< media type the answer must have; empty: any
};

/// One finished exchange; a copy, valid as long as you like.
struct HttpAnswer {
    Status verdict = Status::retry_later;  ///< ok: 200 and whole. nothing_new: 304. Otherwise see `message`
    int status = 0;                        ///< HTTP status, 0 without an answer
    bool unproven_end = false;             ///< only the format can prove that the body is complete
    std::uint64_t wire_bytes = 0, decoded_bytes = 0;
    std::vector<std::pair<std::string, std::string>> headers;  ///< lower-case names
    std::optional<int> retry_after_seconds;
    std::string message;

    /// Value of the first header of that lower-case name.
    [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const noexcept {
        for (const auto& [key, value] : headers) {
            if (key == name) return value;
        }
        return std::nullopt;
    }
    /// Throws Failure(verdict, message) unless the verdict is ok (or nothing_new, which the caller must look at).
    const HttpAnswer& required() const {
        if (verdict != Status::ok && verdict != Status::nothing_new) throw Failure(verdict, message);
        return *this;
    }
};

/// Takes a body piece by piece. `restart` empty: no retry once a byte was handed over.
struct BodySink {
    std::function<bool(std::string_view)> write;  ///< false stops the transfer
    std::function<void()> restart;
};

/// Why a delivery is whole, or what it lacks; `tilsig_proof` says what may stand in it.
struct Proof {
    std::string kind{};      ///< what was looked at
    std::string expected{};  ///< what the source announced beside the delivery; empty: nothing
    std::string found{};     ///< the same of what came
    std::string lacks{};     ///< what was announced and did not come; empty: nothing
};

/// What a survey found for one sender and period; `tilsig_lying` says what may stand in it.
struct Lying {
    std::string_view sender, period;
    std::string what{};
    bool kept = false;
};

enum class LogLevel : int { debug = 0, info = 1, warn = 2 };

/// Lives as long as the connector. Not for use from several threads.
class Host {
public:
    explicit Host(const tilsig_host* table) noexcept : m_table(table) {}

    /// One https exchange, with the host's retries. Never throws for what the server does; rethrows what the sink
    /// threw.
    [[nodiscard]] HttpAnswer http(const HttpRequest& request, const BodySink& sink) {
        Relay relay{sink, nullptr};
        const tilsig_body body{&relay, &Relay::write, sink.restart ? &Relay::restart : nullptr};
        std::vector<tilsig_header> headers;
        headers.reserve(request.headers.size());
        for (const auto& [name, value] : request.headers) headers.push_back({text(name), text(value)});
        const tilsig_http_request raw{sizeof(tilsig_http_request),
                                      text(request.method),
                                      text(request.url),
                                      headers.data(),
                                      headers.size(),
                                      optional_text(request.body),
                                      optional_text(request.accept_type)};
        const tilsig_http_answer* seen = nullptr;
        const tilsig_status verdict = m_table->http(m_table->self, &raw, &body, &seen);
        if (relay.parked) std::rethrow_exception(relay.parked);
        return copy(verdict, *seen);
    }

    /// The whole body in memory, for indexes and pages. More than `most` bytes is Failure(bad_source).
    [[nodiscard]] std::pair<HttpAnswer, std::string> http_text(const HttpRequest& request, std::size_t most) {
        std::string body{};
        HttpAnswer answer = http(request, {[&](std::string_view bytes) {
                                               if (bytes.size() > most - body.size()) return false;
                                               body += bytes;
                                               return true;
                                           },
                                           [&] { body.clear(); }});
        if (answer.verdict != Status::ok && answer.decoded_bytes > most) {
            throw Failure(Status::bad_source,
                          "the answer is larger than the " + std::to_string(most) + " bytes allowed");
        }
        return {std::move(answer), std::move(body)};
    }

    /// Streams one answer into a delivery, which is left open: look at the answer and call end(proof), or throw. On a
    /// retry the delivery starts over. With any verdict but ok the delivery is dropped.
    [[nodiscard]] HttpAnswer http_delivery(const HttpRequest& request, std::string_view outside_name,
                                           std::string_view media_type, std::string_view charset) {
        begin(outside_name, media_type, charset);
        HttpAnswer answer = http(request, {[&](std::string_view bytes) {
                                               write(bytes);
                                               return true;
                                           },
                                           [&] {
                                               restart();
                                               begin(outside_name, media_type, charset);
                                           }});
        if (answer.verdict != Status::ok) restart();
        return answer;
    }

    void begin(std::string_view outside_name, std::string_view media_type, std::string_view charset) {
        go_on(m_table->delivery_begin(m_table->self, text(outside_name), text(media_type), text(charset)));
    }
    /// Before the first write of a delivery that was begun: true when content of this SHA-256 (64 lower-case
    /// hexadecimal digits) came from this unit before and is whole. Then nothing is written, and end() tells that it is
    /// there now. Worth asking where the hash is known more cheaply than the bytes are handed over and sealed once
    /// more.
    [[nodiscard]] bool known(std::string_view sha256) {
        int32_t answer = 0;
        go_on(m_table->delivery_known(m_table->self, text(sha256), &answer));
        return answer != 0;
    }
    void write(std::string_view bytes) { go_on(m_table->delivery_write(m_table->self, bytes.data(), bytes.size())); }
    void end(const Proof& proof) {
        const tilsig_proof raw{sizeof(tilsig_proof), text(proof.kind), optional_text(proof.expected),
                               optional_text(proof.found), optional_text(proof.lacks)};
        go_on(m_table->delivery_end(m_table->self, &raw));
    }
    /// Forgets the delivery that is open.
    void restart() { go_on(m_table->delivery_restart(m_table->self)); }
    void cursor(std::string_view value) { go_on(m_table->cursor(m_table->self, text(value))); }
    /// Within survey(): what the last fetch of that unit of the feed stored. Valid until the next call.
    [[nodiscard]] std::optional<std::string_view> cursor_of(std::string_view sender, std::string_view period) {
        const tilsig_text found = m_table->cursor_of(m_table->self, text(sender), text(period));
        if (found.data == nullptr) return std::nullopt;
        return view(found);
    }
    /// Within survey(): a fetch of that unit would bring something.
    void lies(const Lying& lying) {
        const tilsig_lying raw{sizeof(tilsig_lying), text(lying.sender), text(lying.period), text(lying.what),
                               lying.kept ? 1 : 0};
        go_on(m_table->lies(m_table->self, &raw));
    }

    /// Valid until the connector is closed. Never put it into a message.
    [[nodiscard]] std::optional<std::string_view> secret(std::string_view name) {
        const tilsig_text found = m_table->secret(m_table->self, text(name));
        if (found.data == nullptr) return std::nullopt;
        return view(found);
    }
    [[nodiscard]] std::int64_t now_unix_seconds() { return m_table->now_unix_seconds(m_table->self); }
    void sleep_milliseconds(std::uint32_t milliseconds) { m_table->sleep_milliseconds(m_table->self, milliseconds); }
    /// Normal operation is quiet; `detail` is redacted, and no data belongs in it.
    void log(LogLevel level, std::string_view event, std::string_view detail = {}) {
        m_table->log(m_table->self, static_cast<int>(level), text(event), text(detail));
    }

private:
    /// No exception may cross the host's C frames: it is parked, the transfer is stopped, and http() rethrows it.
    struct Relay {
        const BodySink& sink;
        std::exception_ptr parked;

        static int32_t write(void* self, const char* data, std::size_t size) noexcept {
            auto& relay = *static_cast<Relay*>(self);
            try {
                if (!relay.parked && relay.sink.write(std::string_view(data, size))) return 0;
            } catch (...) {
                relay.parked = std::current_exception();
            }
            return 1;
        }
        static void restart(void* self) noexcept {
            auto& relay = *static_cast<Relay*>(self);
            try {
                if (!relay.parked) relay.sink.restart();
            } catch (...) {
                relay.parked = std::current_exception();
            }
        }
    };

    static void go_on(int32_t code) {
        if (code != 0) throw Stopped();
    }
    static tilsig_text optional_text(const std::string& value) noexcept {
        return value.empty() ? tilsig_text{nullptr, 0} : text(value);
    }
    static HttpAnswer copy(tilsig_status verdict, const tilsig_http_answer& seen) {
        HttpAnswer answer;
        answer.verdict = static_cast<Status>(verdict);
        answer.status = seen.status;
        answer.unproven_end = seen.unproven_end != 0;
        answer.wire_bytes = seen.wire_bytes;
        answer.decoded_bytes = seen.decoded_bytes;
        for (std::size_t i = 0; i < seen.header_count; ++i) {
            answer.headers.emplace_back(view(seen.headers[i].name), view(seen.headers[i].value));
        }
        if (seen.retry_after_seconds >= 0) answer.retry_after_seconds = seen.retry_after_seconds;
        answer.message = view(seen.message);
        return answer;
    }

    const tilsig_host* m_table;
};

}  // namespace tilsig::spi
