// What comes in during one attempt: header block, byte counts, decoding, and the verdict on the whole.
#pragma once

#include <optional>

#include "transport/body_decoder.hpp"
#include "transport/header_block.hpp"
#include "transport/http.hpp"

namespace tilsig::transport {

/// The receiving side of an attempt. libcurl's callbacks feed it; the first thing that is wrong stops the transfer and
/// stays.
class Reception {
public:
    Reception(const HttpLimits& limits, std::string accept_type, const BodySink& sink)
        : m_limits(limits), m_accept_type(std::move(accept_type)), m_sink(sink), m_headers(limits.max_header_bytes) {}

    /// Both return false to stop the transfer.
    bool header_line(std::string_view line);
    bool body_bytes(std::string_view bytes);

    [[nodiscard]] bool header_block_complete() const noexcept { return m_headers.complete(); }
    /// The stated length has been received, so whatever else comes is a contradiction.
    [[nodiscard]] bool has_stated_length() const noexcept;
    [[nodiscard]] bool handed_over() const noexcept { return m_handed_over; }

    /// Judges the whole after the transfer has ended; `transport` is what libcurl found wrong, `answer` gets status,
    /// counts, headers.
    void conclude(HttpFailure transport, HttpAnswer& answer);

private:
    bool fail(HttpFailure failure, std::string message);
    bool open_body();
    bool hand_on(std::string_view bytes);
    [[nodiscard]] bool wants_body() const noexcept { return m_headers.status() >= 200 && m_headers.status() <= 299; }
    void judge_end();

    const HttpLimits& m_limits;
    std::string m_accept_type;
    const BodySink& m_sink;
    HeaderBlock m_headers;
    std::optional<BodyDecoder> m_decoder;
    std::uint64_t m_wire_bytes = 0;
    bool m_handed_over = false;
    bool m_unproven_end = false;
    std::string m_error_body;
    HttpFailure m_failure = HttpFailure::none;
    std::string m_message;
};

}  // namespace tilsig::transport
