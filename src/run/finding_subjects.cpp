#include "run/finding_subjects.hpp"

#include <algorithm>

#include "catalog/period.hpp"
#include "protect/person_token.hpp"

namespace tilsig::run {

using Kind = model::Subject::Kind;

namespace {

constexpr std::size_t most_slices = 10'000;  // remembered; a field full of garbage must not cost memory

std::size_t index_of(const catalog::Contract& contract, const std::string& field) {
    const auto at = std::find_if(contract.fields.begin(), contract.fields.end(),
                                 [&](const catalog::Field& known) { return known.name == field; });
    return static_cast<std::size_t>(at - contract.fields.begin());
}

}  // namespace

FindingSubjects::FindingSubjects(const catalog::Contract& contract, const senders::Register& senders,
                                 const model::UnitName& unit, const std::string& received_at, model::SubjectKeys keys)
    : m_contract(contract),
      m_senders(senders),
      m_unit(unit),
      m_day(catalog::deciding_day(unit, received_at)),
      m_keys(std::move(keys)),
      m_sender(senders.find(unit.sender, m_day)),
      m_owner_field(index_of(contract, contract.owner)) {
    if (contract.subject == Kind::metric) {
        // An id in the key stands for the number that it is of.
        for (const auto& name : contract.key)
            m_fields.push_back(index_of(
                contract, contract.person && name == contract.person->id_field && contract.find(name) == nullptr
                              ? contract.person->id_of
                              : name));
    } else {
        m_fields.push_back(index_of(contract, contract.subject_field));
    }
    begin("delivery", {m_unit.feed, m_unit.sender, m_unit.period});
    m_of_delivery = token(Kind::delivery);
}

void FindingSubjects::answer_for_delivery(std::vector<model::Finding>& findings) {
    for (auto& finding : findings) {
        finding.owner = owner_of(finding.owner);
        finding.subject = m_of_delivery;
    }
}

void FindingSubjects::answer_for_records(const model::Batch& checked, std::vector<model::Finding>& findings) {
    std::size_t row = 0;
    const model::Finding* before = nullptr;
    for (auto& finding : findings) {
        if (before != nullptr && before->place.number == finding.place.number) {
            finding.owner = before->owner;
            finding.subject = before->subject;
        } else {
            while (row < checked.rows() && checked.places[row].number != finding.place.number) ++row;
            auto answer = row < checked.rows() ? of_record(checked, row) : Answer{m_unit.sender, m_of_delivery};
            finding.owner = std::move(answer.owner);
            finding.subject = answer.subject;
        }
        before = &finding;
    }
}

FindingSubjects::Answer FindingSubjects::of_record(const model::Batch& checked, std::size_t row) {
    const auto slice = m_owner_field < checked.columns.size() && m_owner_field < m_contract.fields.size()
                           ? checked.columns[m_owner_field].cells[row]
                           : std::string_view{};
    return {owner_of(slice), subject_of(checked, row)};
}

const std::string& FindingSubjects::owner_of(std::string_view slice) {
    if (slice.empty()) return m_unit.sender;
    if (const auto known = m_owners.find(slice); known != m_owners.end()) return *known->second;
    const auto* owner = m_senders.owner_of_code(slice, m_day);
    // A district registers for its municipality: what it delivers under that code is its own to repair. A slice that
    // nobody answers for is its sender's, and its code is not repeated: what stands there may be anything.
    const bool own = owner == nullptr || (m_sender != nullptr && m_sender->municipality == slice);
    const std::string& id = own ? m_unit.sender : owner->id;
    if (m_owners.size() < most_slices) m_owners.emplace(slice, &id);
    return id;
}

model::Subject FindingSubjects::subject_of(const model::Batch& checked, std::size_t row) {
    if (m_contract.subject == Kind::person) {
        const auto number = checked.columns[m_fields.front()].cells[row];
        if (model::Column::is_null(number)) return m_of_delivery;
        return {Kind::person, m_keys.written(protect::person_token(m_keys.first(), number))};
    }
    switch (m_contract.subject) {
        case Kind::case_file: begin("case", {m_contract.source, m_unit.sender}); break;
        default: begin("metric", {m_unit.feed, m_unit.sender, m_unit.period}); break;
    }
    for (const std::size_t field : m_fields) {
        const auto cell = checked.columns[field].cells[row];
        if (model::Column::is_null(cell)) return m_of_delivery;
        add(cell);
    }
    return token(m_contract.subject);
}

void FindingSubjects::begin(std::string_view kind, std::initializer_list<std::string_view> parts) {
    m_text.clear();
    add(kind);
    for (const auto part : parts) add(part);
}

/// With its length before it, so that no two lists of parts make the same text.
void FindingSubjects::add(std::string_view part) {
    m_text += std::to_string(part.size());
    m_text += ':';
    m_text += part;
}

model::Subject FindingSubjects::token(Kind kind) const {
    return {kind, m_keys.written(keyed_hash(m_keys.first(), m_text))};
}

}  // namespace tilsig::run
