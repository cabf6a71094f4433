#include "fetch/fetch_session.hpp"

#include <charconv>

#include "base/text.hpp"
#include "fetch/process_end.hpp"
#include "spi/abi.h"

namespace tilsig::fetch {

namespace {

using plugin::ChildMode;
using plugin::FrameType;

/// Normal operation is quiet; a connector that logs more than this is counted, not listened to.
constexpr unsigned max_log_lines = 200;
constexpr std::size_t max_mistakes = 100;

std::optional<int> number(std::string_view text) noexcept {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::size_t texts_of(FrameType type) noexcept {
    switch (type) {
        case FrameType::begin:
        case FrameType::log:
        case FrameType::result: return 3;
        case FrameType::end:
        case FrameType::lies: return 4;
        case FrameType::cursor_of: return 2;
        case FrameType::cursor:
        case FrameType::mistake:
        case FrameType::known: return 1;
        case FrameType::restart: return 0;
        case FrameType::bytes:
        case FrameType::describe: break;
    }
    return SIZE_MAX;
}

}  // namespace

FetchSession::FetchSession(const plugin::ChildRequest& request, DeliverySink* sink, const Logger& log,
                           SurveySink* survey)
    : m_request(request), m_sink(sink), m_survey(survey), m_log(log), m_redact(request.secrets) {}

FetchSession::~FetchSession() {
    if (m_begun && !m_settled) m_sink->abandon();  // an exception of the sink's own is on its way
}

bool FetchSession::fail(FetchEnd end, std::string message) {
    if (!m_failure) m_failure.emplace(end, std::move(message));
    return false;
}

bool FetchSession::take(const process::Frame& frame) {
    if (m_said) return fail(FetchEnd::protocol_error, "the connector's process went on after its result");
    const auto type = frame.as<FrameType>();
    if (type == FrameType::bytes) return take_bytes(frame.payload);
    const auto texts = frame.texts();
    const bool counted = type == FrameType::describe || (texts && texts->size() == texts_of(type));
    if (!texts || !counted) return fail(FetchEnd::protocol_error, "a damaged frame");
    switch (type) {
        case FrameType::begin:
        case FrameType::end:
        case FrameType::restart:
        case FrameType::cursor:
        case FrameType::known:
            if (m_request.mode != ChildMode::fetch)
                return fail(FetchEnd::protocol_error, "a delivery where none was asked for");
            return take_delivery(type, *texts);
        case FrameType::cursor_of:
        case FrameType::lies:
            if (m_request.mode != ChildMode::survey)
                return fail(FetchEnd::protocol_error, "a survey where none was asked for");
            return take_survey(type, *texts);
        case FrameType::log: take_log(*texts); return true;
        case FrameType::mistake:
            if (m_mistakes.size() < max_mistakes) m_mistakes.push_back(m_redact((*texts)[0], plugin::max_message));
            return true;
        case FrameType::describe:
            for (const auto text : *texts) m_description.emplace_back(text);
            return true;
        case FrameType::result: return take_result(*texts);
        case FrameType::bytes: break;
    }
    return fail(FetchEnd::protocol_error, "a damaged frame");
}

bool FetchSession::take_delivery(FrameType type, const Texts& texts) {
    if (type == FrameType::cursor) {
        if (texts[0].empty() || texts[0].size() > plugin::max_cursor ||
            find_invalid_utf8(texts[0]) != std::string_view::npos) {
            return fail(FetchEnd::protocol_error, "a cursor that is not 1 to 4096 bytes of UTF-8");
        }
        m_cursor = std::string(texts[0]);
        return true;
    }
    if (type == FrameType::begin) {
        if (m_open) return fail(FetchEnd::protocol_error, "a delivery was begun while one was open");
        m_open = m_begun = true;
        m_known = false;
        m_delivery_bytes = 0;
        m_sink->begin(texts[0], texts[1], texts[2]);
        return true;
    }
    if (type == FrameType::known) return take_known(texts[0]);
    if (!m_open) return fail(FetchEnd::protocol_error, "a delivery was ended that was not begun");
    m_open = false;
    if (type == FrameType::restart) {
        m_bytes -= m_delivery_bytes;
        m_sink->restart();
        return true;
    }
    return take_proof(texts);
}

bool FetchSession::take_proof(const Texts& texts) {
    for (std::size_t part = 0; part < texts.size(); ++part)
        if (!plugin::is_printable(texts[part], part == 3 ? plugin::max_proof_lacks : plugin::max_proof_part))
            return fail(FetchEnd::protocol_error, "a proof that is not printable or too long");
    if (texts[0].empty()) return fail(FetchEnd::protocol_error, "a delivery was ended without a proof");
    ++m_deliveries;
    m_sink->end({std::string(texts[0]), std::string(texts[1]), std::string(texts[2]), std::string(texts[3])});
    return true;
}

bool FetchSession::take_bytes(std::string_view bytes) {
    if (!m_open) return fail(FetchEnd::protocol_error, "bytes outside of a delivery");
    if (m_known) return fail(FetchEnd::protocol_error, "bytes of a delivery whose content is known");
    if (bytes.size() > m_request.limits.delivery_bytes - m_delivery_bytes) {
        return fail(FetchEnd::over_limit, "the delivery is larger than `limits.delivery_bytes` (" +
                                              std::to_string(m_request.limits.delivery_bytes) +
                                              " bytes); raise it in the source if deliveries have grown honestly");
    }
    m_delivery_bytes += bytes.size();
    m_bytes += bytes.size();
    m_sink->write(bytes);
    return true;
}

bool FetchSession::take_known(std::string_view sha256) {
    if (!m_open || m_known || m_delivery_bytes > 0)
        return fail(FetchEnd::protocol_error, "a content hash anywhere but at the beginning of a delivery");
    if (!is_sha256_hex(sha256))
        return fail(FetchEnd::protocol_error, "a content hash that is not 64 hexadecimal digits");
    m_known = m_sink->known(std::string(sha256));
    m_answer = m_known ? "1" : "0";
    return true;
}

bool FetchSession::take_survey(FrameType type, const Texts& texts) {
    if (!plugin::is_unit_of_survey(texts[0], texts[1]))
        return fail(FetchEnd::protocol_error, "a survey that speaks of no sender and period");
    if (++m_lying > plugin::max_lying)
        return fail(FetchEnd::protocol_error,
                    "a survey that speaks of more than " + std::to_string(plugin::max_lying) + " senders and periods");
    const std::string sender(texts[0]), period(texts[1]);
    if (type == FrameType::cursor_of) {
        const auto cursor = m_survey->cursor_of(sender, period);
        m_answer = cursor ? "1" + *cursor : "0";
        return true;
    }
    m_survey->lies({sender, period, m_redact(texts[2], plugin::max_what), texts[3] == "1"});
    return true;
}

bool FetchSession::take_result(const Texts& texts) {
    const auto status = number(texts[0]);
    const auto wait = number(texts[1]);
    if (!status || !wait) return fail(FetchEnd::protocol_error, "a damaged result");
    m_said = Said{*status, *wait, m_redact(texts[2], plugin::max_message)};
    return true;
}

void FetchSession::take_log(const Texts& texts) {
    if (++m_logged > max_log_lines) return;
    const LogField event{"connector_event", ours(m_redact(texts[1], plugin::max_log_event))};
    const LogField detail{"detail", ours(m_redact(texts[2], plugin::max_log_detail))};
    if (texts[0] == "0")
        m_log.debug("fetch.connector", {event, detail});
    else if (texts[0] == "1")
        m_log.info("fetch.connector", {event, detail});
    else
        m_log.warn("fetch.connector", {event, detail});
}

FetchResult FetchSession::conclude(const ChildEnd& end) {
    FetchResult result;
    result.bytes = m_bytes;
    if (end.report) {
        result.cpu = std::chrono::microseconds(end.report->cpu_microseconds);
        result.peak_memory_kib = static_cast<std::uint64_t>(end.report->peak_memory_kib);
    }
    judge_process(end, result);
    const bool good = result.end == FetchEnd::delivered || result.end == FetchEnd::nothing_new;
    if (good) result.cursor = m_cursor;
    if (end.noise_bytes > 0) m_log.info("fetch.noise", {{"bytes", end.noise_bytes}});
    if (m_logged > max_log_lines) m_log.warn("fetch.log_flood", {{"dropped", m_logged - max_log_lines}});
    if (m_begun && !good) m_sink->abandon();
    m_settled = true;
    return result;
}

/// From the outside in: the clock, the frames, the process, and only then the word of the connector.
void FetchSession::judge_process(const ChildEnd& end, FetchResult& result) const {
    const auto set = [&result](FetchEnd what, std::string message) {
        result.end = what;
        result.message = std::move(message);
    };
    if (m_failure) return set(m_failure->first, m_failure->second);
    if (end.timed_out) {
        return set(FetchEnd::timed_out,
                   "not done within `limits.deadline` (" + std::to_string(m_request.limits.deadline.count()) + " s)");
    }
    if (end.garbage)
        return set(
            FetchEnd::protocol_error,
            "bytes on the frame pipe that are no frames: the connector wrote to a descriptor that is not its own");
    if (!end.report) return set(FetchEnd::crashed, "the guard of the fetch was killed");
    if (auto died =
            explain_end(process::ProcessEnd(end.report->wait_status), end.report->cpu_microseconds, m_request.limits)) {
        result.end = died->end;
        result.message = died->message;
        if (m_said && !m_said->message.empty()) result.message += "; it had said: " + m_said->message;
        return;
    }
    if (!m_said)
        return set(FetchEnd::crashed,
                   "the connector's process ended with exit code 0 and without a result; the connector called exit()");
    if (end.report->left_behind > 0) {
        return set(FetchEnd::protocol_error, "the connector left " + std::to_string(end.report->left_behind) +
                                                 " process(es) running; they were killed");
    }
    judge_result(result);
}

void FetchSession::judge_result(FetchResult& result) const {
    result.message = m_said->message;
    const auto bad = [&](FetchEnd end, const char* fallback) {
        result.end = end;
        if (result.message.empty()) result.message = fallback;
    };
    switch (m_said->status) {
        case TILSIG_OK:
            if (m_request.mode == ChildMode::fetch && (m_deliveries == 0 || m_open))
                return bad(FetchEnd::protocol_error, "success without a whole delivery");
            result.end = FetchEnd::delivered;
            return;
        case TILSIG_NOTHING_NEW:
            if (m_begun) return bad(FetchEnd::protocol_error, "\"nothing new\" after a delivery was begun");
            result.end = FetchEnd::nothing_new;
            return;
        case TILSIG_RETRY_LATER:
            if (m_said->retry_after > 0) result.retry_after = std::chrono::seconds(m_said->retry_after);
            return bad(FetchEnd::retry_later, "the connector asks to try again later, without a reason");
        case TILSIG_REFUSED: return bad(FetchEnd::refused, "refused, without a reason");
        case TILSIG_BAD_OPTIONS: return bad(FetchEnd::refused, "the connector refuses its options, without a reason");
        case TILSIG_BAD_SOURCE: return bad(FetchEnd::bad_source, "the source broke its protocol, without a reason");
        case TILSIG_OVER_LIMIT: return bad(FetchEnd::over_limit, "over a limit, without a reason");
        case TILSIG_DEFECT: return bad(FetchEnd::crashed, "the connector failed by its own fault, without a reason");
        default: return bad(FetchEnd::protocol_error, "the connector misused the border");
    }
}

}  // namespace tilsig::fetch
