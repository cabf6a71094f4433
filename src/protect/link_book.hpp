// Who is who: which person the numbers of a record belong to, and what that teaches. Pure; knows no database.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "protect/numbers.hpp"

namespace tilsig::protect {

/// Why the numbers of a record were not all taken to be one person's. Nothing is merged by itself then: the record goes
/// to the person of its strongest number, and whoever owns the numbers has to say what is true.
enum class Doubt : std::uint8_t {
    none,
    second_number,  ///< the person has another number of this kind already
    two_persons     ///< the numbers belong to two persons who cannot be one
};

/// The numbers of some records, one claim a record: that they are all one person's.
class Claims {
public:
    /// The next numbers belong to a new claim.
    void begin() { m_ends.push_back(m_numbers.size()); }
    void add(const Number& number) {
        m_numbers.push_back(number);
        ++m_ends.back();
    }
    void clear() {
        m_numbers.clear();
        m_ends.clear();
    }
    [[nodiscard]] std::size_t size() const noexcept { return m_ends.size(); }
    [[nodiscard]] const std::vector<Number>& numbers() const noexcept { return m_numbers; }
    /// What all of them are looked up by, each once, in ascending order.
    [[nodiscard]] std::vector<Lookup> lookups() const;
    [[nodiscard]] std::span<const Number> of(std::size_t claim) const {
        const std::size_t from = claim == 0 ? 0 : m_ends[claim - 1];
        return {m_numbers.data() + from, m_ends[claim] - from};
    }

private:
    std::vector<Number> m_numbers;
    std::vector<std::size_t> m_ends;
};

struct Settled {
    std::int64_t person = 0;  ///< of the person, or of the number that keeps its id; 0: erased
    Doubt doubt = Doubt::none;
    bool erased = false;  ///< one of the numbers is of a person who was erased: the record must not come back
};

struct LookupHash {
    std::size_t operator()(const Lookup& lookup) const noexcept { return lookup.low; }  // a keyed hash already
};

/// The part of a link store that some records are about, and what settling them changes. Persons that turn out to be
/// one go under the lower of the two ids, which is the older one; the other becomes its alias.
class LinkBook {
public:
    struct NewNumber {
        Number number;
        std::int64_t person = 0;
    };
    struct Merge {
        std::int64_t alias = 0, person = 0;
    };
    struct Changes {
        std::vector<std::int64_t> persons;
        std::vector<NewNumber> numbers;
        std::vector<Merge> merges;       ///< in order: an alias may have aliases itself
        std::vector<Lookup> tombstones;  ///< numbers that came together with one of an erased person
        [[nodiscard]] bool empty() const noexcept {
            return persons.empty() && numbers.empty() && merges.empty() && tombstones.empty();
        }
    };

    /// What the store says before anything is settled. All numbers of a person, or a second one could not be noticed.
    /// `told`: under which id of theirs, where that is an alias.
    void know(NumberKind kind, const Lookup& lookup, std::int64_t person, std::int64_t told = 0);
    void know_erased(const Lookup& lookup) { m_erased.insert(lookup); }

    /// `numbers` of one record, at least one, no kind twice but for the one that leads. `next_person` is asked for the
    /// id of somebody new.
    Settled settle(std::span<const Number> numbers, const std::function<std::int64_t()>& next_person);

    /// One answer per claim, also where a later claim merges the persons of an earlier one.
    std::vector<Settled> settle_all(const Claims& claims, const std::function<std::int64_t()>& next_person);
    /// Whom a person that was settled earlier has been merged into since, or the person itself.
    [[nodiscard]] std::int64_t root(std::int64_t person) const;
    [[nodiscard]] const Changes& changes() const noexcept { return m_changes; }
    /// Takes the changes as written; what was learnt stays.
    void written() { m_changes = {}; }

private:
    struct Known {
        NumberKind kind;
        std::int64_t person;  ///< the id it was told under; whose alias that is says `root`
    };
    using Single = std::array<bool, 3>;  ///< which of the kinds of which there is one a person has

    [[nodiscard]] std::int64_t person_of(const Lookup& lookup) const;
    [[nodiscard]] bool can_take(std::int64_t person, NumberKind kind) const;
    [[nodiscard]] bool can_merge(std::int64_t a, std::int64_t b) const;
    [[nodiscard]] bool can_follow(std::int64_t a, std::int64_t b) const;
    [[nodiscard]] std::int64_t somebody(const Number& number, const std::function<std::int64_t()>& next_person);
    [[nodiscard]] Doubt follow(const Number& own, const Number& leading,
                               const std::function<std::int64_t()>& next_person);
    [[nodiscard]] std::int64_t lead(std::span<const Number> numbers, Doubt& doubt,
                                    const std::function<std::int64_t()>& next_person);
    void add(const Number& number, std::int64_t person);
    std::int64_t merge(std::int64_t a, std::int64_t b);
    void bury(std::span<const Number> numbers);

    std::unordered_map<Lookup, Known, LookupHash> m_numbers;
    std::unordered_map<std::int64_t, Single> m_persons;
    std::unordered_map<std::int64_t, std::int64_t> m_aliases;
    std::unordered_set<Lookup, LookupHash> m_erased;
    Changes m_changes;
};

}  // namespace tilsig::protect
