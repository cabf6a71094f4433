// Which municipality of a target year a registration belongs to: merges roll up, splits refuse unless a key is
// declared.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tilsig::map {

/// One code over one contiguous time, whatever its names were. Days since 1970, half-open.
struct CodeSpell {
    std::string code;
    std::int64_t valid_from = 0;
    std::int64_t valid_to = 0;
};

/// On `day` the old code became the new one. Several rows of one old code and day are a split, several of one new code
/// a merge.
struct CodeChange {
    std::int64_t day = 0;
    std::string old_code, new_code;
};

/// Who was registered under `origin` follows `new_code` at the split on `day`.
struct SplitKey {
    std::int64_t day = 0;
    std::string origin, new_code;
};

enum class Refusal {
    none,
    unknown_code,       ///< no such code at the day: nothing may be guessed from a code's digits
    before_event,       ///< the target year lies before the registration's year
    split_without_key,  ///< the people of the code went different ways and no key says which way these went
    ceased              ///< the code ended without a successor, or the changes lead to a code that is not valid then
};
[[nodiscard]] const char* to_string(Refusal refusal) noexcept;

/// A target code, or why there is none.
struct Resolution {
    std::string target;  ///< empty when refused
    Refusal refusal = Refusal::none;
    std::int64_t refused_day = 0;       ///< day of the split
    std::vector<std::string> branches;  ///< where the split led, in code order
    bool operator==(const Resolution&) const = default;
};

/// Pure and immutable after construction. Source of the rules: KLASS 131 changes; a code that returns (1534 Haram went
/// into 1507 in 2020 and came out again as 1580 in 2024) is why keys belong to the origin and not to the code that is
/// split.
class MunicipalityHistory {
public:
    /// `versions` may have several rows per code (name variants): contiguous ones are one spell. Changes of a code into
    /// itself alone are name changes and ignored.
    MunicipalityHistory(std::vector<CodeSpell> versions, const std::vector<CodeChange>& changes,
                        const std::vector<SplitKey>& keys);

    /// The code on 1 January of `year` (or on `day` itself, when that is later in the same year) for what was
    /// registered under `code` on `day`.
    [[nodiscard]] Resolution resolve(std::string_view code, std::int64_t day, int year) const;

    struct Row {
        CodeSpell spell;
        int year = 0;
        Resolution resolution;
    };
    /// One row for each spell that was valid on or after 1 January of `first_year` and each target year from its first
    /// to `last_year`. A spell during which part of the code's people left (a split that keeps the code) is cut there,
    /// because the answer differs before and after.
    [[nodiscard]] std::vector<Row> table(int first_year, int last_year) const;

    /// Spells valid on the day, in code order.
    [[nodiscard]] std::vector<const CodeSpell*> valid_at(std::int64_t day) const;
    [[nodiscard]] const std::vector<CodeSpell>& spells() const noexcept { return m_spells; }
    /// Keys that can never be used: no split on that day leads there from that origin. Each is a sentence for the
    /// operator.
    [[nodiscard]] const std::vector<std::string>& problems() const noexcept { return m_problems; }

private:
    struct Step {
        std::int64_t day = 0;
        std::vector<std::string> branches;
        bool renumbering = false;  ///< the new code has no other predecessor: the same people under another number
    };
    [[nodiscard]] const CodeSpell* spell_at(std::string_view code, std::int64_t day) const noexcept;
    [[nodiscard]] const Step* next_step(std::string_view code, std::int64_t after, std::int64_t until) const noexcept;
    /// Follows the changes in (day, until].
    [[nodiscard]] Resolution walk(std::string_view code, std::int64_t day, std::int64_t until) const;
    [[nodiscard]] std::vector<CodeSpell> segments(const CodeSpell& spell) const;
    void check_keys(const std::vector<SplitKey>& keys);

    std::vector<CodeSpell> m_spells;                                // by code, then date
    std::map<std::string, std::vector<Step>, std::less<>> m_steps;  // by old code; each by date
    std::map<std::pair<std::string, std::int64_t>, std::string> m_keys;
    std::vector<std::string> m_problems;
};

}  // namespace tilsig::map
