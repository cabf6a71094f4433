#include "decode/json/decoder.hpp"

#include <algorithm>
#include <cstring>

#include "base/text.hpp"
#include "catalog/contract.hpp"
#include "decode/batch_filling.hpp"
#include "decode/codes.hpp"
#include "decode/columns.hpp"
#include "decode/json/fault.hpp"
#include "decode/transcode.hpp"
#include "decode/xlsx/values.hpp"
#include "model/composed.hpp"
#include "model/texts.hpp"

namespace tilsig::decode {

namespace {

/// The token without the white space that follows it.
std::string_view bare(std::string_view token) noexcept {
    while (!token.empty() &&
           (token.back() == ' ' || token.back() == '\t' || token.back() == '\n' || token.back() == '\r')) {
        token.remove_suffix(1);
    }
    return token;
}

}  // namespace

JsonDecoder::JsonDecoder(const catalog::Contract& contract, const catalog::Layout& layout, ByteSource source,
                         std::string shown_name, model::ErasedPlaces erased)
    : m_contract(contract),
      m_layout(layout),
      m_shown_name(std::move(shown_name)),
      m_erased(std::move(erased)),
      m_scan(std::move(source), layout.json.records, contract.completeness.nothing_is_normal, m_shown_name),
      m_row(contract.fields.size()),
      m_row_seen(contract.fields.size(), 0),
      m_ever_seen(contract.fields.size(), false) {
    for (std::size_t field = 0; field < contract.fields.size(); ++field) {
        m_columns.push_back(contract.fields[field].name);
        const std::string& column = column_of(contract.fields[field]);
        add_key(column, field);
        for (const auto& [header, name] : layout.names)
            if (name == column) add_key(header, field);
    }
}

void JsonDecoder::add_key(const std::string& path, std::size_t field) {
    m_keys[path].fields.push_back(field);
    for (auto slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1))
        m_keys[path.substr(0, slash)].holds_fields = true;
}

bool JsonDecoder::next(model::Batch& out, std::vector<model::Finding>& unreadable) {
    begin_batch(out, m_columns);

    const std::size_t known = unreadable.size();
    JsonScan::Element element;
    while (!m_done && has_room(out, unreadable.size() - known)) {
        if (m_scan.next(element)) {
            take(element, out, unreadable);
        } else {
            finish();
        }
    }
    unreadable.insert(unreadable.end(), m_notes.begin(), m_notes.end());
    m_notes.clear();
    m_report.bytes = m_scan.account();
    m_report.bytes.record = m_record_bytes;
    m_report.bytes.unreadable = m_unreadable_bytes;
    m_report.delivery_bytes = m_scan.delivery_bytes();
    return !m_done || out.rows() > 0 || unreadable.size() > known;
}

void JsonDecoder::take(const JsonScan::Element& element, model::Batch& out, std::vector<model::Finding>& unreadable) {
    if (++m_report.records == 1) m_first_record = JsonScan::place_in(element, 0);
    if (!m_erased.empty() && m_erased.begins_at(element.offset)) {
        ++m_report.erased;
        m_record_bytes += element.bytes.size();
        return;
    }
    model::Finding finding = read_record(element, out.arena);
    if (!finding.code.empty()) {
        m_unreadable_bytes += element.bytes.size();
        if (finding.action == model::Action::block_delivery)
            m_report.open_reason = model::coded_reason(finding.code, finding.message);
        unreadable.push_back(std::move(finding));
        return;
    }
    m_record_bytes += element.bytes.size();
    for (std::size_t field = 0; field < m_row.size(); ++field) out.columns[field].cells.push_back(m_row[field]);
    model::RecordPlace place;
    place.number = m_report.records;
    place.line = element.point.line();
    place.offset = element.offset;
    place.length = static_cast<std::uint32_t>(element.bytes.size());
    out.places.push_back(place);
}

model::Finding JsonDecoder::unreadable_at(const JsonScan::Element& element, model::RuleCode code,
                                          std::string message) const {
    model::RecordPlace place;
    place.number = m_report.records;
    place.line = element.point.line();
    place.offset = element.offset;
    place.length = static_cast<std::uint32_t>(element.bytes.size());
    return unreadable_record(code, place, std::move(message));
}

