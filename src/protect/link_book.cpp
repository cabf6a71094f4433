#include "protect/link_book.hpp"

#include <algorithm>

namespace tilsig::protect {

namespace {

constexpr std::int64_t nobody = 0;

std::size_t single(NumberKind kind) { return static_cast<std::size_t>(kind); }

bool is_duf(const Number& number) { return number.kind == NumberKind::duf; }

}  // namespace

std::vector<Lookup> Claims::lookups() const {
    std::vector<Lookup> lookups;
    lookups.reserve(m_numbers.size());
    for (const Number& number : m_numbers) lookups.push_back(number.lookup);
    std::sort(lookups.begin(), lookups.end());
    lookups.erase(std::unique(lookups.begin(), lookups.end()), lookups.end());
    return lookups;
}

void LinkBook::know(NumberKind kind, const Lookup& lookup, std::int64_t person, std::int64_t told) {
    m_numbers[lookup] = {kind, told == nobody ? person : told};
    if (told != nobody && told != person) m_aliases[told] = person;
    auto& has = m_persons[person];
    if (one_a_person(kind)) has[single(kind)] = true;
}

std::int64_t LinkBook::root(std::int64_t person) const {
    for (auto found = m_aliases.find(person); found != m_aliases.end(); found = m_aliases.find(person))
        person = found->second;
    return person;
}

std::int64_t LinkBook::person_of(const Lookup& lookup) const {
    const auto found = m_numbers.find(lookup);
    return found == m_numbers.end() ? nobody : root(found->second.person);
}

bool LinkBook::can_take(std::int64_t person, NumberKind kind) const {
    return !one_a_person(kind) || !m_persons.at(person)[single(kind)];
}

bool LinkBook::can_merge(std::int64_t a, std::int64_t b) const {
    const auto& of_a = m_persons.at(a);
    const auto& of_b = m_persons.at(b);
    for (std::size_t i = 0; i < of_a.size(); ++i)
        if (of_a[i] && of_b[i]) return false;
    return true;
}

/// May be one person although both have a DUF number, because their source says so.
bool LinkBook::can_follow(std::int64_t a, std::int64_t b) const {
    const auto& of_a = m_persons.at(a);
    const auto& of_b = m_persons.at(b);
    for (const NumberKind kind : {NumberKind::fnr, NumberKind::dnr})
        if (of_a[single(kind)] && of_b[single(kind)]) return false;
    return true;
}

void LinkBook::add(const Number& number, std::int64_t person) {
    know(number.kind, number.lookup, person);
    m_changes.numbers.push_back({number, person});
}

std::int64_t LinkBook::merge(std::int64_t a, std::int64_t b) {
    const std::int64_t person = std::min(a, b), alias = std::max(a, b);
    auto& has = m_persons.at(person);
    const auto& had = m_persons.at(alias);
    for (std::size_t i = 0; i < has.size(); ++i) has[i] = has[i] || had[i];
    m_aliases[alias] = person;
    m_changes.merges.push_back({alias, person});
    return person;
}

void LinkBook::bury(std::span<const Number> numbers) {
    for (const Number& number : numbers) {
        if (m_erased.contains(number.lookup) || person_of(number.lookup) != nobody) continue;
        m_erased.insert(number.lookup);
        m_changes.tombstones.push_back(number.lookup);
    }
}

std::int64_t LinkBook::somebody(const Number& number, const std::function<std::int64_t()>& next_person) {
    std::int64_t person = person_of(number.lookup);
    if (person == nobody) {
        person = next_person();
        m_changes.persons.push_back(person);
        add(number, person);
    }
    return person;
}

/// Two DUF numbers of one person: each keeps an id of its own, and one of the ids is the other's alias.
Doubt LinkBook::follow(const Number& own, const Number& leading, const std::function<std::int64_t()>& next_person) {
    const std::int64_t here = somebody(own, next_person), there = somebody(leading, next_person);
    if (here == there) return Doubt::none;
    if (!can_follow(here, there)) return Doubt::two_persons;
    (void)merge(here, there);
    return Doubt::none;
}

/// Whom the strongest number belongs to. When it is new: the first person of a weaker one who has none of its kind yet.
std::int64_t LinkBook::lead(std::span<const Number> numbers, Doubt& doubt,
                            const std::function<std::int64_t()>& next_person) {
    const Number& strongest = numbers.front();
    std::int64_t person = person_of(strongest.lookup);
    if (person != nobody) return person;
    for (const Number& weaker : numbers.subspan(1)) {
        const std::int64_t candidate = person_of(weaker.lookup);
        if (candidate == nobody) continue;
        if (!can_take(candidate, strongest.kind)) {
            doubt = Doubt::second_number;
            continue;
        }
        person = candidate;
        break;
    }
    if (person == nobody) {
        person = next_person();
        m_changes.persons.push_back(person);
    }
    add(strongest, person);
    return person;
}

Settled LinkBook::settle(std::span<const Number> numbers, const std::function<std::int64_t()>& next_person) {
    if (std::any_of(numbers.begin(), numbers.end(),
                    [&](const Number& number) { return m_erased.contains(number.lookup); })) {
        bury(numbers);
        return {nobody, Doubt::none, true};
    }
    std::vector<Number> ordered(numbers.begin(), numbers.end());
    Settled settled;
    const auto leading = std::find_if(ordered.begin(), ordered.end(), [](const Number& each) { return each.leads; });
    const auto own =
        std::find_if(ordered.begin(), ordered.end(), [](const Number& each) { return is_duf(each) && !each.leads; });
    if (leading != ordered.end() && own != ordered.end()) {
        settled.doubt = follow(*own, *leading, next_person);
        ordered.erase(leading);
    }
    std::stable_sort(ordered.begin(), ordered.end(), [](const Number& a, const Number& b) { return a.kind < b.kind; });
    settled.person = lead(ordered, settled.doubt, next_person);
    for (const Number& number : std::span(ordered).subspan(1)) {
        const std::int64_t other = person_of(number.lookup);
        if (other == settled.person) continue;
        if (other == nobody) {
            if (can_take(settled.person, number.kind)) {
                add(number, settled.person);
            } else {
                settled.doubt = Doubt::second_number;
            }
        } else if (can_merge(settled.person, other)) {
            settled.person = merge(settled.person, other);
        } else if (settled.doubt == Doubt::none) {
            settled.doubt = Doubt::two_persons;
        }
    }
    // A number in doubt is nobody else's: who keeps records by it needs an id for it all the same.
    for (const Number& number : ordered)
        if (number.keeps_id) (void)somebody(number, next_person);
    return settled;
}

std::vector<Settled> LinkBook::settle_all(const Claims& claims, const std::function<std::int64_t()>& next_person) {
    std::vector<Settled> answers;
    answers.reserve(claims.size());
    for (std::size_t i = 0; i < claims.size(); ++i) answers.push_back(settle(claims.of(i), next_person));
    for (std::size_t i = 0; i < answers.size(); ++i) {
        if (answers[i].erased) continue;
        answers[i].person = root(answers[i].person);
        for (const Number& number : claims.of(i))
            if (number.keeps_id) answers[i].person = m_numbers.at(number.lookup).person;
    }
    return answers;
}

}  // namespace tilsig::protect
