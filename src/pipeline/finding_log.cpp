#include "pipeline/finding_log.hpp"

#include <algorithm>
#include <limits>

#include "base/error.hpp"

namespace tilsig::pipeline {

std::uint16_t FindingLog::intern(const std::string& text) {
    const auto found = m_index.find(text);
    if (found != m_index.end()) return found->second;
    if (m_texts.size() == std::numeric_limits<std::uint16_t>::max()) {
        throw Error(ErrorKind::internal, "more than 65 534 different rule codes and fields in one run");
    }
    const auto index = static_cast<std::uint16_t>(m_texts.size());
    m_texts.push_back(text);
    m_index.emplace(text, index);
    return index;
}

void FindingLog::add(const model::Finding& finding) {
    const auto& place = finding.place;
    m_entries.push_back({place.number, place.line, place.offset, place.column, place.length, intern(finding.code),
                         intern(finding.field), static_cast<std::uint16_t>(place.sheet),
                         static_cast<std::uint8_t>(finding.severity), static_cast<std::uint8_t>(finding.action)});
}

model::Finding FindingLog::unpack(const Entry& entry) const {
    model::Finding finding;
    finding.code = m_texts[entry.code];
    finding.field = m_texts[entry.field];
    finding.severity = static_cast<model::Severity>(entry.severity);
    finding.action = static_cast<model::Action>(entry.action);
    finding.place = {entry.number, entry.line, entry.column, entry.offset, entry.length, entry.sheet};
    return finding;
}

void FindingLog::for_each_chunk(std::size_t chunk,
                                const std::function<void(const std::vector<model::Finding>&)>& take) const {
    std::vector<model::Finding> findings;
    for (std::size_t at = 0; at < m_entries.size(); at += findings.size()) {
        findings.clear();
        for (std::size_t i = at; i < std::min(at + chunk, m_entries.size()); ++i)
            findings.push_back(unpack(m_entries[i]));
        take(findings);
    }
}

std::map<std::string, std::uint64_t> FindingLog::counts() const {
    std::vector<std::uint64_t> by_text(m_texts.size());
    for (const Entry& entry : m_entries) ++by_text[entry.code];
    std::map<std::string, std::uint64_t> counts;
    for (std::size_t i = 0; i < by_text.size(); ++i)
        if (by_text[i] > 0) counts[m_texts[i]] = by_text[i];
    return counts;
}

std::vector<model::Finding> FindingLog::examples(std::size_t count) const {
    const auto all = counts();
    std::vector<std::pair<std::string, std::uint64_t>> codes(all.begin(), all.end());
    std::stable_sort(codes.begin(), codes.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    // Whoever has fewer than its share leaves the rest to those that follow.
    std::vector<std::size_t> slot(m_texts.size());
    std::vector<std::vector<model::Finding>> found(codes.size());
    std::vector<std::uint64_t> wanted(codes.size());
    std::size_t left = std::max(count, codes.size());
    std::uint64_t wanted_in_all = 0;
    for (std::size_t i = 0; i < codes.size(); ++i) {
        slot[m_index.at(codes[i].first)] = i;
        wanted[i] = std::min<std::uint64_t>(codes[i].second, left / (codes.size() - i));
        left -= wanted[i];
        wanted_in_all += wanted[i];
    }
    for (auto entry = m_entries.begin(); wanted_in_all > 0; ++entry) {
        const std::size_t i = slot[entry->code];
        if (found[i].size() == wanted[i]) continue;
        found[i].push_back(unpack(*entry));
        --wanted_in_all;
    }
    std::vector<model::Finding> findings;
    for (auto& of_code : found) findings.insert(findings.end(), of_code.begin(), of_code.end());
    return findings;
}

}  // namespace tilsig::pipeline
