// The closed ledger in code: every byte, every record and every derived row belongs somewhere, and the sums are
// checked.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace tilsig::model {

/// Promise 1(a): every byte of a delivery belongs to exactly one class.
struct ByteAccount {
    std::uint64_t preface = 0;
    std::uint64_t header = 0;
    std::uint64_t blank = 0;
    std::uint64_t trailer = 0;
    std::uint64_t record = 0;
    std::uint64_t unreadable = 0;

    [[nodiscard]] std::uint64_t total() const noexcept {
        return preface + header + blank + trailer + record + unreadable;
    }
    /// delivery size minus total; anything but 0 stops the run.
    [[nodiscard]] std::int64_t residual(std::uint64_t delivery_bytes) const noexcept;
    bool operator==(const ByteAccount&) const = default;
};

/// Promise 1(b): records = accepted + duplicate + rejected + filtered + held.
/// A record with several rules against it is counted once, under the first rule in code order (`by_rule` counts
/// findings).
struct RecordAccount {
    std::uint64_t read = 0;
    std::uint64_t accepted = 0;
    std::uint64_t duplicate = 0;
    std::uint64_t rejected = 0;
    std::uint64_t filtered = 0;
    std::uint64_t held = 0;
    std::map<std::string, std::uint64_t> rejected_by_rule;
    std::map<std::string, std::uint64_t> filtered_by_reason;
    /// The reason of those about a person who was erased.
    static constexpr const char* erased_reason = "erased";
    [[nodiscard]] std::uint64_t erased() const {
        const auto found = filtered_by_reason.find(erased_reason);
        return found == filtered_by_reason.end() ? 0 : found->second;
    }
    std::map<std::string, std::uint64_t> flagged_by_rule;  ///< accepted records with a mark; not part of the sum
    /// Accepted records of which the program itself changed a value, by kind of change (`whitespace`, `invisible`; see
    /// model::Change); not part of the sum. A record with changes of both kinds counts in both.
    std::map<std::string, std::uint64_t> changed_by_kind;

    [[nodiscard]] std::int64_t residual() const noexcept;
};

/// Promise 1(c): rows derived from accepted records = fresh + updated + unchanged + merged. Closures are counted apart.
struct RowAccount {
    std::uint64_t derived = 0;
    std::uint64_t fresh = 0;
    std::uint64_t updated = 0;
    std::uint64_t unchanged = 0;
    std::uint64_t merged = 0;
    std::uint64_t closed = 0;
    std::uint64_t kept =
        0;  ///< rows of the unit that are not in its whole delivery and stay: they were not to be closed

    [[nodiscard]] std::int64_t residual() const noexcept;
};

}  // namespace tilsig::model
