#include "load/snapshot.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <type_traits>

#include "base/error.hpp"
#include "warehouse/row_codec.hpp"

namespace tilsig::load {

namespace {

/// The first bytes of the file. `digest` is what it was made from, `content` of the entries, `header` of all before it.
struct Header {
    char magic[8];
    std::uint64_t count;
    std::array<unsigned char, 32> digest;
    std::array<unsigned char, 32> content;
    std::array<unsigned char, 32> header;
};
static_assert(std::is_trivially_copyable_v<Header> && sizeof(Header) == 112);
static_assert(std::is_trivially_copyable_v<SnapshotEntry> && sizeof(SnapshotEntry) == 40);

constexpr char magic[8] = {'t', 'i', 'l', 's', 'n', 'a', 'p', '1'};
constexpr std::size_t buffer_entries = 8192;  // 320 KiB

std::string_view bytes_of(const Header& header) {
    return {reinterpret_cast<const char*>(&header), offsetof(Header, header)};
}
std::string_view bytes_of(const std::vector<SnapshotEntry>& entries) {
    return {reinterpret_cast<const char*>(entries.data()), entries.size() * sizeof(SnapshotEntry)};
}

/// False when the file ends before.
bool read_at(int fd, void* target, std::size_t size, std::uint64_t offset) {
    auto* at = static_cast<char*>(target);
    while (size > 0) {
        const ssize_t got = ::pread(fd, at, size, static_cast<off_t>(offset));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        at += got;
        size -= static_cast<std::size_t>(got);
        offset += static_cast<std::uint64_t>(got);
    }
    return true;
}

}  // namespace

std::array<unsigned char, 32> SnapshotIdentity::digest() const {
    std::string text;
    warehouse::append_cell(text, std::to_string(unit_id));
    warehouse::append_cell(text, table);
    warehouse::append_cell(text, columns);
    warehouse::append_cell(text, mapping_hash);
    warehouse::append_cell(text, std::to_string(touched_seq));
    warehouse::append_cell(text, touch_token);
    const Hash128 key_id = keyed_hash(hash_key, "snapshot key id");
    text.append(reinterpret_cast<const char*>(&key_id), sizeof key_id);
    return sha256(text);
}

std::filesystem::path SnapshotIdentity::file_in(const std::filesystem::path& folder) const {
    return folder / (file_prefix(unit_id) + table);
}

std::string SnapshotIdentity::file_prefix(std::int64_t unit_id) { return "snapshot-" + std::to_string(unit_id) + "-"; }

SnapshotWriter::SnapshotWriter(const std::filesystem::path& folder, const SnapshotIdentity& identity)
    : m_identity(identity),
      m_final(identity.file_in(folder)),
      m_temporary(m_final.string() + ".part" + std::to_string(::getpid())) {
    m_file = UniqueFd(::open(m_temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!m_file.valid()) throw system_error("create", m_temporary.string(), errno);
    const Header room{};
    write_all(m_file.get(), {reinterpret_cast<const char*>(&room), sizeof room}, m_temporary);
}

SnapshotWriter::~SnapshotWriter() {
    if (!m_committed) ::unlink(m_temporary.c_str());
}

void SnapshotWriter::add(const SnapshotEntry& entry) {
    if (m_buffer.size() == buffer_entries) flush();
    m_buffer.push_back(entry);
    ++m_count;
}

void SnapshotWriter::flush() {
    write_all(m_file.get(), bytes_of(m_buffer), m_temporary);
    m_hash.update(bytes_of(m_buffer));
    m_buffer.clear();
}

void SnapshotWriter::commit() {
    flush();
    Header header{};
    std::memcpy(header.magic, magic, sizeof magic);
    header.count = m_count;
    header.digest = m_identity.digest();
    header.content = m_hash.finish();
    header.header = sha256(bytes_of(header));
    if (::lseek(m_file.get(), 0, SEEK_SET) != 0) throw system_error("lseek", m_temporary.string(), errno);
    write_all(m_file.get(), {reinterpret_cast<const char*>(&header), sizeof header}, m_temporary);
    m_file.reset();
    if (::rename(m_temporary.c_str(), m_final.c_str()) != 0) throw system_error("rename", m_final.string(), errno);
    m_committed = true;
}

std::unique_ptr<Snapshot> Snapshot::open(const std::filesystem::path& folder, const SnapshotIdentity& identity) {
    const std::filesystem::path path = identity.file_in(folder);
    auto snapshot = std::make_unique<Snapshot>();
    snapshot->m_file = UniqueFd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!snapshot->m_file.valid()) {
        if (errno == ENOENT) return nullptr;
        throw system_error("open", path.string(), errno);
    }
    const int fd = snapshot->m_file.get();
    const auto useless = [&path]() -> std::unique_ptr<Snapshot> {
        ::unlink(path.c_str());
        return nullptr;
    };
    Header header{};
    struct stat found {};
    if (::fstat(fd, &found) != 0) throw system_error("fstat", path.string(), errno);
    if (!read_at(fd, &header, sizeof header, 0) || std::memcmp(header.magic, magic, sizeof magic) != 0 ||
        header.header != sha256(bytes_of(header)) || header.digest != identity.digest() ||
        static_cast<std::uint64_t>(found.st_size) != sizeof header + header.count * sizeof(SnapshotEntry)) {
        return useless();
    }
    snapshot->m_count = header.count;
    Sha256 hash;
    Reader reader = snapshot->read();
    SnapshotEntry entry;
    Hash128 last;
    std::uint64_t seen = 0;
    while (reader.next(entry)) {
        if (reader.m_position == 1) hash.update(bytes_of(reader.m_buffer));
        if (seen > 0 && !(last < entry.key)) return useless();
        last = entry.key;
        ++seen;
    }
    if (seen != header.count || hash.finish() != header.content) return useless();
    return snapshot;
}

Snapshot::Reader Snapshot::read() const {
    Reader reader;
    reader.m_snapshot = this;
    reader.m_left = m_count;
    reader.m_offset = sizeof(Header);
    return reader;
}

bool Snapshot::Reader::next(SnapshotEntry& entry) {
    if (m_position == m_buffer.size()) {
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(m_left, buffer_entries));
        if (wanted == 0) return false;
        m_buffer.resize(wanted);
        if (!read_at(m_snapshot->m_file.get(), m_buffer.data(), wanted * sizeof(SnapshotEntry), m_offset)) {
            throw system_error("read", "snapshot in the cache folder", EIO);
        }
        m_offset += wanted * sizeof(SnapshotEntry);
        m_left -= wanted;
        m_position = 0;
    }
    entry = m_buffer[m_position++];
    return true;
}

void forget_snapshots(const std::filesystem::path& cache_folder, std::int64_t unit_id) noexcept {
    const std::string begin = SnapshotIdentity::file_prefix(unit_id);
    std::error_code left_behind;  // a cache: of no use to anybody, and without values
    for (const auto& entry : std::filesystem::directory_iterator(cache_folder, left_behind)) {
        if (entry.path().filename().string().starts_with(begin)) std::filesystem::remove(entry.path(), left_behind);
    }
}

}  // namespace tilsig::load
