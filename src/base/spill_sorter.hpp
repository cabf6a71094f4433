// Sorts plain entries in bounded memory: sorted runs are spilled to a folder and merged.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"

namespace tilsig {

/// Takes entries in any order, gives them back in the order of `Before`, as often as asked. Memory stays under
/// `memory_bytes` however many there are, and however many of them are equal; runs lie in unnamed files, so that a
/// killed process leaves nothing behind. Errors: Error(storage) when the folder cannot hold a run.
template <typename Entry, typename Before>
class SpillSorter {
    static_assert(std::is_trivially_copyable_v<Entry>, "runs are written as plain memory");

public:
    // A vector that doubles holds one and a half times its size for a moment; two thirds keep that within the promise.
    SpillSorter(std::filesystem::path folder, std::size_t memory_bytes)
        : m_folder(std::move(folder)), m_capacity(std::max<std::size_t>(memory_bytes / 3 * 2 / sizeof(Entry), 4)) {}

    void add(const Entry& entry) {
        if (m_entries.size() == m_capacity) spill();
        if (m_entries.size() == m_entries.capacity())
            m_entries.reserve(std::min(m_capacity, std::max<std::size_t>(64, m_entries.capacity() * 2)));
        m_entries.push_back(entry);
        ++m_count;
    }
    /// Ends adding; must be called once before read().
    void finish() {
        if (m_runs.empty()) {
            std::sort(m_entries.begin(), m_entries.end(), Before());
            return;
        }
        if (!m_entries.empty()) spill();
        m_entries.clear();
        m_entries.shrink_to_fit();
    }
    [[nodiscard]] std::uint64_t count() const noexcept { return m_count; }
    [[nodiscard]] std::size_t spilled_runs() const noexcept { return m_runs.size(); }

    /// One walk over the sorted entries. Lives no longer than its sorter.
    class Reader {
    public:
        bool next(Entry& entry) {
            if (m_sorter->m_runs.empty()) {
                if (m_position == m_sorter->m_entries.size()) return false;
                entry = m_sorter->m_entries[m_position++];
                return true;
            }
            if (m_heap.empty()) return false;
            Run& run = m_runs[m_heap.front()];
            entry = run.buffer[run.position++];
            if (run.position == run.buffer.size() && !fill(run, m_buffer_entries)) {
                m_heap.front() = m_heap.back();
                m_heap.pop_back();
            }
            sink(0);
            return true;
        }

    private:
        friend class SpillSorter;
        struct Run {
            const UniqueFd* file = nullptr;
            std::uint64_t left = 0;    ///< entries not yet read from the file
            std::uint64_t offset = 0;  ///< in bytes
            std::vector<Entry> buffer;
            std::size_t position = 0;
        };
        static bool fill(Run& run, std::size_t entries) {
            const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(run.left, entries));
            if (wanted == 0) return false;
            run.buffer.resize(wanted);
            run.position = 0;
            auto* target = reinterpret_cast<char*>(run.buffer.data());
            std::size_t missing = wanted * sizeof(Entry);
            while (missing > 0) {
                const ssize_t got = ::pread(run.file->get(), target, missing, static_cast<off_t>(run.offset));
                if (got < 0 && errno == EINTR) continue;
                if (got <= 0) throw system_error("read", "sorted run in the cache folder", got == 0 ? EIO : errno);
                target += got;
                missing -= static_cast<std::size_t>(got);
                run.offset += static_cast<std::uint64_t>(got);
            }
            run.left -= wanted;
            return true;
        }
        /// Puts the run at this place of the heap where it belongs below it. One step where few runs are merged, which
        /// is usual.
        void sink(std::size_t place) {
            const auto head = [this](std::size_t at) -> const Entry& {
                const Run& run = m_runs[m_heap[at]];
                return run.buffer[run.position];
            };
            const Before before;
            for (std::size_t child = 2 * place + 1; child < m_heap.size(); child = 2 * place + 1) {
                if (child + 1 < m_heap.size() && before(head(child + 1), head(child))) ++child;
                if (!before(head(child), head(place))) return;
                std::swap(m_heap[child], m_heap[place]);
                place = child;
            }
        }

        const SpillSorter* m_sorter = nullptr;
        std::size_t m_position = 0;  // in-memory case
        std::size_t m_buffer_entries = 0;
        std::vector<Run> m_runs;
        std::vector<std::size_t> m_heap;  // indices into m_runs, smallest entry on top
    };

    [[nodiscard]] Reader read() const {
        Reader reader;
        reader.m_sorter = this;
        if (m_runs.empty()) return reader;
        // All buffers together take an eighth of the memory: what many runs take must not be more than what few do.
        reader.m_buffer_entries = std::clamp<std::size_t>(m_capacity / 8 / m_runs.size(), 1, 16384);
        for (const Spilled& spilled : m_runs) {
            typename Reader::Run run;
            run.file = &spilled.file;
            run.left = spilled.count;
            if (!Reader::fill(run, reader.m_buffer_entries)) continue;
            reader.m_heap.push_back(reader.m_runs.size());
            reader.m_runs.push_back(std::move(run));
        }
        for (std::size_t place = reader.m_heap.size() / 2; place-- > 0;) reader.sink(place);
        return reader;
    }

private:
    void spill() {
        std::sort(m_entries.begin(), m_entries.end(), Before());
        std::string pattern = (m_folder / "sort-XXXXXX").string();
        UniqueFd file(::mkostemp(pattern.data(), O_CLOEXEC));
        if (!file.valid()) throw system_error("create", pattern, errno);
        ::unlink(pattern.c_str());
        write_all(file.get(), {reinterpret_cast<const char*>(m_entries.data()), m_entries.size() * sizeof(Entry)},
                  pattern);
        m_runs.push_back({std::move(file), m_entries.size()});
        m_entries.clear();
    }

    struct Spilled {
        UniqueFd file;
        std::uint64_t count = 0;
    };
    std::filesystem::path m_folder;
    std::size_t m_capacity;  // entries in memory
    std::vector<Entry> m_entries;
    std::vector<Spilled> m_runs;
    std::uint64_t m_count = 0;
};

}  // namespace tilsig
