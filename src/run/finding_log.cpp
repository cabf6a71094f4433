#include "run/finding_log.hpp"

#include <algorithm>
#include <limits>

#include "base/error.hpp"

namespace tilsig::run {

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
    if (!finding.others.empty()) m_others.push_back(finding.others);
    const auto others = finding.others.empty() ? 0U : static_cast<std::uint32_t>(m_others.size());
    m_blocks.back().push_back({place.number, place.line, place.offset, finding.subject.token, place.column,
                               place.length, others, intern(finding.code.str()), intern(finding.field),
                               intern(finding.owner), static_cast<std::uint16_t>(place.sheet),
                               static_cast<std::uint8_t>(finding.severity), static_cast<std::uint8_t>(finding.action),
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
    if (entry.others != 0) finding.others = m_others[entry.others - 1];
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

std::map<std::string, std::uint64_t> FindingLog::counts() const {
    std::vector<std::uint64_t> by_text(m_texts.size());
    for (const auto& block : m_blocks)
        for (const Entry& entry : block) ++by_text[entry.code];
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
    for (std::size_t at = 0; wanted_in_all > 0; ++at) {
        const std::size_t i = slot[entry(at).code];
        if (found[i].size() == wanted[i]) continue;
        found[i].push_back(unpack(entry(at)));
        --wanted_in_all;
    }
    std::vector<model::Finding> findings;
    for (auto& of_code : found) findings.insert(findings.end(), of_code.begin(), of_code.end());
    return findings;
}

bool FindingLog::is_mark(const Entry& entry) noexcept {
    const auto action = static_cast<model::Action>(entry.action);
    return entry.number != 0 && (action == model::Action::flag || action == model::Action::null_field);
}

std::map<std::string, std::uint64_t> FindingLog::marks_of(const std::set<std::uint64_t>& records) const {
    std::map<std::string, std::uint64_t> marks;
    for (const auto& block : m_blocks)
        for (const Entry& entry : block)
            if (is_mark(entry) && records.contains(entry.number)) ++marks[m_texts[entry.code]];
    return marks;
}

template <typename Tells>
std::vector<model::Finding> FindingLog::first_that(std::size_t count, Tells tells) const {
    std::vector<model::Finding> findings;
    std::unordered_map<std::uint32_t, std::size_t> taken;
    for (const auto& block : m_blocks) {
        for (const Entry& entry : block) {
            if (!tells(entry)) continue;
            std::size_t& of_this = taken[(std::uint32_t{entry.code} << 16U) | entry.field];
            if (of_this >= count) continue;
            ++of_this;
            findings.push_back(unpack(entry));
        }
    }
    return findings;
}

std::vector<model::Finding> FindingLog::first_of_each(std::size_t count) const {
    return first_that(count, [](const Entry&) { return true; });
}

std::vector<model::Finding> FindingLog::told(std::size_t count,
                                             const std::unordered_set<std::uint64_t>& not_loaded) const {
    std::unordered_set<std::uint64_t> rejected;
    for (const auto& block : m_blocks)
        for (const Entry& entry : block)
            if (entry.number != 0 && static_cast<model::Action>(entry.action) == model::Action::reject_record)
                rejected.insert(entry.number);
    return first_that(count, [&](const Entry& entry) {
        return !is_mark(entry) || (!rejected.contains(entry.number) && !not_loaded.contains(entry.number));
    });
}

}  // namespace tilsig::run
