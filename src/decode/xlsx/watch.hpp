// What is odd in a sheet without making a record unreadable: counted, and told once with the first place.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "decode/xlsx/book.hpp"
#include "model/finding.hpp"

namespace tilsig::decode {

class XlsxWatch {
public:
    explicit XlsxWatch(const BookSheet& sheet) : m_sheet(sheet) {}

    /// A number where the contract has text or a code: zeros in front are lost.
    void number_for_text(const std::string& field, std::uint64_t row, std::uint32_t column);
    void formula(std::uint64_t row, std::uint32_t column);
    void outside(std::uint64_t row, std::uint32_t column);
    void merged(std::uint64_t row, std::uint32_t column);

    /// One note for each, in words.
    void tell(std::vector<model::Finding>& notes) const;

private:
    struct Seen {
        std::uint64_t count = 0;
        std::uint64_t row = 0;
        std::uint32_t column = 0;
    };
    static void add(Seen& seen, std::uint64_t row, std::uint32_t column) noexcept;
    void tell_one(std::vector<model::Finding>& notes, model::RuleCode code, const Seen& seen, const std::string& what,
                  const std::string& field = {}) const;

    const BookSheet& m_sheet;
    std::map<std::string, Seen> m_numbers;  ///< by field
    Seen m_formulas, m_outside, m_merged;
};

}  // namespace tilsig::decode
