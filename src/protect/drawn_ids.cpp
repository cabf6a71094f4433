#include "protect/person_ids.hpp"

namespace tilsig::protect {

DrawnIds::DrawnIds() : m_keys(KeyBytes::random()) {}

std::vector<Settled> DrawnIds::settle(const Claims& claims) {
    std::vector<Settled> answers;
    answers.reserve(claims.size());
    for (std::size_t i = 0; i < claims.size(); ++i)
        answers.push_back(m_book.settle(claims.of(i), [this] { return ++m_last; }));
    for (auto& answer : answers) answer.person = m_book.root(answer.person);
    m_book.written();
    return answers;
}

}  // namespace tilsig::protect
