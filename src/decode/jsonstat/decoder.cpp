#include "decode/jsonstat/decoder.hpp"

#include <simdjson.h>

#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "catalog/contract.hpp"
#include "decode/batch_filling.hpp"
#include "decode/codes.hpp"
#include "decode/columns.hpp"
#include "decode/json/fault.hpp"
#include "decode/xlsx/values.hpp"

namespace tilsig::decode {

JsonStatDecoder::JsonStatDecoder(const catalog::Contract& contract, ByteSource source, std::string shown_name)
    : m_contract(contract), m_source(std::move(source)), m_shown_name(std::move(shown_name)) {
    for (const auto& field : contract.fields) m_columns.push_back(field.name);
}

bool JsonStatDecoder::next(model::Batch& out, std::vector<model::Finding>& unreadable) {
    begin_batch(out, m_columns);
    m_code_views.assign(m_dataset.dimensions.size(), {});
    m_label_views.assign(m_dataset.dimensions.size(), {});
    if (!m_started) start();

    const std::size_t known = unreadable.size();
    EntryWalk::Entry entry;
    while (!m_done && has_room(out, unreadable.size() - known)) {
        std::uint64_t index = 0;
        bool has_value = true;
        if (next_cell(entry, index, has_value)) {
            take_cell(entry, index, has_value, out, unreadable);
        } else {
            finish();
        }
    }
    unreadable.insert(unreadable.end(), m_notes.begin(), m_notes.end());
    m_notes.clear();
    return !m_done || out.rows() > 0 || unreadable.size() > known;
}

void JsonStatDecoder::start() {
    m_started = true;
    read_document();
    if (m_done) return;
    try {
        m_dataset = read_dataset(std::string_view(m_document).substr(m_mark));
    } catch (const StatFault& fault) {
        refuse_at(m_mark + fault.at, fault.code, fault.what());
    }
    m_code_views.assign(m_dataset.dimensions.size(), {});
    m_label_views.assign(m_dataset.dimensions.size(), {});
    m_dataset.value.begin += m_mark;
    if (m_dataset.status) m_dataset.status->begin += m_mark;
    m_sparse = m_document[m_dataset.value.begin] == '{';
    m_values.emplace(m_document, m_dataset.value);
    plan();
    read_status();
    m_between = m_dataset.value.begin + 1;
    m_report.bytes.header = m_between - m_mark;
    m_report.bytes.trailer = m_document.size() - m_dataset.value.end() + 1;
}

void JsonStatDecoder::read_document() {
    constexpr std::size_t piece = 256 * 1024;
    for (;;) {
        const std::size_t held = m_document.size();
        m_document.resize(held + piece);
        const std::size_t got = m_source(m_document.data() + held, piece);
        m_document.resize(held + got);
        m_report.delivery_bytes += got;
        if (got == 0) break;
        if (m_document.size() > Limits::document_bytes) {
            refuse_at(0, code::limit,
                      "the JSON-stat document is larger than 64 MiB; ask the source for fewer cells at a time");
        }
    }
    const std::string_view document = m_document;
    if (document.empty()) {
        if (!m_contract.completeness.nothing_is_normal) refuse_at(0, code::empty, "the delivery is empty (0 bytes)");
        m_report.closed = true;
        m_done = true;
        return;
    }
    if (document.starts_with("\xEF\xBB\xBF")) m_mark = 3;
    m_report.bytes.preface = m_mark;
    const std::size_t nul = document.find('\0');
    if (nul != std::string_view::npos) refuse_at(nul, code::nul, "a NUL byte; the file is damaged or it is UTF-16");
    const auto fault = find_json_fault(document.substr(m_mark));
    if (!fault) return;
    const std::size_t at = m_mark + fault->at;
    if (at >= document.size())
        refuse_at(at, code::cut, "the document ends here before it is closed: the delivery is cut");
    refuse_at(at, code::format, "this is not JSON: " + fault->message);
}

void JsonStatDecoder::plan() {
    std::vector<std::string> available{"value", "status"};
    for (const auto& dimension : m_dataset.dimensions) {
        available.push_back(dimension.id);
        available.push_back(dimension.id + "_label");
    }
    std::vector<bool> used(m_dataset.dimensions.size(), false);
    std::vector<std::string> missing;
    for (const auto& field : m_contract.fields) {
        const std::string& column = column_of(field);
        PartOf part;
        if (column == "value") part.part = Part::value;
        if (column == "status") part.part = Part::status;
        for (std::size_t i = 0; i < m_dataset.dimensions.size(); ++i) {
            const std::string& id = m_dataset.dimensions[i].id;
            if (column != id && column != id + "_label") continue;
            part = {column == id ? Part::code : Part::label, i};
            used[i] = true;
        }
        if (part.part == Part::absent && !field.optional_column) missing.push_back(column);
        m_parts.push_back(part);
    }
    model::RecordPlace place;
    place.line = 1;
    std::vector<std::string> extra;
    for (std::size_t i = 0; i < used.size(); ++i) {
        if (used[i]) continue;
        const auto& dimension = m_dataset.dimensions[i];
        extra.push_back(dimension.id);
        if (dimension.codes.size() <= 1) continue;
        m_notes.push_back(refusal(code::dimensions, place,
                                  "the contract does not read dimension '" + display_name(dimension.id) +
                                      "', which has " + std::to_string(dimension.codes.size()) +
                                      " categories: its cells could not be told apart"));
    }
    compare_columns(m_contract, missing, extra, true, place, m_notes);
    const bool blocked = std::any_of(m_notes.begin(), m_notes.end(),
                                     [](const auto& f) { return f.action == model::Action::block_delivery; });
    if (blocked) throw DeliveryRefused(std::move(m_notes), m_shown_name);
    m_strides.assign(m_dataset.dimensions.size(), 1);
    for (std::size_t i = m_strides.size(); i-- > 1;)
        m_strides[i - 1] = m_strides[i] * m_dataset.dimensions[i].codes.size();
    for (const auto& dimension : m_dataset.dimensions) m_report.header.push_back(dimension.id);
}

void JsonStatDecoder::read_status() {
    if (!m_dataset.status) return;
    const Span span = *m_dataset.status;
    const char first = m_document[span.begin];
    if (first == '"') {
        model::Arena arena;
        m_status_of_all = scalar(span, arena);
        return;
    }
    if (first != '{' && first != '[') return;  // null
    EntryWalk walk(m_document, span);
    EntryWalk::Entry entry;
    std::uint64_t position = 0;
    while (walk.next(entry)) {
        const auto index = first == '[' ? std::optional<std::uint64_t>(position++) : index_of(entry.key);
        if (!index || *index >= m_dataset.cells) {
            refuse_at(entry.whole().begin, code::dimensions,
                      "this status belongs to no cell; there are " + std::to_string(m_dataset.cells));
        }
        m_status[*index] = entry.value;
    }
    if (first == '[' && position != m_dataset.cells) {
        refuse_at(span.begin, code::dimensions,
                  "status has " + std::to_string(position) + " entries, the sizes multiply to " +
                      std::to_string(m_dataset.cells));
    }
    if (m_sparse && first == '{') m_status_only.emplace(m_document, span);
}

bool JsonStatDecoder::next_cell(EntryWalk::Entry& entry, std::uint64_t& index, bool& has_value) {
    has_value = true;
    if (m_values->next(entry)) {
        index = m_position++;
        if (!m_sparse) return true;
        const auto stated = index_of(entry.key);
        if (!stated || *stated >= m_dataset.cells) {
            refuse_at(entry.key.begin, code::dimensions,
                      "this value belongs to no cell; there are " + std::to_string(m_dataset.cells));
        }
        index = *stated;
        return true;
    }
    has_value = false;
    while (m_status_only && m_status_only->next(entry)) {
        index = *index_of(entry.key);
        if (m_met.insert(index).second) return true;
    }
    return false;
}

void JsonStatDecoder::take_cell(const EntryWalk::Entry& entry, std::uint64_t index, bool has_value, model::Batch& out,
                                std::vector<model::Finding>& unreadable) {
    const Span whole = entry.whole();
    model::RecordPlace place = place_at(whole.begin);
    place.number = ++m_report.records;
    place.column = 0;
    place.length = static_cast<std::uint32_t>(whole.length);
    if (has_value) {
        m_report.bytes.blank += whole.begin - m_between;  // commas and white space inside the brackets of value
        m_between = whole.end();
    } else {
        // The bytes of a status that stands for a cell are that cell's, wherever the status block is.
        (whole.begin < m_dataset.value.begin ? m_report.bytes.header : m_report.bytes.trailer) -= whole.length;
    }
    const char first = m_document[entry.value.begin];
    const bool nested = has_value && (first == '{' || first == '[');
    const bool again = has_value && m_sparse && !m_met.insert(index).second;
    if (nested || again || index >= m_dataset.cells) {
        m_report.bytes.unreadable += whole.length;
        unreadable.push_back(
            nested  ? unreadable_record(code::nested, place, "an object or array where a value must stand")
            : again ? unreadable_record(code::duplicate_column, place, "a second value for the same cell")
                    : unreadable_record(code::dimensions, place, "a value beyond the last cell"));
        return;
    }
    if (entry.value.length > Limits::cell_bytes) refuse_at(entry.value.begin, code::limit, "a value longer than 1 MiB");
    m_report.bytes.record += whole.length;
    for (std::size_t field = 0; field < m_parts.size(); ++field) {
        const auto& part = m_parts[field];
        std::string_view shown = model::Column::null;
        if (part.part == Part::value && has_value) shown = number(m_contract.fields[field], entry.value, out.arena);
        if (part.part == Part::status) shown = status_of(index, out.arena);
        if (part.part == Part::code || part.part == Part::label) shown = category(part, index, out);
        out.columns[field].cells.push_back(shown);
    }
    out.places.push_back(place);
}

std::string_view JsonStatDecoder::scalar(const Span& span, model::Arena& arena) const {
    const std::string_view token = std::string_view(m_document).substr(span.begin, span.length);
    if (token == "null") return model::Column::null;
    if (token.front() != '"') return arena.store(token);
    if (token.find('\\') == std::string_view::npos) return arena.store(token.substr(1, token.size() - 2));
    simdjson::dom::parser parser;
    simdjson::padded_string padded(token);
    std::string_view text;
    simdjson::dom::element element;
    if (parser.parse(padded).get(element) == simdjson::SUCCESS && element.get_string().get(text) == simdjson::SUCCESS)
        return arena.store(text);
    return model::Column::null;  // unreachable: the document has been checked
}

std::string_view JsonStatDecoder::number(const catalog::Field& field, const Span& span, model::Arena& arena) const {
    const std::string_view token = std::string_view(m_document).substr(span.begin, span.length);
    const bool number = field.type == model::Type::integer || field.type == model::Type::decimal;
    const bool scientific = number && token.front() != '"' && token.find_first_of("eE") != std::string_view::npos;
    const auto plain = scientific ? plain_number(token) : std::nullopt;
    return plain ? arena.store(*plain) : scalar(span, arena);
}

std::string_view JsonStatDecoder::status_of(std::uint64_t index, model::Arena& arena) const {
    if (!m_status_of_all.empty()) return arena.store(m_status_of_all);
    const auto found = m_status.find(index);
    return found == m_status.end() ? model::Column::null : scalar(found->second, arena);
}

std::optional<std::uint64_t> JsonStatDecoder::index_of(const Span& key) const {
    const char* const begin = m_document.data() + key.begin + 1;
    const char* const end = begin + key.length - 2;
    std::uint64_t index = 0;
    const auto [stop, error] = std::from_chars(begin, end, index);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return index;
}

std::string_view JsonStatDecoder::category(const PartOf& part, std::uint64_t index, model::Batch& out) {
    const auto& dimension = m_dataset.dimensions[part.dimension];
    auto& views = (part.part == Part::code ? m_code_views : m_label_views)[part.dimension];
    if (views.empty()) views.assign(dimension.codes.size(), model::Column::null);
    const auto position = static_cast<std::size_t>(index / m_strides[part.dimension] % dimension.codes.size());
    if (model::Column::is_null(views[position])) {
        views[position] =
            out.arena.store(part.part == Part::code ? dimension.codes[position] : dimension.labels[position]);
    }
    return views[position];
}

void JsonStatDecoder::finish() {
    m_done = true;
    if (!m_sparse && m_position != m_dataset.cells) {
        refuse_at(m_dataset.value.begin, code::dimensions,
                  "value has " + std::to_string(m_position) + " entries, the sizes multiply to " +
                      std::to_string(m_dataset.cells));
    }
    m_report.bytes.blank += m_dataset.value.end() - 1 - m_between;
    m_report.closed = true;
}

model::RecordPlace JsonStatDecoder::place_at(std::size_t at) {
    if (at < m_point_at) {
        m_point = LinePoint();
        m_point_at = 0;
    }
    m_point.advance(std::string_view(m_document).substr(m_point_at, at - m_point_at));
    m_point_at = at;
    model::RecordPlace place;
    place.line = m_point.line();
    place.column = static_cast<std::uint32_t>(m_point.column());
    place.offset = at;
    place.length = 1;
    return place;
}

void JsonStatDecoder::refuse_at(std::size_t at, model::RuleCode code, const std::string& message) {
    refuse(std::move(m_notes), refusal(code, place_at(std::min(at, m_document.size())), message), m_shown_name);
}

}  // namespace tilsig::decode
