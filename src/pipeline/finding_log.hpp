// Findings of a run, packed: a delivery with a million faults must not cost a worker its memory.
#pragma once

#include <cstdint>
#include <functional>
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
    /// The first `count` findings, for display.
    [[nodiscard]] std::vector<model::Finding> first(std::size_t count) const;
    /// The first `count` findings of each code at each field, in order: so that frequent ones hide no rare one.
    [[nodiscard]] std::vector<model::Finding> first_of_each(std::size_t count) const;

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
