// The end of a JSON delivery: the envelope must be JSON, hold no continuation, and every column must have been met.
#include <algorithm>
#include <functional>
#include <set>

#include "base/text.hpp"
#include "catalog/contract.hpp"
#include "decode/codes.hpp"
#include "decode/columns.hpp"
#include "decode/json/decoder.hpp"
#include "decode/json/fault.hpp"
#include "decode/stated_kind.hpp"
#include "decode/stated_total.hpp"
#include "decode/transcode.hpp"

namespace tilsig::decode {

namespace {

constexpr std::size_t shown_keys = 20;  // top-level keys noted by name; an envelope with more is no feed of records

/// A JSON pointer's first token, unescaped.
std::string first_token(std::string_view pointer) {
    if (pointer.empty()) return {};
    std::string token(pointer.substr(
        1, pointer.find('/', 1) == std::string_view::npos ? std::string_view::npos : pointer.find('/', 1) - 1));
    for (std::size_t at = token.find('~'); at != std::string::npos; at = token.find('~', at + 1)) {
        token.replace(at, 2, token.compare(at, 2, "~1") == 0 ? "/" : "~");
    }
    return token;
}

bool is_null(simdjson::ondemand::value value) {
    simdjson::ondemand::json_type type{};
    return value.type().get(type) == simdjson::SUCCESS && type == simdjson::ondemand::json_type::null;
}

}  // namespace

void JsonDecoder::finish() {
    m_done = true;
    m_report.closed = true;  // the scan has seen the root close, or has thrown
    if (m_scan.empty()) return;
    check_envelope();
    check_columns();
    m_report.closed = m_report.open_reason.empty();
}

void JsonDecoder::check_envelope() {
    model::Arena arena;
    std::string json = m_scan.envelope();
    if (m_layout.encoding != catalog::Encoding::utf8) {
        const Transcoded text = to_utf8(m_layout.encoding, json, arena);
        if (text.fault)
            m_scan.refuse_in_envelope(
                *text.fault, code::encoding,
                encoding_message(m_layout.encoding, static_cast<unsigned char>(json[*text.fault])));
        json = text.text;
    }
    if (const auto fault = find_json_fault(json)) {
        const bool same_bytes = json.size() == m_scan.envelope().size();
        m_scan.refuse_in_envelope(same_bytes ? fault->at : 0, code::format, "this is not JSON: " + fault->message);
    }
    // On demand: a value that nobody asked for, such as a number beyond 64 bits, is passed over.
    simdjson::padded_string padded(json);
    simdjson::ondemand::parser parser;
    simdjson::ondemand::document root;
    simdjson::ondemand::json_type type{};
    if (const auto error = parser.iterate(padded).get(root)) {
        m_scan.refuse_in_envelope(0, code::format, std::string("this is not JSON: ") + simdjson::error_message(error));
    }
    check_kind(root);
    check_day(root);
    root.rewind();
    if (root.type().get(type) != simdjson::SUCCESS || type != simdjson::ondemand::json_type::object) return;
    std::size_t noted = 0;
    std::string said_twice;
    const std::string on_path = first_token(m_layout.json.records);
    const std::string continuation = first_token(m_layout.json.continuation), count = first_token(m_layout.json.count),
                      kind = first_token(m_layout.json.kind), day = first_token(m_layout.json.day);
    simdjson::ondemand::object object;
    if (root.get_object().get(object) != simdjson::SUCCESS) return;
    std::set<std::string, std::less<>> seen;
    for (auto entry : object) {
        std::string_view key;
        if (entry.unescaped_key().get(key) != simdjson::SUCCESS) break;
        const bool read = key == on_path || key == continuation || key == count || key == kind || key == day;
        // Which of the two is meant nobody knows, and the proof of completeness hangs on it.
        if (read && !seen.emplace(key).second)
            said_twice = "'" + display_name(key) + "' stands twice beside the records";
        if (read || ++noted > shown_keys) continue;
        m_notes.push_back(note(code::extra_column, {},
                               "the document also has '" + display_name(key) + "' beside the records; it is not read"));
    }
    check_count(root);
    check_continuation(root);
    if (!said_twice.empty()) doubt(code::duplicate_column, said_twice);
}

void JsonDecoder::check_continuation(simdjson::ondemand::document& root) {
    if (m_layout.json.continuation.empty()) return;
    root.rewind();
    simdjson::ondemand::value more;
    if (root.at_pointer(m_layout.json.continuation).get(more) == simdjson::SUCCESS && !is_null(more)) {
        const std::string message =
            "'" + m_layout.json.continuation + "' is not null: the source has more pages than were delivered";
        doubt(code::continuation, message);
    }
}

void JsonDecoder::doubt(model::RuleCode code, const std::string& message) {
    m_report.open_reason = model::coded_reason(code, message);
    m_notes.push_back(refusal(code, {}, message));
}

void JsonDecoder::check_kind(simdjson::ondemand::document& root) {
    if (m_contract.kinds.empty()) return;
    const auto said = said_at(root, m_layout.json.kind);
    m_report.kind = kind_of(m_contract, said);
    if (!m_report.kind) doubt(code::kind, kind_message(m_contract, m_layout.json.kind, said.has_value()));
}

void JsonDecoder::check_day(simdjson::ondemand::document& root) {
    if (m_layout.json.day.empty()) return;
    const auto said = said_at(root, m_layout.json.day);
    m_report.day = day_of(said);
    if (!m_report.day) doubt(code::day, day_message(m_layout.json.day, said.has_value()));
}

std::optional<std::string> JsonDecoder::said_at(simdjson::ondemand::document& root, const std::string& pointer) {
    root.rewind();
    simdjson::ondemand::value value;
    std::string_view text;
    if (root.at_pointer(pointer).get(value) != simdjson::SUCCESS || is_null(value)) return std::nullopt;
    return value.get_string().get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

void JsonDecoder::check_count(simdjson::ondemand::document& root) {
    if (m_layout.json.count.empty()) return;
    root.rewind();
    simdjson::ondemand::value stated;
    std::uint64_t count = 0;
    if (root.at_pointer(m_layout.json.count).get(stated) != simdjson::SUCCESS || is_null(stated)) {
        doubt(code::trailer, "the count of records is missing: the delivery is not complete");
    } else if (stated.get_uint64().get(count) != simdjson::SUCCESS) {
        doubt(code::trailer, "the count of records is no number");
    } else {
        m_report.stated_records = count;
        if (count != m_report.records) doubt(code::trailer, StatedTotal::count_text(count, m_report.records, true));
    }
}

void JsonDecoder::check_columns() {
    if (m_walked == 0) return;  // no record, or none that could be read: that has been said record by record
    std::vector<std::string> missing;
    std::vector<std::string> extra;
    for (const auto& [name, slot] : m_keys) {
        if (slot.fields.empty()) {
            if (!slot.holds_fields) extra.push_back(name);
            continue;
        }
        const bool needed = std::any_of(slot.fields.begin(), slot.fields.end(), [&](std::size_t field) {
            return !m_ever_seen[field] && !m_contract.fields[field].optional_column;
        });
        if (needed) missing.push_back(name);
    }
    std::sort(missing.begin(), missing.end());
    std::sort(extra.begin(), extra.end());
    // Keys are names of the sender's system, not data: unlike the first line of a CSV file they can be shown.
    std::vector<model::Finding> findings;
    compare_columns(m_contract, missing, extra, true, m_first_record, findings);
    m_notes.insert(m_notes.end(), findings.begin(), findings.end());
    if (!missing.empty()) throw DeliveryRefused(std::move(m_notes), m_shown_name);
}

}  // namespace tilsig::decode
