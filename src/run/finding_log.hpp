// Findings of a run, packed: a delivery with a million faults must not cost a worker its memory.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "model/finding.hpp"

namespace tilsig::run {

/// Keeps every finding of a run in 64 bytes; codes, fields and owners are stored once. Messages of record findings are
/// not kept: they are the rule's text, which the reader looks up by code.
class FindingLog {
public:
    void add(const model::Finding& finding);
    [[nodiscard]] std::size_t size() const noexcept { return m_size; }
    void clear() noexcept {
        m_blocks.clear();
        m_others.clear();
        m_size = 0;
    }

    /// Hands out all findings in order, at most `chunk` at a time.
    void for_each_chunk(std::size_t chunk, const std::function<void(const std::vector<model::Finding>&)>& take) const;
    /// The first `count` findings of each code at each field, in order: so that frequent ones hide no rare one.
    [[nodiscard]] std::vector<model::Finding> first_of_each(std::size_t count) const;
    /// The same for a receipt: without the marks of records that were not loaded, which are those in `not_loaded` and
    /// those that have a finding which kept them out. A mark is one of loaded records.
    [[nodiscard]] std::vector<model::Finding> told(std::size_t count,
                                                   const std::unordered_set<std::uint64_t>& not_loaded) const;
    /// Marks of these records, by code.
    [[nodiscard]] std::map<std::string, std::uint64_t> marks_of(const std::set<std::uint64_t>& records) const;
    /// How many findings there are of each code.
    [[nodiscard]] std::map<std::string, std::uint64_t> counts() const;
    /// About `count` findings for display, and of every code at least one: frequent codes do not hide rare ones. The
    /// code with the fewest findings comes first; those of one code stand in the order in which they were added.
    [[nodiscard]] std::vector<model::Finding> examples(std::size_t count) const;

private:
    struct Entry {
        std::uint64_t number, line, offset;
        Hash128 subject;
        std::uint32_t column, length;
        std::uint32_t others;  // 0: none; else one past its place in m_others
        std::uint16_t code, field, owner, sheet;
        std::uint8_t severity, action, subject_kind;
    };
    static_assert(sizeof(Entry) <= 64);
    static bool is_mark(const Entry& entry) noexcept;
    /// The first `count` that `tells`, of each code at each field.
    template <typename Tells>
    [[nodiscard]] std::vector<model::Finding> first_that(std::size_t count, Tells tells) const;
    [[nodiscard]] std::uint16_t intern(const std::string& text);
    [[nodiscard]] model::Finding unpack(const Entry& entry) const;

    static constexpr std::size_t block_entries = 256;
    [[nodiscard]] const Entry& entry(std::size_t index) const {
        return m_blocks[index / block_entries][index % block_entries];
    }

    std::vector<std::vector<Entry>> m_blocks;  // full but the last: nothing is copied or doubled while it grows
    std::size_t m_size = 0;
    std::vector<std::string> m_texts;
    std::unordered_map<std::string, std::uint16_t> m_index;
    std::vector<model::OtherPlaces> m_others;
};

}  // namespace tilsig::run
