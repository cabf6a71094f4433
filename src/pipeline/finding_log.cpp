#include "pipeline/finding_log.hpp"

#include <limits>

#include "base/error.hpp"

namespace tilsig::pipeline {

std::uint16_t FindingLog::intern(const std::string& text) {
    const auto found = m_index.find(text);
    if (found != m_index.end()) return found->second;
    if (m_texts.size() == std::numeric_limits<std::uint16_t>::max()) {
        throw Error(ErrorKind::internal, "more than 65 534 different rule codes, fields and owners in one run");
    }
    const auto index = static_cast<std::uint16_t>(m_texts.size());
    m_texts.push_back(text);
    m_index.emplace(text, index);
    return index;
}

void FindingLog::add(const model::Finding& finding) {
    const auto& place = finding.place;
    if (m_size % block_entries == 0) m_blocks.emplace_back().reserve(block_entries);
    m_blocks.back().push_back({place.number, place.line, place.offset, finding.subject.token, place.column,
                               place.length, intern(finding.code.str()), intern(finding.field), intern(finding.owner),
                               static_cast<std::uint16_t>(place.sheet), static_cast<std::uint8_t>(finding.severity),
                               static_cast<std::uint8_t>(finding.action),
                               static_cast<std::uint8_t>(finding.subject.kind)});
    ++m_size;
}

model::Finding FindingLog::unpack(const Entry& entry) const {
    model::Finding finding;
    finding.code = model::RuleCode::parse(m_texts[entry.code]).value_or(model::RuleCode{});
    finding.field = m_texts[entry.field];
    finding.severity = static_cast<model::Severity>(entry.severity);
    finding.action = static_cast<model::Action>(entry.action);
    finding.place = {entry.number, entry.line, entry.column, entry.offset, entry.length, entry.sheet};
    finding.owner = m_texts[entry.owner];
    finding.subject = {static_cast<model::Subject::Kind>(entry.subject_kind), entry.subject};
    return finding;
}

void FindingLog::for_each_chunk(std::size_t chunk,
                                const std::function<void(const std::vector<model::Finding>&)>& take) const {
    std::vector<model::Finding> findings;
    for (std::size_t at = 0; at < m_size; at += findings.size()) {
        findings.clear();
        for (std::size_t i = at; i < std::min(at + chunk, m_size); ++i) findings.push_back(unpack(entry(i)));
        take(findings);
    }
}

std::vector<model::Finding> FindingLog::first(std::size_t count) const {
    std::vector<model::Finding> findings;
    for (std::size_t i = 0; i < std::min(count, m_size); ++i) findings.push_back(unpack(entry(i)));
    return findings;
}

std::vector<model::Finding> FindingLog::first_of_each(std::size_t count) const {
    std::vector<model::Finding> findings;
    std::unordered_map<std::uint32_t, std::size_t> taken;
    for (const Entry& entry : m_entries) {
        std::size_t& of_this = taken[(std::uint32_t{entry.code} << 16U) | entry.field];
        if (of_this >= count) continue;
        ++of_this;
        findings.push_back(unpack(entry));
    }
    return findings;
}

}  // namespace tilsig::pipeline
