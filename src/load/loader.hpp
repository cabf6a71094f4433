// Warehouse rows -> current and history tables: stage, classify into a delta, execute exactly that delta.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/log.hpp"
#include "load/codes.hpp"
#include "model/account.hpp"
#include "model/batch.hpp"
#include "model/table.hpp"
#include "odbc/odbc.hpp"
#include "warehouse/migrate.hpp"

namespace tilsig::load {

/// Rows whose `column` (a date, the day after the last) is null or later than `day`: what a delivery speaks of.
struct Window {
    std::string column;
    std::string day;  ///< canonical
};

/// What makes a delivery the older one: deliveries of newer periods of the same rows, loaded before it. Of rows within
/// their window they have the word, be the row there or not; of rows behind it, where such a delivery wrote them.
/// Changes, which are all there is when `of_all` is false, have the word of the rows they wrote and of no others.
struct Newer {
    std::vector<std::int64_t> deliveries;
    std::optional<Window> window;  ///< of the oldest of them, which reaches back furthest; none: they speak of all rows
    bool of_all = true;            ///< one of them speaks of all rows; false: all are changes
};

/// What the loader must know about the unit whose rows it gets.
struct LoadScope {
    std::int64_t unit_id = 0;
    std::int64_t delivery_id = 0;
    std::string received_at;
    bool closes_missing = false;  ///< snapshot with proven completeness: missing keys of this unit are closed
    std::set<std::string>
        no_close_owners;       ///< slices that are held or have unreadable keys: nothing of theirs is closed
    std::string mapping_hash;  ///< part of the snapshot cache's name
    bool whole = true;         ///< false for a delta delivery: most rows are not in it, so no snapshot is used or kept
    std::optional<Window> window{};  ///< rows behind it are not missing when they are not delivered
    std::string partition{};   ///< column: only rows with a value that the delivery names are missing; `whole` is false
    std::string taken_back{};  ///< boolean column: rows for which it is true are not missing either
    std::optional<Newer> newer{};           ///< it closes nothing of what that speaks of; `whole` must be false
    warehouse::PendingStructure pending{};  ///< for a prediction; apply() refuses while something is pending
};

/// Business keys of rows of a delta, for people who look before it is executed; one text per key column.
struct DeltaExamples {
    using Keys = std::vector<std::vector<std::string>>;
    Keys fresh, updated, unchanged, closed;
    std::vector<std::uint64_t> fresh_records, updated_records;  ///< which records they are, one for each key
    struct Origin {
        std::int64_t delivery = 0, record = 0;
    };
    std::vector<Origin> closed_origins;  ///< where the closed rows came from, one for each key
};

/// A record that turned out to repeat another: same key and same row (duplicate), or same key and another row
/// (conflict: every member is rejected with code::key_conflict, independent of their order). A record whose row is not
/// canonical text of the table's types, lacks a part of the key, or is refused by the database comes back as a conflict
/// with code::refused_row: it counts as present.
struct KeyClash {
    std::uint64_t record = 0;
    bool conflict = false;
    model::RuleCode code = code::key_conflict;  ///< of a conflict
    bool key_known = true;  ///< false: its key may not count as present, so nothing of its slice is to be closed
};

/// The delta of one unit for one table, known before anything is executed; `plan` prints it, `run` executes it.
/// rows.derived counts rows that were added, less clashes, excluded owners and superseded ones: derived = fresh +
/// updated + unchanged + merged.
struct Delta {
    model::RowAccount rows;
    std::uint64_t superseded = 0;  ///< rows of which a newer period has the word; not part of `rows`
    std::uint64_t standing = 0;    ///< rows that the unit owns before anything is executed
    /// Of a scope with a partition, when rows are closed: all of which the delivery tells anew.
    struct Part {
        std::string value;           ///< canonical
        std::uint64_t standing = 0;  ///< rows of the unit before anything is executed
        std::uint64_t closed = 0;    ///< of these
    };
    std::vector<Part> parts;
    std::vector<KeyClash> clashes;  ///< records to be counted duplicate or rejected, in record order
    [[nodiscard]] bool empty() const noexcept { return rows.fresh + rows.updated + rows.closed == 0; }
};

struct LoaderOptions {
    odbc::Dsn dsn;
    std::filesystem::path cache_folder;  ///< keyed snapshots and SQLite staging files; may be deleted at any time
    HashKey hash_key{};                  ///< key of the snapshot hashes
    int staging_connections = 2;  ///< large units only; 0: all rows wait in temporary tables of the loading connection
    std::size_t small_unit_rows =
        2000;  ///< up to this many rows: temporary table on the loading connection, no extra connections
    std::size_t memory_bytes =
        32U << 20U;  ///< for fingerprints of the snapshot (at most half) and for sorting before entries spill
    unsigned fingerprint_bits = 32;  ///< fewer only in tests, where changed rows shall be overlooked at first
};

/// Loads one unit into one table. Use: add() all batches, (end_pass() ? add() all batches again, end_pass()),
/// classify(), then apply() inside the loading transaction; abandon by destruction. One object per unit and table.
///
/// First pass: rows are hashed (business key, row). With a matching snapshot cache only rows are staged whose
/// fingerprint it does not have; the verdict then comes from the whole hashes. A second pass stages the changed rows
/// only if one of them was overlooked or the snapshot is too large for fingerprints in memory. Without a snapshot, the
/// first pass stages all.
class UnitLoader {
public:
    UnitLoader(const LoaderOptions& options, const model::Table& table, LoadScope scope, odbc::Connection& loading,
               const Logger& log);
    ~UnitLoader();

    /// Rows with canonical text in the table's column order; `owners` one per row (null allowed). Reads views only
    /// during the call.
    void add(const model::Batch& rows, const std::vector<std::string_view>& owners);
    /// Rejected records whose key was read: rows of which only the key columns are filled. Their keys count as present,
    /// so that what they would have replaced is not closed; they are no rows of the delta. In every pass, like add(),
    /// of which they need not keep the order of records.
    void add_present(const model::Batch& keys);
    /// Ends a pass. True: decode again and add() the same rows again in the same order; only the changed ones are
    /// staged.
    [[nodiscard]] bool end_pass();
    /// Rows to leave out (slices that turned out to be held): call between end_pass() and classify(). They count
    /// nowhere in the delta (not even as derived) and nothing of theirs is closed.
    void exclude_owners(const std::set<std::string>& owners);
    /// Completeness is only known when the delivery was read to its end: replaces closes_missing and no_close_owners of
    /// the scope. Call between end_pass() and classify().
    void set_closing(bool closes_missing, const std::set<std::string>& no_close_owners);
    [[nodiscard]] const std::vector<KeyClash>& clashes() const noexcept;
    /// The delta, from staging and the current table. Reads only.
    [[nodiscard]] Delta classify();
    /// Up to `most` keys of each part of the classified delta, in the order of the delivery (closed: of the key).
    /// Unchanged ones only where all rows were staged, hence without a snapshot. Call after classify(). Reads only.
    [[nodiscard]] DeltaExamples examples(std::size_t most);
    /// Executes exactly the classified delta in the open write transaction of `loading`: history, updates, inserts,
    /// closures, reference keys. Throws Error(internal) when the database changed another number of rows than
    /// classified (poison).
    void apply(std::int64_t load_seq);
    /// After COMMIT: the snapshot becomes the cache. Losing it costs time, never correctness.
    void committed(std::int64_t load_seq) noexcept;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

}  // namespace tilsig::load
