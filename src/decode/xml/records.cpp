#include "decode/xml/records.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/text.hpp"
#include "catalog/contract.hpp"
#include "decode/codes.hpp"
#include "decode/columns.hpp"

namespace tilsig::decode {

namespace {

constexpr std::string_view instance_uri = "http://www.w3.org/2001/XMLSchema-instance";
constexpr std::size_t shown_name = 100;    // bytes of a sender's element name that are kept
constexpr std::size_t shown_outside = 20;  // violations outside the records that are told

std::string in_quotes(std::string_view name) { return "'" + display_name(name) + "'"; }

std::vector<XmlName> names_of(const std::vector<catalog::XmlStep>& steps) { return {steps.begin(), steps.end()}; }

}  // namespace

XmlRecords::XmlRecords(const catalog::Contract& contract, const catalog::Layout& layout, std::string shown,
                       model::ErasedPlaces erased)
    : m_contract(contract),
      m_layout(layout),
      m_shown_name(std::move(shown)),
      m_erased(std::move(erased)),
      m_record(plan_xml_fields(contract, layout.xml)),
      m_path(names_of(layout.xml.records)),
      m_count(layout.xml.count),
      m_kind(layout.xml.kind),
      m_day(layout.xml.day),
      m_row(contract.fields.size()),
      m_row_seen(contract.fields.size(), 0),
      m_ever_seen(contract.fields.size(), false) {}

void XmlRecords::begin_piece(const XmlScan::Piece& piece, const std::map<std::size_t, std::string>& unreadable_bytes,
                             model::Batch& out, std::vector<model::Finding>& unreadable) {
    m_piece = &piece;
    m_unreadable_bytes = &unreadable_bytes;
    m_out = &out;
    m_unreadable = &unreadable;
    m_element = no_element;
}

void XmlRecords::start(const SaxElement& element) {
    settle();
    ++m_depth;
    if (m_in_record) return begin_child(element);
    m_count.start(element, m_depth);
    m_kind.start(element, m_depth);
    m_day.start(element, m_depth);
    if (m_depth == record_depth()) return element_at_record_depth(element);
    follow(element);
}

void XmlRecords::end() {
    settle();
    if (m_in_record) {
        if (m_skipped > 0) {
            --m_skipped;
            m_recent = nullptr;
        } else {
            end_child();
        }
    } else {
        m_count.end(m_depth);
        m_kind.end(m_depth);
        m_day.end(m_depth);
        if (m_on_path == m_depth) --m_on_path;
    }
    --m_depth;
}

void XmlRecords::text(std::string_view piece) {
    settle();
    if (!m_in_record) {
        m_count.text(piece, m_depth);
        m_kind.text(piece, m_depth);
        m_day.text(piece, m_depth);
        return;
    }
    if (m_skipped > 0) return;
    const XmlNode& node = *m_open.back();
    if (node.text.fields.empty()) {
        if (!is_xml_space(piece)) note_extra(node, {}, "text()");
        return;
    }
    m_text.append(piece);
    if (m_text.size() > Limits::cell_bytes) {
        refuse({},
               refusal(code::limit, place(),
                       "in the record that begins here, field '" + m_contract.fields[node.text.fields.front()].name +
                           "' is longer than 1 MiB"),
               m_shown_name);
    }
}

void XmlRecords::violation(std::string message) {
    if (m_in_record || m_ended_record) {
        const bool known = m_recent != nullptr && !m_recent->text.fields.empty();
        fault(code::schema, "the schema is violated: " + message,
              known ? m_contract.fields[m_recent->text.fields.front()].name : std::string());
        return;
    }
    if (m_outside.size() >= shown_outside) return;
    model::RecordPlace where;
    where.line = m_element == no_element ? m_piece->root_line : element_here().line;
    m_outside.push_back(refusal(code::schema, where, "the schema is violated outside the records: " + message));
}

void XmlRecords::follow(const SaxElement& element) {
    if (m_on_path != m_depth - 1 || m_depth > record_depth()) return;
    if (m_path[m_depth - 1].is(element.name())) {
        m_on_path = m_depth;
        m_deepest = std::max(m_deepest, m_on_path);
    } else if (m_depth == 1) {
        const XmlName& root = m_path.front();
        model::RecordPlace where;
        where.line = m_piece->root_line;
        const bool other_namespace = root.local() == element.name().local;
        refuse({},
               refusal(code::element_path, where,
                       other_namespace
                           ? "the root element " + in_quotes(root.local()) +
                                 " is in another namespace than the contract says; a new version of the format?"
                           : "the root element is " + in_quotes(element.name().local) + ", the contract says " +
                                 in_quotes(root.local())),
               m_shown_name);
    }
}

std::optional<std::uint64_t> XmlRecords::stated() const noexcept {
    const std::string& text = m_count.value();
    std::uint64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return count;
}

void XmlRecords::element_at_record_depth(const SaxElement& element) {
    ++m_element;
    if (m_element >= m_piece->elements.size())  // the scan and libxml2 agree on every well-formed document
        throw XmlFault{0, "markup that is not well-formed"};
    m_open_blank += element_here().blank_before;
    m_open_markup += element_here().markup_before;
    const bool here = m_on_path == record_depth() - 1;
    if (here && m_path.back().is(element.name())) return begin_record(element);
    if (record_depth() == 1) follow(element);  // the root is the record, and is another one: refused
    m_open_markup += element_here().length;
    if (!here || m_number > 0) return;
    if (m_path.back().local() == element.name().local) m_other_namespace = true;
    if (m_other.size() < shown_outside) m_other.emplace(std::string_view(element.name().local).substr(0, shown_name));
}

void XmlRecords::begin_record(const SaxElement& element) {
    m_account.blank += std::exchange(m_open_blank, 0);
    m_account.header += std::exchange(m_open_markup, 0);
    ++m_number;
    m_in_record = true;
    m_finding = {};
    m_is_erased = !m_erased.empty() && m_erased.begins_at(element_here().offset);
    m_joined.clear();
    std::fill(m_row.begin(), m_row.end(), model::Column::null);
    m_open.assign(1, &m_record);
    m_record.expected = 0;
    m_recent = &m_record;
    m_text.clear();
    m_nil = false;
    m_changes = 0;
    if (const auto bad = m_unreadable_bytes->find(m_element); bad != m_unreadable_bytes->end()) {
        fault(code::encoding, bad->second);
        m_finding.action = model::Action::block_delivery;
    }
    take_attributes(element, m_record);
}

void XmlRecords::begin_child(const SaxElement& element) {
    m_recent = nullptr;
    if (m_skipped > 0) {
        ++m_skipped;
        return;
    }
    XmlNode& parent = *m_open.back();
    XmlNode* const node = parent.child(element.name());
    if (!parent.text.fields.empty()) {
        fault(code::nested, "elements where the contract has a value",
              m_contract.fields[parent.text.fields.front()].name);
    } else if (node == nullptr) {
        note_extra(parent, element.name(), "");
    }
    if (node == nullptr || !parent.text.fields.empty()) {
        ++m_skipped;
        return;
    }
    node->expected = 0;
    m_open.push_back(node);
    m_recent = node;
    m_text.clear();
    m_nil = false;
    take_attributes(element, *node);
}

void XmlRecords::take_attributes(const SaxElement& element, XmlNode& node) {
    for (std::size_t i = 0; i < element.attributes(); ++i) {
        const SaxName name = element.attribute_name(i);
        XmlValue* const value = node.attribute(name);
        const bool instance = value == nullptr && name.uri != nullptr && name.uri == instance_uri;
        if (value == nullptr && !instance) {
            note_extra(node, name, "@");
            continue;
        }
        m_attribute.clear();
        element.append_value(i, m_attribute);
        if (value != nullptr) {
            keep(*value, m_attribute);
        } else if (std::string_view(name.local) == "nil") {
            m_nil = m_attribute == "true" || m_attribute == "1";
        }
    }
}

void XmlRecords::end_child() {
    XmlNode& node = *m_open.back();
    if (!node.text.fields.empty()) keep(node.text, m_nil ? std::string_view() : m_text);
    m_recent = &node;
    m_open.pop_back();
    if (!m_open.empty()) return;
    m_in_record = false;
    m_ended_record = true;
}

void XmlRecords::keep(XmlValue& value, std::string_view text) {
    // How a document is indented is no part of its values.
    if (const std::string_view bare = trim(text); bare.size() != text.size()) {
        m_changes |= static_cast<std::uint8_t>(model::Change::whitespace);
        text = bare;
    }
    const std::string& field_name = m_contract.fields[value.fields.front()].name;
    const bool again = value.last_record == m_number;
    value.last_record = m_number;
    if (again && !value.joiner)
        return fault(code::duplicate_column, "an element stands twice in one record", field_name);
    if (!again && m_number == 1) m_header.push_back(column_of(m_contract.fields[value.fields.front()]));
    std::string_view stored = model::Column::null;
    if (value.joiner) {
        if (!again) {
            value.joined.clear();
            m_joined.push_back(&value);
        }
        if (!value.joined.empty() && !text.empty()) value.joined += *value.joiner;
        value.joined += text;
        if (value.joined.size() > Limits::cell_bytes)
            refuse(
                {},
                refusal(code::limit, place(),
                        "in the record that begins here, field '" + field_name + "' is longer than 1 MiB when joined"),
                m_shown_name);
    } else if (!text.empty()) {
        stored = m_out->arena.store(text);
    }
    for (const std::size_t field : value.fields) {
        m_row[field] = stored;
        m_row_seen[field] = m_number;
        m_ever_seen[field] = true;
    }
}

void XmlRecords::fault(model::RuleCode code, std::string message, const std::string& field) {
    if (m_is_erased || !m_finding.code.empty()) return;
    m_finding = unreadable_record(code, place(), std::move(message));
    m_finding.field = field;
}

void XmlRecords::note_extra(const XmlNode& node, SaxName name, std::string_view sign) {
    if (!m_extra_met.insert({&node, name.local, name.uri}).second) return;
    if (m_extra_met.size() > Limits::columns) {
        refuse({},
               refusal(code::limit, place(),
                       "with the record that begins here the delivery has more than " +
                           std::to_string(Limits::columns) + " different elements and attributes"),
               m_shown_name);
    }
    std::string path = node.path + (node.path.empty() ? "" : "/") + std::string(sign);
    if (name.local != nullptr) path += std::string_view(name.local).substr(0, shown_name);
    if (m_number == 1) m_header.push_back(path);
    m_extra.insert(std::move(path));
}

void XmlRecords::settle() {
    if (!m_ended_record) return;
    finish_record();
    m_ended_record = false;
}

void XmlRecords::finish_record() {
    if (m_is_erased) {
        ++m_erased_records;
        m_account.record += element_here().length;
        return;
    }
    if (++m_read == 1) {
        m_first_record = place();
        m_first_record.number = 0;
    }
    for (XmlValue* const value : m_joined) {
        if (value->joined.empty()) continue;
        for (const std::size_t field : value->fields) m_row[field] = m_out->arena.store(value->joined);
    }
    for (std::size_t field = 0; field < m_row.size() && m_finding.code.empty(); ++field) {
        if (m_row_seen[field] == m_number || m_contract.fields[field].optional_column) continue;
        fault(code::missing_column, "the record has no '" + column_of(m_contract.fields[field]) + "'",
              m_contract.fields[field].name);
    }
    const model::RecordPlace where = place();
    if (!m_finding.code.empty()) {
        m_account.unreadable += where.length;
        m_unreadable->push_back(m_finding);
        return;
    }
    m_account.record += where.length;
    m_out->note_changes(m_out->places.size(), m_changes);
    for (std::size_t field = 0; field < m_row.size(); ++field) m_out->columns[field].cells.push_back(m_row[field]);
    m_out->places.push_back(where);
}

model::RecordPlace XmlRecords::place() const {
    model::RecordPlace place;
    place.number = m_number;
    place.line = element_here().line;
    place.offset = element_here().offset;
    place.length = element_here().length;
    return place;
}

bool XmlRecords::conclude(std::vector<model::Finding>& findings) const {
    findings.insert(findings.end(), m_outside.begin(), m_outside.end());
    const std::size_t held = findings.size();
    if (m_number == 0) check_path(findings);
    if (m_read > 0) check_columns(findings);
    return std::any_of(findings.begin() + static_cast<std::ptrdiff_t>(held), findings.end(),
                       [](const auto& finding) { return finding.action == model::Action::block_delivery; });
}

void XmlRecords::check_path(std::vector<model::Finding>& findings) const {
    model::RecordPlace where;
    where.line = m_piece->root_line;
    if (m_deepest + 1 < record_depth()) {
        findings.push_back(refusal(code::element_path, where,
                                   "the path to the records leads nowhere: there is no element " +
                                       in_quotes(m_path[m_deepest].local()) + " in its declared namespace and place"));
    } else if (m_other_namespace) {
        findings.push_back(refusal(
            code::element_path, where,
            "the records " + in_quotes(m_path.back().local()) + " are in another namespace than the contract says"));
    } else if (!m_other.empty()) {
        const std::vector<std::string> others(m_other.begin(), m_other.end());
        const std::string near = nearest(m_path.back().local(), others);
        findings.push_back(refusal(code::element_path, where,
                                   "there is no record " + in_quotes(m_path.back().local()) + " but " +
                                       in_quotes(near.empty() ? others.front() : near) + ": renamed?"));
    }
}

void XmlRecords::check_columns(std::vector<model::Finding>& findings) const {
    std::set<std::string> missing;
    for (std::size_t field = 0; field < m_row.size(); ++field) {
        if (!m_ever_seen[field] && !m_contract.fields[field].optional_column)
            missing.insert(column_of(m_contract.fields[field]));
    }
    compare_columns(m_contract, {missing.begin(), missing.end()}, {m_extra.begin(), m_extra.end()}, true,
                    m_first_record, findings);
}

}  // namespace tilsig::decode
