// Sorts the key entries of a delivery in bounded memory: sorted runs are spilled to the cache folder and merged.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "base/files.hpp"
#include "base/hash.hpp"

namespace tilsig::load {

/// What is kept of one delivered row between the passes: two keyed hashes and where it came from. 48 bytes.
struct KeyEntry {
    Hash128 key;
    Hash128 row;
    std::uint64_t record = 0;
    std::uint32_t owner = 0;         ///< index into the loader's list of owners
    std::uint16_t present_only = 0;  ///< 1: the key was delivered, the row is not loaded (a refused row)
    std::uint16_t staged = 0;        ///< 1: the row was staged in the first pass
};

/// Takes entries in any order, gives them back ordered by (key, record), as often as asked. Memory stays under
/// `memory_bytes` however many there are; runs lie in unnamed files, so that a killed process leaves nothing behind.
/// Errors: Error(storage) when the folder cannot hold a run.
class KeySorter {
public:
    KeySorter(std::filesystem::path folder, std::size_t memory_bytes);

    void add(const KeyEntry& entry);
    /// Ends adding; must be called once before read().
    void finish();
    [[nodiscard]] std::uint64_t count() const noexcept { return m_count; }
    [[nodiscard]] std::size_t spilled_runs() const noexcept { return m_runs.size(); }

    /// One walk over the sorted entries. Lives no longer than its sorter.
    class Reader {
    public:
        bool next(KeyEntry& entry);

    private:
        friend class KeySorter;
        struct Run {
            const UniqueFd* file = nullptr;
            std::uint64_t left = 0;    ///< entries not yet read from the file
            std::uint64_t offset = 0;  ///< in bytes
            std::vector<KeyEntry> buffer;
            std::size_t position = 0;
        };
        static bool fill(Run& run, std::size_t entries);
        /// Puts the run at this place of the heap where it belongs below it. One step where few runs are merged, which
        /// is usual.
        void sink(std::size_t place);
        const KeySorter* m_sorter = nullptr;
        std::size_t m_position = 0;  // in-memory case
        std::size_t m_buffer_entries = 0;
        std::vector<Run> m_runs;
        std::vector<std::size_t> m_heap;  // indices into m_runs, smallest entry on top
    };
    [[nodiscard]] Reader read() const;

private:
    void spill();

    struct Spilled {
        UniqueFd file;
        std::uint64_t count = 0;
    };
    std::filesystem::path m_folder;
    std::size_t m_capacity;  // entries in memory
    std::vector<KeyEntry> m_entries;
    std::vector<Spilled> m_runs;
    std::uint64_t m_count = 0;
};

}  // namespace tilsig::load
