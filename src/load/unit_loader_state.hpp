// What a unit loader knows between its calls; shared by the passes over the delivery and the work on the database.
#pragma once

#include <algorithm>
#include <future>
#include <optional>

#include "base/clock.hpp"
#include "base/files.hpp"
#include "load/delta_sql.hpp"
#include "load/fingerprints.hpp"
#include "load/key_groups.hpp"
#include "load/loader.hpp"
#include "load/snapshot.hpp"
#include "load/snapshot_build.hpp"
#include "load/stage.hpp"
#include "model/interner.hpp"
#include "warehouse/row_codec.hpp"
#include "warehouse/table_sql.hpp"
#include "warehouse/unit_state.hpp"

namespace tilsig::load {

/// How the rows of a pass are treated.
enum class Mode {
    stage_all,      ///< no snapshot that fits: every row is staged
    stage_unknown,  ///< a snapshot fits: the first pass stages what its fingerprints do not know; nothing without
                    ///< fingerprints
    stage_listed    ///< second pass: exactly the records that the snapshot does not have
};

struct UnitLoader::State {
    State(const LoaderOptions& given_options, const model::Table& given_table, LoadScope given_scope,
          odbc::Connection& given_loading, const Logger& given_log)
        : options(given_options),
          table(given_table),
          scope(std::move(given_scope)),
          loading(given_loading),
          log(given_log.with("table", ours(given_table.name)).with("unit_id", given_scope.unit_id)),
          codec(table, options.hash_key),
          sorter(options.cache_folder, options.memory_bytes),
          signature(warehouse::TableSql(table, loading.dialect()).signature) {
        scope.received_at = to_text(parse_instant(scope.received_at));
    }

    LoaderOptions options;
    model::Table table;
    LoadScope scope;
    odbc::Connection& loading;
    Logger log;
    warehouse::RowCodec codec;
    KeySorter sorter;
    std::string signature;

    std::optional<warehouse::UnitState> known;  ///< read once, before the first row
    Mode mode = Mode::stage_all;
    int pass = 1;
    bool pass_open = true;
    bool classified_done = false;
    std::unique_ptr<Snapshot> snapshot;
    std::optional<Fingerprints> fingerprints;  ///< of the snapshot, in the first pass
    std::unique_ptr<Stage> stage;

    std::vector<warehouse::Fit> fits;  ///< of the batch in hand
    model::Interner owners;
    std::vector<std::uint64_t> accepted_by_owner;  ///< by the number of the owner
    std::set<std::uint32_t> excluded;
    std::uint64_t last_record = 0;
    std::uint64_t rows_added = 0;
    std::uint64_t accepted = 0;
    std::vector<KeyClash> clashes;
    std::vector<std::uint64_t> misfits;   ///< records refused before staging, ascending
    std::vector<std::uint64_t> refused;   ///< and by the database, ascending
    std::vector<std::uint64_t> present;   ///< records that were rejected before, by their keys; ascending
    bool key_unreadable = false;          ///< a refused record whose key nobody knows: nothing may be closed
    std::vector<std::uint64_t> to_stage;  ///< accepted records that the snapshot does not have, ascending
    std::size_t next_to_stage = 0;
    std::vector<std::int64_t> missing;  ///< surrogates that the snapshot knows and the delivery does not have

    Classified classified;
    Closing closing;
    std::set<std::string> excluded_names;
    std::int64_t next_key = 1;
    std::string token;  ///< of this load, once it changed something
    std::int64_t row_count = 0;
    std::future<std::unique_ptr<SnapshotWriter>>
        coming_snapshot;  ///< last: its thread looks at the members above, and is waited for first

    [[nodiscard]] warehouse::UnitState read_state() const {
        return scope.pending.whole_table ? warehouse::UnitState{}
                                         : warehouse::read_unit_state(loading, table.name, scope.unit_id);
    }
    [[nodiscard]] std::size_t list_limit() const { return std::max<std::size_t>(options.memory_bytes / 16, 1024); }
    [[nodiscard]] SnapshotIdentity identity(std::int64_t touched_seq, const std::string& touch_token) const {
        return {scope.unit_id, table.name, signature, scope.mapping_hash, options.hash_key, touched_seq, touch_token};
    }

    void start() {
        if (known) return;
        make_private_folder(options.cache_folder);
        known = read_state();
        if (scope.whole && known->touched_seq > 0) {
            snapshot = Snapshot::open(options.cache_folder, identity(known->touched_seq, known->touch_token));
            if (snapshot && snapshot->count() != static_cast<std::uint64_t>(known->row_count)) snapshot.reset();
        }
        mode = snapshot ? Mode::stage_unknown : Mode::stage_all;
        if (mode == Mode::stage_all) begin_stage();
        if (snapshot) take_fingerprints();
    }

    /// The sorter gets what fingerprints leave of the memory, so that a large unit needs no more of it than a small
    /// one.
    void take_fingerprints() {
        const std::size_t bytes = Fingerprints::bytes_for(snapshot->count());
        if (bytes > options.memory_bytes / 2) return;
        fingerprints.emplace(*snapshot, options.fingerprint_bits);
        sorter = KeySorter(options.cache_folder, options.memory_bytes - bytes);
    }

    /// An empty staging area; what an earlier one held is gone.
    void begin_stage() {
        stage.reset();
        stage = make_stage(options, table, loading, log);
    }

    void add_first(const model::Batch& rows, const std::vector<std::string_view>& row_owners);
    [[nodiscard]] KeyEntry entry_of(const model::Batch& rows, std::size_t row, std::string_view owner);
    void settle_row(const model::Batch& rows, std::size_t row, std::string_view owner, KeyEntry& entry);
    void add_second(const model::Batch& rows, const std::vector<std::string_view>& row_owners);
    /// Counts what each key's rows come to; `look` sees every group in the order of the keys.
    template <typename Look>
    void settle_groups(const Look& look);
    void settle_groups();
    enum class Compared { all_staged, some_overlooked, too_many };
    Compared settle_against_snapshot();
    void add_refused(const std::vector<std::uint64_t>& records);
    bool end_first_pass();
    void fall_back_to_staging(const char* why);
    [[nodiscard]] Closing effective_closing() const;
    [[nodiscard]] std::uint64_t expected_staged() const;
    Classified run_classification(DeltaSql& sql);
    void begin_snapshot(std::int64_t load_seq);
    void write_snapshot_from_database(std::int64_t touched_seq, const std::string& touch_token);
    void commit_snapshot(SnapshotWriter& writer) const;
};

}  // namespace tilsig::load
