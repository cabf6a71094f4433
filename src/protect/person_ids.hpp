// Integers for persons: what the step `protect` asks, whoever answers.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "protect/link_book.hpp"

namespace tilsig::protect {

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
    [[nodiscard]] std::span<const Number> of(std::size_t claim) const {
        const std::size_t from = claim == 0 ? 0 : m_ends[claim - 1];
        return {m_numbers.data() + from, m_ends[claim] - from};
    }

private:
    std::vector<Number> m_numbers;
    std::vector<std::size_t> m_ends;
};

class PersonIds {
public:
    virtual ~PersonIds() = default;
    [[nodiscard]] virtual Lookup lookup(NumberKind kind, std::string_view digits) const = 0;
    /// One answer per claim; each claim holds at least one number. What it teaches is kept before it returns.
    virtual std::vector<Settled> settle(const Claims& claims) = 0;
};

/// Ids for one run that nothing else ever sees: for previews and declared tests, without a link store. Counts from 1 in
/// the order of the records. Memory grows with the number of persons.
class DrawnIds final : public PersonIds {
public:
    DrawnIds();
    [[nodiscard]] Lookup lookup(NumberKind kind, std::string_view digits) const override {
        return m_keys.lookup(kind, digits);
    }
    std::vector<Settled> settle(const Claims& claims) override;

private:
    LinkKeys m_keys;
    LinkBook m_book;
    std::int64_t m_last = 0;
};

}  // namespace tilsig::protect
