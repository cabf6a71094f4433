#include "plugin/host_services.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <new>
#include <stdexcept>

#include "base/error.hpp"
#include "base/text.hpp"

namespace tilsig::plugin {

namespace {

std::string_view seen(tilsig_text text) noexcept {
    return text.data == nullptr ? std::string_view{} : std::string_view(text.data, text.size);
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

constexpr std::size_t max_http_headers = 64;
constexpr std::size_t max_http_text = 1U << 20;

}  // namespace

HostServices::HostServices(const ChildRequest& request, process::FrameWriter& frames, bool http_allowed)
    : m_request(request), m_frames(frames), m_http_allowed(http_allowed) {
    fill_table();
}

template <typename Answer, typename Work>
Answer HostServices::guarded(void* self, Answer failed, Work&& work) noexcept {
    auto& host = *static_cast<HostServices*>(self);
    try {
        return work(host);
    } catch (const std::bad_alloc&) {
        host.m_out_of_memory = true;
    } catch (const std::exception&) {
        host.misused("a service of the host failed; this is a defect of tilsig");
    }
    return failed;
}

int32_t HostServices::misused(const char* what) noexcept {
    if (*m_misuse == '\0') m_misuse = what;  // the first mistake is the cause, later ones its echoes
    return 1;
}

int32_t HostServices::sent(bool good) noexcept { return good ? 0 : misused("the worker no longer listens"); }

int32_t HostServices::begin(tilsig_text outside_name, tilsig_text media_type, tilsig_text charset) noexcept {
    if (*m_misuse != '\0') return 1;
    if (m_request.mode != ChildMode::fetch) return misused("a delivery outside of fetch()");
    if (m_open) return misused("delivery_begin while a delivery is open; call delivery_end or delivery_restart first");
    const auto name = seen(outside_name);
    if (name.size() > max_outside_name) return misused("an outside name of more than 4096 bytes");
    if (!is_printable(seen(media_type), 255))
        return misused("a media type that is not at most 255 printable characters");
    if (!is_printable(seen(charset), 64)) return misused("a charset that is not at most 64 printable characters");
    m_open = true;
    m_written = m_known = false;
    return sent(m_frames.texts(FrameType::begin, {name, seen(media_type), seen(charset)}));
}

int32_t HostServices::known(tilsig_text sha256, int32_t* answer) noexcept {
    if (*m_misuse != '\0') return 1;
    if (!m_open || m_written || m_known) return misused("delivery_known anywhere but right after delivery_begin");
    if (!is_sha256_hex(seen(sha256))) return misused("delivery_known with a hash that is not 64 hexadecimal digits");
    if (answer == nullptr) return misused("delivery_known with a null pointer");
    if (sent(m_frames.texts(FrameType::known, {seen(sha256)})) != 0) return 1;
    char byte = 0;
    ssize_t count = 0;
    while ((count = ::read(answer_fd, &byte, 1)) < 0 && errno == EINTR) {
    }
    if (count != 1) return sent(false);
    m_known = byte == '1';
    *answer = m_known ? 1 : 0;
    return 0;
}

int32_t HostServices::write(const char* data, std::size_t size) noexcept {
    if (*m_misuse != '\0') return 1;
    if (!m_open) return misused("delivery_write without delivery_begin");
    if (m_known) return misused("delivery_write of content that is known");
    if (size == 0) return 0;
    if (data == nullptr) return misused("delivery_write with a null pointer");
    if (size > m_request.limits.delivery_bytes) return misused("delivery_write of more bytes than a delivery may have");
    m_written = true;
    return sent(m_frames.bytes(FrameType::bytes, std::string_view(data, size)));
}

int32_t HostServices::end(const tilsig_proof* proof) noexcept {
    if (*m_misuse != '\0') return 1;
    if (!m_open) return misused("delivery_end without delivery_begin");
    if (proof == nullptr || proof->size != sizeof(tilsig_proof))
        return misused("delivery_end without a proof of this ABI");
    const auto kind = seen(proof->kind), expected = seen(proof->expected), found = seen(proof->found);
    const auto lacks = seen(proof->lacks).substr(0, max_proof_lacks);
    if (kind.empty() || !is_printable(kind, max_proof_part))
        return misused("delivery_end without a kind of proof of 1 to 64 printable characters");
    if (!is_printable(expected, max_proof_part) || !is_printable(found, max_proof_part) ||
        !is_printable(lacks, max_proof_lacks))
        return misused("delivery_end with a proof whose parts are not printable or too long");
    m_open = false;
    ++m_deliveries;
    return sent(m_frames.texts(FrameType::end, {kind, expected, found, lacks}));
}

int32_t HostServices::restart() noexcept {
    if (*m_misuse != '\0') return 1;
    if (!m_open) return 0;
    m_open = false;
    return sent(m_frames.texts(FrameType::restart, {}));
}

int32_t HostServices::cursor(tilsig_text value) noexcept {
    if (*m_misuse != '\0') return 1;
    if (m_request.mode != ChildMode::fetch) return misused("a cursor outside of fetch()");
    const auto text = seen(value);
    if (text.empty() || text.size() > max_cursor) return misused("a cursor that is not 1 to 4096 bytes");
    if (find_invalid_utf8(text) != std::string_view::npos || text.find('\0') != std::string_view::npos) {
        return misused("a cursor that is not UTF-8 text");
    }
    return sent(m_frames.texts(FrameType::cursor, {text}));
}

tilsig_text HostServices::cursor_of(tilsig_text sender, tilsig_text period) {
    constexpr tilsig_text none{nullptr, 0};
    if (*m_misuse != '\0') return none;
    if (m_request.mode != ChildMode::survey || !is_unit_of_survey(seen(sender), seen(period))) {
        misused("cursor_of outside of survey(), or of no sender and period");
        return none;
    }
    m_cursor_of.resize(max_cursor + 1);
    if (sent(m_frames.texts(FrameType::cursor_of, {seen(sender), seen(period)})) != 0) return none;
    ssize_t count = 0;
    while ((count = ::read(answer_fd, m_cursor_of.data(), m_cursor_of.size())) < 0 && errno == EINTR) {
    }
    if (count < 1) {
        (void)sent(false);
        return none;
    }
    m_cursor_of.resize(static_cast<std::size_t>(count));
    if (m_cursor_of.front() != '1') return none;
    return {m_cursor_of.data() + 1, m_cursor_of.size() - 1};
}

int32_t HostServices::lies(const tilsig_lying* lying) noexcept {
    if (*m_misuse != '\0') return 1;
    if (m_request.mode != ChildMode::survey) return misused("lies outside of survey()");
    if (lying == nullptr || lying->size != sizeof(tilsig_lying)) return misused("lies with a structure of another ABI");
    if (!is_unit_of_survey(seen(lying->sender), seen(lying->period)))
        return misused("lies of no sender and period: 1 to 64 and 1 to 16 printable characters");
    return sent(m_frames.texts(FrameType::lies, {seen(lying->sender), seen(lying->period),
                                                 seen(lying->what).substr(0, max_what), lying->kept != 0 ? "1" : "0"}));
}

tilsig_status HostServices::http(const tilsig_http_request* request, const tilsig_body* body,
                                 const tilsig_http_answer** answer) {
    m_outcome = {};
    m_outcome.verdict = TILSIG_BAD_OPTIONS;
    publish(m_outcome);
    *answer = &m_answer;
    if (*m_misuse != '\0') return TILSIG_BAD_OPTIONS;
    if (!m_http_allowed)
        misused("http() without TILSIG_CAN_HTTP in its capabilities");
    else if (request == nullptr || request->size < sizeof(tilsig_http_request))
        misused("http() with a request of another ABI");
    else if (body == nullptr || body->write == nullptr)
        misused("http() without a place for the body");
    else if (request->header_count > max_http_headers)
        misused("http() with more than 64 headers");
    if (*m_misuse != '\0') return TILSIG_BAD_OPTIONS;
    HttpCall call{std::string(seen(request->method)),
                  std::string(seen(request->url)),
                  std::string(seen(request->body)),
                  std::string(seen(request->accept_type)),
                  {}};
    std::size_t size = call.url.size() + call.body.size();
    for (std::size_t i = 0; i < request->header_count; ++i) {
        call.headers.emplace_back(lower(seen(request->headers[i].name)), std::string(seen(request->headers[i].value)));
        size += call.headers.back().second.size();
    }
    if (size > max_http_text) {
        misused("http() with a request of more than 1 MiB");
        return TILSIG_BAD_OPTIONS;
    }
    try {
        if (!m_http) {
            const auto ca = m_request.options.find("ca_file");
            m_http = load_http_service({ca == m_request.options.end() ? std::string() : ca->second,
                                        m_request.limits.deadline, m_request.limits.delivery_bytes});
        }
        bool handed_over = false;
        m_outcome = m_http->exchange(
            call,
            [&](std::string_view bytes) {
                handed_over = true;
                return body->write(body->sink, bytes.data(), bytes.size()) == 0;
            },
            [&] {
                if (handed_over && body->restart == nullptr) return false;
                if (handed_over) body->restart(body->sink);
                handed_over = false;
                return true;
            });
    } catch (const Error& error) {
        m_outcome.verdict = TILSIG_REFUSED;
        m_outcome.message = error.what();
    }
    if (m_outcome.retry_after_seconds >= 0) m_retry_after = m_outcome.retry_after_seconds;
    publish(m_outcome);
    return m_outcome.verdict;
}

void HostServices::publish(const HttpOutcome& outcome) {
    m_headers.clear();
    for (const auto& [name, value] : outcome.headers) {
        m_headers.push_back({{name.data(), name.size()}, {value.data(), value.size()}});
    }
    m_answer = {outcome.status,
                outcome.unproven_end ? 1 : 0,
                outcome.wire_bytes,
                outcome.decoded_bytes,
                m_headers.data(),
                m_headers.size(),
                outcome.retry_after_seconds,
                {outcome.message.data(), outcome.message.size()}};
}

void HostServices::fill_table() noexcept {
    m_table.size = sizeof m_table;
    m_table.abi = TILSIG_ABI_VERSION;
    m_table.self = this;
    m_table.http = [](void* self, const tilsig_http_request* request, const tilsig_body* body,
                      const tilsig_http_answer** answer) {
        return guarded(self, TILSIG_OVER_LIMIT, [&](HostServices& host) { return host.http(request, body, answer); });
    };
    m_table.secret = [](void* self, tilsig_text name) {
        return guarded(self, tilsig_text{nullptr, 0}, [&](HostServices& host) {
            const auto found = host.m_request.secrets.find(std::string(seen(name).substr(0, 256)));
            if (found == host.m_request.secrets.end()) return tilsig_text{nullptr, 0};
            const auto value = found->second.reveal();
            return tilsig_text{value.data(), value.size()};
        });
    };
    m_table.now_unix_seconds = [](void*) { return static_cast<int64_t>(std::time(nullptr)); };
    m_table.log = [](void* self, int32_t level, tilsig_text event, tilsig_text detail) {
        auto& host = *static_cast<HostServices*>(self);
        const char* word = level <= 0 ? "0" : level == 1 ? "1" : "2";
        host.m_frames.texts(FrameType::log,
                            {word, seen(event).substr(0, max_log_event), seen(detail).substr(0, max_log_detail)});
    };
    m_table.sleep_milliseconds = [](void*, uint32_t milliseconds) {
        struct timespec wait {
            static_cast<time_t>(milliseconds / 1000), static_cast<long>(milliseconds % 1000) * 1000000L
        };
        while (::clock_nanosleep(CLOCK_MONOTONIC, 0, &wait, &wait) != 0) {
        }
    };
    m_table.delivery_begin = [](void* self, tilsig_text name, tilsig_text media_type, tilsig_text charset) {
        return static_cast<HostServices*>(self)->begin(name, media_type, charset);
    };
    m_table.delivery_known = [](void* self, tilsig_text sha256, int32_t* known) {
        return static_cast<HostServices*>(self)->known(sha256, known);
    };
    m_table.delivery_write = [](void* self, const char* data, std::size_t size) {
        return static_cast<HostServices*>(self)->write(data, size);
    };
    m_table.delivery_end = [](void* self, const tilsig_proof* proof) {
        return static_cast<HostServices*>(self)->end(proof);
    };
    m_table.delivery_restart = [](void* self) { return static_cast<HostServices*>(self)->restart(); };
    m_table.cursor = [](void* self, tilsig_text value) { return static_cast<HostServices*>(self)->cursor(value); };
    m_table.cursor_of = [](void* self, tilsig_text sender, tilsig_text period) {
        return guarded(self, tilsig_text{nullptr, 0},
                       [&](HostServices& host) { return host.cursor_of(sender, period); });
    };
    m_table.lies = [](void* self, const tilsig_lying* lying) { return static_cast<HostServices*>(self)->lies(lying); };
}

}  // namespace tilsig::plugin
