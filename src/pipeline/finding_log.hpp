// Findings of a run, packed: a delivery with a million faults must not cost a worker its memory.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "model/finding.hpp"

namespace tilsig::pipeline {

/// Keeps every finding of a run in about 48 bytes; codes and fields are stored once. Messages of record findings are
/// not kept: they are the rule's text, which the reader looks up by code.
class FindingLog {
public:
    void add(const model::Finding& finding);
    [[nodiscard]] std::size_t size() const noexcept { return m_entries.size(); }
    void clear() noexcept { m_entries.clear(); }

    /// Hands out all findings in order, at most `chunk` at a time.
    void for_each_chunk(std::size_t chunk, const std::function<void(const std::vector<model::Finding>&)>& take) const;
    /// How many findings there are of each code.
    [[nodiscard]] std::map<std::string, std::uint64_t> counts() const;
    /// About `count` findings for display, and of every code at least one: frequent codes do not hide rare ones. The
    /// code with the fewest findings comes first; those of one code stand in the order in which they were added.
    [[nodiscard]] std::vector<model::Finding> examples(std::size_t count) const;

private:
    struct Entry {
        std::uint64_t number, line, offset;
        std::uint32_t column, length;
        std::uint16_t code, field, sheet;
        std::uint8_t severity, action;
    };
    [[nodiscard]] std::uint16_t intern(const std::string& text);
    [[nodiscard]] model::Finding unpack(const Entry& entry) const;

    std::vector<Entry> m_entries;
    std::vector<std::string> m_texts;
    std::unordered_map<std::string, std::uint16_t> m_index;
};

}  // namespace tilsig::pipeline
