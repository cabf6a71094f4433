#include "load/key_sorter.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <type_traits>

#include "base/error.hpp"

namespace tilsig::load {

namespace {

static_assert(std::is_trivially_copyable_v<KeyEntry> && sizeof(KeyEntry) == 48, "runs are written as plain memory");

constexpr auto before = [](const KeyEntry& a, const KeyEntry& b) noexcept {
    if (a.key.high != b.key.high) return a.key.high < b.key.high;
    if (a.key.low != b.key.low) return a.key.low < b.key.low;
    return a.record < b.record;
};

}  // namespace

// A vector that doubles holds one and a half times its size for a moment; two thirds keep that within the promise.
KeySorter::KeySorter(std::filesystem::path folder, std::size_t memory_bytes)
    : m_folder(std::move(folder)), m_capacity(std::max<std::size_t>(memory_bytes / 3 * 2 / sizeof(KeyEntry), 4)) {}

void KeySorter::add(const KeyEntry& entry) {
    if (m_entries.size() == m_capacity) spill();
    if (m_entries.size() == m_entries.capacity()) {
        m_entries.reserve(std::min(m_capacity, std::max<std::size_t>(64, m_entries.capacity() * 2)));
    }
    m_entries.push_back(entry);
    ++m_count;
}

void KeySorter::finish() {
    if (!m_runs.empty()) {
        if (!m_entries.empty()) spill();
        m_entries.clear();
        m_entries.shrink_to_fit();
        return;
    }
    std::sort(m_entries.begin(), m_entries.end(), before);
}

void KeySorter::spill() {
    std::sort(m_entries.begin(), m_entries.end(), before);
    std::string pattern = (m_folder / "sort-XXXXXX").string();
    UniqueFd file(::mkostemp(pattern.data(), O_CLOEXEC));
    if (!file.valid()) throw system_error("create", pattern, errno);
    ::unlink(pattern.c_str());
    write_all(file.get(), {reinterpret_cast<const char*>(m_entries.data()), m_entries.size() * sizeof(KeyEntry)},
              pattern);
    m_runs.push_back({std::move(file), m_entries.size()});
    m_entries.clear();
}

KeySorter::Reader KeySorter::read() const {
    Reader reader;
    reader.m_sorter = this;
    if (m_runs.empty()) return reader;
    // All buffers together take an eighth of the memory: what many runs take must not be more than what few do.
    reader.m_buffer_entries = std::clamp<std::size_t>(m_capacity / 8 / m_runs.size(), 1, 16384);
    for (const Spilled& spilled : m_runs) {
        Reader::Run run;
        run.file = &spilled.file;
        run.left = spilled.count;
        if (!Reader::fill(run, reader.m_buffer_entries)) continue;
        reader.m_heap.push_back(reader.m_runs.size());
        reader.m_runs.push_back(std::move(run));
    }
    for (std::size_t place = reader.m_heap.size() / 2; place-- > 0;) reader.sink(place);
    return reader;
}

bool KeySorter::Reader::fill(Run& run, std::size_t entries) {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(run.left, entries));
    if (wanted == 0) return false;
    run.buffer.resize(wanted);
    run.position = 0;
    auto* target = reinterpret_cast<char*>(run.buffer.data());
    std::size_t missing = wanted * sizeof(KeyEntry);
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

bool KeySorter::Reader::next(KeyEntry& entry) {
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

void KeySorter::Reader::sink(std::size_t place) {
    const auto head = [this](std::size_t at) -> const KeyEntry& {
        const Run& run = m_runs[m_heap[at]];
        return run.buffer[run.position];
    };
    for (std::size_t child = 2 * place + 1; child < m_heap.size(); child = 2 * place + 1) {
        if (child + 1 < m_heap.size() && before(head(child + 1), head(child))) ++child;
        if (!before(head(child), head(place))) return;
        std::swap(m_heap[child], m_heap[place]);
        place = child;
    }
}

}  // namespace tilsig::load
