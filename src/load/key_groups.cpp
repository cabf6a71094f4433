#include "load/key_groups.hpp"

#include <algorithm>

namespace tilsig::load {

KeyGroups::KeyGroups(const KeySorter& sorter, const std::vector<std::uint64_t>& refused)
    : m_reader(sorter.read()), m_refused(refused) {
    m_more = m_reader.next(m_ahead);
}

bool KeyGroups::next(KeyGroup& group) {
    if (!m_more) return false;
    m_members.clear();
    group.key = m_ahead.key;
    group.clashes.clear();
    do {
        const bool loadable =
            m_ahead.present_only == 0 &&
            (m_refused.empty() || !std::binary_search(m_refused.begin(), m_refused.end(), m_ahead.record));
        if (loadable) m_members.push_back(m_ahead);
        m_more = m_reader.next(m_ahead);
    } while (m_more && m_ahead.key == group.key);

    group.accepted = !m_members.empty();
    if (m_members.empty()) return true;
    const KeyEntry& first = m_members.front();  // entries of a key come in record order
    group.row = first.row;
    group.record = first.record;
    group.owner = first.owner;
    group.staged = first.staged != 0;
    const bool conflict = std::any_of(m_members.begin(), m_members.end(),
                                      [&first](const KeyEntry& member) { return member.row != first.row; });
    if (conflict) group.accepted = false;
    for (std::size_t i = conflict ? 0 : 1; i < m_members.size(); ++i)
        group.clashes.push_back({m_members[i].record, conflict});
    return true;
}

}  // namespace tilsig::load
