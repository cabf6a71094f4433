#include "protect/person_ids.hpp"

namespace tilsig::protect {

DrawnIds::DrawnIds() : m_keys(KeyBytes::random()) {}

std::vector<Settled> DrawnIds::settle(const Claims& claims) {
    auto answers = m_book.settle_all(claims, [this] { return ++m_last; });
    m_merged += m_book.changes().merges.size();
    m_book.written();
    return answers;
}

}  // namespace tilsig::protect
