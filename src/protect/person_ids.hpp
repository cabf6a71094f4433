// Integers for persons: what the step `protect` asks, whoever answers.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "protect/link_book.hpp"

namespace tilsig::protect {

class PersonIds {
public:
    virtual ~PersonIds() = default;
    [[nodiscard]] virtual Lookup lookup(NumberKind kind, std::string_view digits) const = 0;
    /// One answer per claim; each claim holds at least one number. What it teaches is kept before it returns.
    virtual std::vector<Settled> settle(const Claims& claims) = 0;
    /// How often, so far, two persons turned out to be one: what was kept under ids before that may be out of date.
    [[nodiscard]] virtual std::uint64_t merged() const = 0;
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
    [[nodiscard]] std::uint64_t merged() const override { return m_merged; }

private:
    std::uint64_t m_merged = 0;
    LinkKeys m_keys;
    LinkBook m_book;
    std::int64_t m_last = 0;
};

}  // namespace tilsig::protect