model::Finding JsonDecoder::read_record(const JsonScan::Element& element, model::Arena& arena) {
    std::string_view json = element.bytes;
    std::size_t capacity = json.size() + ByteWindow::padding;
    if (m_layout.encoding != catalog::Encoding::utf8 && !is_ascii(json)) {
        const Transcoded text = to_utf8(m_layout.encoding, json, arena);
        if (text.fault) {
            auto finding =
                unreadable_at(element, code::encoding,
                              "byte " + std::to_string(element.offset + *text.fault) + ": " +
                                  encoding_message(m_layout.encoding, static_cast<unsigned char>(json[*text.fault])));
            finding.action = model::Action::block_delivery;
            return finding;
        }
        capacity = text.text.size() + ByteWindow::padding;
        char* const padded = arena.allocate(capacity);
        std::memcpy(padded, text.text.data(), text.text.size());
        std::memset(padded + text.text.size(), 0, ByteWindow::padding);
        json = {padded, text.text.size()};
    }
    simdjson::ondemand::document document;
    if (const auto error = m_parser.iterate(json.data(), json.size(), capacity).get(document))
        return syntax_finding(element, json, error);
    if (json.front() != '{') {
        // The scan has found the end of it; whether it is JSON at all is still open.
        if (find_json_fault(json)) return syntax_finding(element, json, simdjson::TAPE_ERROR);
        return unreadable_at(element, code::not_an_object, "an element of the records array is not an object");
    }
    Object object;
    if (const auto error = document.get_object().get(object)) return syntax_finding(element, json, error);
    return read_fields(element, json, object, arena);
}

std::optional<model::Finding> JsonDecoder::read_keys(const JsonScan::Element& element, std::string_view json,
                                                     Object object, const std::string& within, model::Arena& arena,
                                                     model::Finding& finding) {
    const bool escapes = json.find("\\u") != std::string_view::npos;
    for (auto entry : object) {
        simdjson::ondemand::field pair;
        if (const auto error = std::move(entry).get(pair)) return syntax_finding(element, json, error);
        std::string_view name;
        if (const auto error = pair.unescaped_key().get(name)) return syntax_finding(element, json, error);
        Key& slot = key(within, name, element);
        const bool again = slot.last_record == m_report.records;
        slot.last_record = m_report.records;
        if (again && finding.code.empty()) {
            finding = unreadable_at(element, code::duplicate_column, "a key stands twice in one object");
            if (!slot.fields.empty()) finding.field = m_columns[slot.fields.front()];
        }
        simdjson::ondemand::json_type type{};
        if (slot.holds_fields && pair.value().type().get(type) == simdjson::SUCCESS &&
            type == simdjson::ondemand::json_type::object) {
            Object inner;
            const std::string path = m_key_buffer + "/";
            if (const auto error = pair.value().get_object().get(inner)) return syntax_finding(element, json, error);
            if (auto fault = read_keys(element, json, inner, path, arena, finding)) return fault;
            continue;
        }
        if (m_report.records == 1) m_report.header.push_back(m_key_buffer);
        const Reading reading = read_value(pair.value());
        if (reading.error) return syntax_finding(element, json, reading.error);
        if (escapes && find_invalid_utf8(reading.text) != std::string_view::npos)
            return syntax_finding(element, json, simdjson::STRING_ERROR);
        if (slot.fields.empty()) continue;
        if (reading.nested && finding.code.empty()) {
            finding = unreadable_at(element, code::nested, "an object or array where the contract has a value");
            finding.field = m_columns[slot.fields.front()];
        }
        if (reading.text.size() > Limits::cell_bytes) {
            m_scan.refuse_in(
                element, 0, code::limit,
                "in the record that begins here, field '" + m_columns[slot.fields.front()] + "' is longer than 1 MiB");
        }
        const std::string_view stored = store(reading, slot, arena);
        for (const std::size_t field : slot.fields) {
            m_row[field] = stored;
            m_row_seen[field] = m_report.records;
            m_ever_seen[field] = true;
        }
    }
    return std::nullopt;
}

std::string_view JsonDecoder::store(const Reading& reading, const Key& slot, model::Arena& arena) const {
    if (reading.text.data() == nullptr) return model::Column::null;
    if (!reading.number) return arena.store(reading.text);
    const catalog::Field& field = m_contract.fields[slot.fields.front()];
    const model::ValueFormat& format = field.format;
    const bool scientific = reading.text.find_first_of("eE") != std::string_view::npos;
    const bool numeric = field.type == model::Type::integer || field.type == model::Type::decimal;
    if (!numeric || (!scientific && format.decimal_mark == '.' && format.strip.empty()))
        return arena.store(reading.text);
    std::string written(reading.text);
    if (scientific) written = plain_number(reading.text).value_or(written);
    std::replace(written.begin(), written.end(), '.', format.decimal_mark);
    // Whether 0.326 is a share or a percentage nobody can tell: it gets no sign.
    return arena.store(format.strip == "%" ? written : written + format.strip);
}

