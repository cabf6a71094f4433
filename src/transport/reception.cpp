#include "transport/reception.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace tilsig::transport {

namespace {

constexpr std::size_t error_body_kept = 4096;

}  // namespace

bool Reception::fail(HttpFailure failure, std::string message) {
    if (m_failure == HttpFailure::none) {
        m_failure = failure;
        m_message = std::move(message);
    }
    return false;
}

bool Reception::header_line(std::string_view line) {
    switch (m_headers.feed(line)) {
        case HeaderBlock::Line::go_on: return true;
        case HeaderBlock::Line::too_large:
            return fail(HttpFailure::too_large,
                        "more than " + std::to_string(m_limits.max_header_bytes) + " bytes of headers");
        case HeaderBlock::Line::block_ended: return open_body();
    }
    return true;
}

/// Everything the header block can already decide, so that a login page or a second body is never handed on.
bool Reception::open_body() {
    if (!m_headers.contradiction().empty()) return fail(HttpFailure::protocol, m_headers.contradiction());
    const int status = m_headers.status();
    if (status == 206) return fail(HttpFailure::protocol, "a part of the body (206) though the whole was asked for");
    if (wants_body() && !m_accept_type.empty() && status != 204 && status != 205 &&
        m_headers.stated_length().value_or(1) != 0 && m_headers.media_type() != m_accept_type) {
        return fail(HttpFailure::content_type,
                    "a body of type '" + display_name(m_headers.media_type(), 60) + "' where '" + m_accept_type +
                        "' was asked for; often a login or maintenance page - check the address");
    }
    if (m_headers.stated_length().value_or(0) > m_limits.max_wire_bytes) {
        return fail(HttpFailure::too_large, "stated length " + std::to_string(*m_headers.stated_length()) +
                                                " over the limit of " + std::to_string(m_limits.max_wire_bytes) +
                                                " bytes");
    }
    const std::string coding(m_headers.field("content-encoding"));
    if (coding == "gzip" || coding == "x-gzip") {
        m_decoder.emplace(BodyDecoder::Coding::gzip, m_limits.max_decoded_bytes);
    } else if (coding.empty() || coding == "identity") {
        m_decoder.emplace(BodyDecoder::Coding::identity, m_limits.max_decoded_bytes);
    } else {
        return fail(HttpFailure::protocol, "Content-Encoding '" + display_name(coding, 40) + "' was not offered");
    }
    return true;
}

bool Reception::hand_on(std::string_view bytes) {
    if (!wants_body()) {
        m_error_body.append(bytes.substr(0, error_body_kept - std::min(error_body_kept, m_error_body.size())));
        return true;
    }
    m_handed_over = true;
    return m_sink.write ? m_sink.write(bytes) : true;
}

bool Reception::body_bytes(std::string_view bytes) {
    if (!m_decoder) return fail(HttpFailure::protocol, "a body before the headers ended");
    m_wire_bytes += bytes.size();
    const auto stated = m_headers.stated_length();
    if (stated && m_wire_bytes > *stated) {
        return fail(HttpFailure::protocol,
                    "stated length " + std::to_string(*stated) + ", but more bytes came; one of them is wrong");
    }
    if (m_wire_bytes > m_limits.max_wire_bytes) {
        return fail(HttpFailure::too_large,
                    "more than " + std::to_string(m_limits.max_wire_bytes) + " bytes on the wire");
    }
    switch (m_decoder->feed(bytes, [this](std::string_view decoded) { return hand_on(decoded); })) {
        case BodyDecoder::Result::ok: return true;
        case BodyDecoder::Result::damaged: return fail(HttpFailure::protocol, "the gzip body is damaged");
        case BodyDecoder::Result::stopped: return fail(HttpFailure::aborted, "stopped by the receiver");
        case BodyDecoder::Result::too_large:
            return fail(HttpFailure::too_large, "more than " + std::to_string(m_limits.max_decoded_bytes) +
                                                    " bytes when unpacked, from " + std::to_string(m_wire_bytes) +
                                                    " on the wire");
    }
    return true;
}

bool Reception::has_stated_length() const noexcept {
    return m_headers.complete() && m_headers.stated_length() && m_wire_bytes == *m_headers.stated_length();
}

void Reception::judge_end() {
    const int status = m_headers.status();
    if (!m_headers.complete()) {
        fail(HttpFailure::truncated, "the connection ended before the headers did");
        return;
    }
    const bool bodyless = status == 204 || status == 205 || status == 304;
    const auto stated = m_headers.stated_length();
    if (!bodyless && stated && m_wire_bytes < *stated) {
        fail(HttpFailure::truncated,
             "stated length " + std::to_string(*stated) + ", received " + std::to_string(m_wire_bytes));
        return;
    }
    if (m_decoder && !m_decoder->closed()) {
        fail(HttpFailure::truncated, "the gzip body is cut");
        return;
    }
    if (wants_body() && !m_accept_type.empty() && (!m_decoder || m_decoder->decoded_bytes() == 0)) {
        fail(HttpFailure::empty,
             "status " + std::to_string(status) + " without a body where '" + m_accept_type + "' was asked for");
        return;
    }
    m_unproven_end = !bodyless && !stated && !m_headers.chunked();
}

void Reception::conclude(HttpFailure transport, HttpAnswer& answer) {
    // What we found ourselves is the reason why libcurl was stopped, so it comes first. A transport error after the
    // whole stated length (a reset instead of an orderly close) takes nothing from the body.
    if (m_failure == HttpFailure::none && transport == HttpFailure::truncated && has_stated_length()) {
        transport = HttpFailure::none;
    }
    if (m_failure == HttpFailure::none && transport == HttpFailure::none) judge_end();
    answer.status = m_headers.status();
    answer.headers = m_headers.fields();
    answer.wire_bytes = m_wire_bytes;
    answer.decoded_bytes = m_decoder ? m_decoder->decoded_bytes() : 0;
    answer.unproven_end = m_unproven_end;
    answer.error_body = std::move(m_error_body);
    answer.failure = m_failure != HttpFailure::none ? m_failure : transport;
    answer.message = m_message;
}

}  // namespace tilsig::transport
