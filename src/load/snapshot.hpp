// The keyed snapshot of one unit's rows: what was last loaded, as hashes, so that an unchanged row costs almost
// nothing.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "base/hash.hpp"

namespace tilsig::load {

/// One current row that the unit owns. 40 bytes.
struct SnapshotEntry {
    Hash128 key;
    Hash128 row;
    std::int64_t surrogate = 0;
};

/// What a snapshot was made from. It is used only when all of it is the same now.
struct SnapshotIdentity {
    std::int64_t unit_id = 0;
    std::string table;
    std::string columns;  ///< of the table: another column, other hashes
    std::string mapping_hash;
    HashKey hash_key{};            ///< its id goes into the file, never the key
    std::int64_t touched_seq = 0;  ///< last load that changed a row of the unit
    std::string touch_token;       ///< drawn by that load: a restored older database counts up to the same number again

    [[nodiscard]] std::array<unsigned char, 32> digest() const;
    /// What the names of all snapshots of a unit begin with.
    [[nodiscard]] static std::string file_prefix(std::int64_t unit_id);
    [[nodiscard]] std::filesystem::path file_in(const std::filesystem::path& folder) const;
};

/// Writes entries in ascending key order; nothing is seen under the final name before commit(). Not synced to disk: a
/// file that a power cut empties or tears is recognised and made again.
class SnapshotWriter {
public:
    SnapshotWriter(const std::filesystem::path& folder, const SnapshotIdentity& identity);
    ~SnapshotWriter();
    SnapshotWriter(const SnapshotWriter&) = delete;
    SnapshotWriter& operator=(const SnapshotWriter&) = delete;

    void add(const SnapshotEntry& entry);
    [[nodiscard]] std::uint64_t count() const noexcept { return m_count; }
    /// Makes the file the unit's snapshot. Without it the destructor removes what was written.
    void commit();

private:
    void flush();

    SnapshotIdentity m_identity;
    std::filesystem::path m_final;
    std::filesystem::path m_temporary;
    UniqueFd m_file;
    std::vector<SnapshotEntry> m_buffer;
    std::uint64_t m_count = 0;
    Sha256 m_hash;
    bool m_committed = false;
};

/// Reads a snapshot that was checked as a whole when it was opened.
class Snapshot {
public:
    /// Nothing when there is none, when it was made from something else, or when it is damaged. A damaged or foreign
    /// file is of no more use and removed. Error(storage) only when the folder cannot be used at all.
    static std::unique_ptr<Snapshot> open(const std::filesystem::path& folder, const SnapshotIdentity& identity);

    [[nodiscard]] std::uint64_t count() const noexcept { return m_count; }

    class Reader {
    public:
        bool next(SnapshotEntry& entry);

    private:
        friend class Snapshot;
        const Snapshot* m_snapshot = nullptr;
        std::uint64_t m_left = 0;
        std::uint64_t m_offset = 0;
        std::vector<SnapshotEntry> m_buffer;
        std::size_t m_position = 0;
    };
    /// From the first entry. Lives no longer than the snapshot.
    [[nodiscard]] Reader read() const;

private:
    UniqueFd m_file;
    std::uint64_t m_count = 0;
};

/// Removes the unit's snapshots, which nobody would look for any more.
void forget_snapshots(const std::filesystem::path& cache_folder, std::int64_t unit_id) noexcept;

}  // namespace tilsig::load