model::Finding JsonDecoder::read_fields(const JsonScan::Element& element, std::string_view json, Object object,
                                        model::Arena& arena) {
    model::Finding finding;
    std::fill(m_row.begin(), m_row.end(), model::Column::null);
    if (auto fault = read_keys(element, json, object, {}, arena, finding)) return std::move(*fault);
    ++m_walked;
    for (std::size_t field = 0; field < m_row.size() && finding.code.empty(); ++field) {
        if (m_row_seen[field] == m_report.records || m_contract.fields[field].optional_column) continue;
        finding = unreadable_at(element, code::missing_column,
                                "the object has no key '" + column_of(m_contract.fields[field]) + "'");
        finding.field = m_columns[field];
    }
    return finding;
}

JsonDecoder::Reading JsonDecoder::read_value(Value value) {
    Reading reading;
    simdjson::ondemand::json_type type{};
    if ((reading.error = value.type().get(type))) return reading;
    switch (type) {
        case simdjson::ondemand::json_type::string:
            reading.error = value.get_string().get(reading.text);
            return reading;
        case simdjson::ondemand::json_type::array: {
            reading.nested = true;
            simdjson::ondemand::array items;
            if ((reading.error = value.get_array().get(items))) return reading;
            for (auto item : items) {
                Value inner;
                if ((reading.error = std::move(item).get(inner))) return reading;
                if ((reading.error = read_value(inner).error)) return reading;
            }
            return reading;
        }
        case simdjson::ondemand::json_type::object: {
            reading.nested = true;
            Object entries;
            if ((reading.error = value.get_object().get(entries))) return reading;
            for (auto item : entries) {
                simdjson::ondemand::field pair;
                std::string_view name;
                if ((reading.error = std::move(item).get(pair))) return reading;
                if ((reading.error = pair.unescaped_key().get(name))) return reading;
                if ((reading.error = read_value(pair.value()).error)) return reading;
            }
            return reading;
        }
        default: break;
    }
    // Numbers keep their own digits: 12345678901234567890123 and 1.10 stay what they are. Stage 1 of simdjson has not
    // looked at scalars, so their grammar is checked here.
    const std::string_view token = bare(value.raw_json_token());
    if (token == "null") return reading;
    if (token == "true" || token == "false" || is_json_number(token)) {
        reading.text = token;
        reading.number = token.front() != 't' && token.front() != 'f';
    } else {
        reading.error = simdjson::TAPE_ERROR;
    }
    return reading;
}

JsonDecoder::Key& JsonDecoder::key(const std::string& within, std::string_view name, const JsonScan::Element& element) {
    m_key_buffer.assign(within).append(name);
    const auto found = m_keys.find(m_key_buffer);
    if (found != m_keys.end()) return found->second;
    if (model::beyond_ascii(name)) {
        if (const auto same = m_keys.find(model::composed(m_key_buffer)); same != m_keys.end()) return same->second;
    }
    if (m_keys.size() >= Limits::columns) {
        m_scan.refuse_in(element, 0, code::limit,
                         "with the record that begins here the delivery has more than " +
                             std::to_string(Limits::columns) + " different keys");
    }
    return m_keys[m_key_buffer];
}

model::Finding JsonDecoder::syntax_finding(const JsonScan::Element& element, std::string_view json,
                                           simdjson::error_code error) const {
    const auto fault = find_json_fault(json);
    const std::size_t at = fault ? fault->at : 0;
    const std::string message = fault ? fault->message : std::string(simdjson::error_message(error));
    const bool same_bytes = json.size() == element.bytes.size();
    // In a transcoded record positions have moved: then the record's own place must do.
    auto place = same_bytes ? JsonScan::place_in(element, at) : JsonScan::place_in(element, 0);
    if (fault && fault->message == "bytes that are not UTF-8") {
        place.number = m_report.records;
        const std::size_t in_file = place.offset;
        place.offset = element.offset;
        place.length = static_cast<std::uint32_t>(element.bytes.size());
        return unreadable_record(code::encoding, place,
                                 "byte " + std::to_string(in_file) + ": " +
                                     encoding_message(m_layout.encoding, static_cast<unsigned char>(json[at])),
                                 true);
    }
    if (fault && fault->message == "an unpaired surrogate") {
        place.number = m_report.records;
        place.offset = element.offset;
        place.length = static_cast<std::uint32_t>(element.bytes.size());
        return unreadable_record(code::encoding, place, "an escape for half a character (an unpaired surrogate)");
    }
    m_scan.refuse_in(element, same_bytes ? at : 0, code::format, "this is not JSON: " + message);
}

}  // namespace tilsig::decode
