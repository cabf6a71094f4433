// One unit into one table: hash, compare with the snapshot, stage what is needed, classify, carry out.
#include <algorithm>
#include <map>
#include <optional>

#include "base/clock.hpp"
#include "load/delta_sql.hpp"
#include "load/key_groups.hpp"
#include "load/loader.hpp"
#include "load/row_codec.hpp"
#include "load/snapshot.hpp"
#include "load/snapshot_build.hpp"
#include "load/stage.hpp"
#include "load/unit_state.hpp"

namespace tilsig::load {

namespace {

enum class Mode {
    stage_all,   ///< no snapshot that fits: every row is staged
    hash_only,   ///< a snapshot fits: the first pass stages nothing
    stage_some   ///< second pass: only the records that the snapshot does not know
};

}  // namespace

struct UnitLoader::State {
    State(const LoaderOptions& given_options, const model::Table& given_table, LoadScope given_scope, odbc::Connection& given_loading,
          const Logger& given_log)
        : options(given_options),
          table(given_table),
          scope(std::move(given_scope)),
          loading(given_loading),
          log(given_log.with("table", ours(given_table.name)).with("unit_id", given_scope.unit_id)),
          codec(table, options.hash_key),
          sorter(options.cache_folder, options.memory_bytes),
          signature(TableSql(table, loading.dialect()).signature) {
        scope.received_at = to_text(parse_instant(scope.received_at));
    }

    LoaderOptions options;
    model::Table table;
    LoadScope scope;
    odbc::Connection& loading;
    Logger log;
    RowCodec codec;
    KeySorter sorter;
    std::string signature;

    std::optional<UnitState> known;  ///< read once, before the first row
    Mode mode = Mode::stage_all;
    int pass = 1;
    bool pass_open = true;
    bool classified_done = false;
    std::unique_ptr<Snapshot> snapshot;
    std::unique_ptr<Stage> stage;

    std::map<std::string, std::uint32_t, std::less<>> owner_index;
    std::vector<std::uint64_t> accepted_by_owner;
    std::set<std::uint32_t> excluded;
    std::uint64_t last_record = 0;
    std::uint64_t rows_added = 0;
    std::uint64_t accepted = 0;
    std::vector<KeyClash> clashes;
    std::vector<std::uint64_t> misfits;   ///< records refused before staging, ascending
    std::vector<std::uint64_t> refused;   ///< and by the database, ascending
    bool key_unreadable = false;          ///< a refused record whose key nobody knows: nothing may be closed
    std::vector<std::uint64_t> to_stage;  ///< records for the second pass, ascending
    std::size_t next_to_stage = 0;
    std::vector<std::int64_t> missing;    ///< surrogates that the snapshot knows and the delivery does not have

    Classified classified;
    Closing closing;
    std::set<std::string> excluded_names;
    std::int64_t next_key = 1;
    std::string token;                    ///< of this load, once it changed something
    std::int64_t row_count = 0;

    [[nodiscard]] std::size_t list_limit() const { return std::max<std::size_t>(options.memory_bytes / 16, 1024); }
    [[nodiscard]] SnapshotIdentity identity(std::int64_t touched_seq, const std::string& touch_token) const {
        return {scope.unit_id, table.name, signature, scope.mapping_hash, options.hash_key, touched_seq, touch_token};
    }

    void start() {
        if (known) return;
        make_private_folder(options.cache_folder);
        known = read_unit_state(loading, table.name, scope.unit_id);
        if (scope.whole && known->touched_seq > 0) {
            snapshot = Snapshot::open(options.cache_folder, identity(known->touched_seq, known->touch_token));
            if (snapshot && snapshot->count() != static_cast<std::uint64_t>(known->row_count)) snapshot.reset();
        }
        mode = snapshot ? Mode::hash_only : Mode::stage_all;
        if (mode == Mode::stage_all) stage = make_stage(options, table, loading, log);
    }

    std::uint32_t owner_number(std::string_view owner) {
        const auto found = owner_index.find(owner);
        if (found != owner_index.end()) return found->second;
        const auto number = static_cast<std::uint32_t>(owner_index.size());
        owner_index.emplace(std::string(owner), number);
        accepted_by_owner.push_back(0);
        return number;
    }

    void add_first(const model::Batch& rows, std::size_t row, std::string_view owner, std::uint64_t record);
    void add_second(const model::Batch& rows, std::size_t row, std::string_view owner, std::uint64_t record);
    void settle_groups();
    bool compare_with_snapshot();
    bool end_first_pass();
    void fall_back_to_staging(const char* why);
    [[nodiscard]] Closing effective_closing() const;
    [[nodiscard]] std::uint64_t expected_staged() const;
    Classified run_classification(DeltaSql& sql);
    void write_snapshot(std::int64_t touched_seq, const std::string& touch_token);
};

void UnitLoader::State::add_first(const model::Batch& rows, std::size_t row, std::string_view owner, std::uint64_t record) {
    const bool fits_table = codec.first_misfit(rows, row) == table.columns.size() && owner.size() <= static_cast<std::size_t>(owner_length);
    if (!fits_table) {
        misfits.push_back(record);
        if (!codec.key_readable(rows, row)) {
            key_unreadable = true;
            return;
        }
    }
    KeyEntry entry;
    entry.key = codec.key_hash(rows, row);
    if (fits_table) entry.row = codec.row_hash(rows, row, owner);
    entry.record = record;
    entry.owner = owner_number(owner);
    entry.present_only = fits_table ? 0 : 1;
    sorter.add(entry);
    if (mode == Mode::stage_all) stage->add(rows, row, fits_table ? owner : model::Column::null, record, !fits_table);
}

void UnitLoader::State::add_second(const model::Batch& rows, std::size_t row, std::string_view owner, std::uint64_t record) {
    if (mode == Mode::stage_all) {
        const bool misfit = std::binary_search(misfits.begin(), misfits.end(), record);
        if (!misfit || codec.key_readable(rows, row)) stage->add(rows, row, misfit ? model::Column::null : owner, record, misfit);
        return;
    }
    if (next_to_stage == to_stage.size() || to_stage[next_to_stage] != record) return;
    ++next_to_stage;
    stage->add(rows, row, owner, record, false);
}

UnitLoader::UnitLoader(const LoaderOptions& options, const model::Table& table, LoadScope scope, odbc::Connection& loading, const Logger& log)
    : m_state(std::make_unique<State>(options, table, std::move(scope), loading, log)) {}
UnitLoader::~UnitLoader() = default;

void UnitLoader::add(const model::Batch& rows, const std::vector<std::string_view>& owners) {
    State& s = *m_state;
    if (!s.pass_open) throw Error(ErrorKind::internal, "rows were added to a loader between its passes");
    s.codec.require_columns(rows);
    if (owners.size() != rows.rows()) throw Error(ErrorKind::internal, "a batch has another number of owners than rows");
    s.start();
    for (std::size_t row = 0; row < rows.rows(); ++row) {
        const std::uint64_t record = rows.places[row].number;
        if (record <= s.last_record) throw Error(ErrorKind::internal, "records do not come in ascending order");
        s.last_record = record;
        if (s.pass == 1) {
            ++s.rows_added;
            s.add_first(rows, row, owners[row], record);
        } else {
            s.add_second(rows, row, owners[row], record);
        }
    }
}

void UnitLoader::State::settle_groups() {
    std::fill(accepted_by_owner.begin(), accepted_by_owner.end(), 0);
    accepted = 0;
    clashes.clear();
    KeyGroups groups(sorter, refused);
    KeyGroup group;
    while (groups.next(group)) {
        clashes.insert(clashes.end(), group.clashes.begin(), group.clashes.end());
        if (!group.accepted) continue;
        ++accepted;
        ++accepted_by_owner[group.owner];
    }
    for (const std::uint64_t record : refused) clashes.push_back({record, true, "SYS-U002"});
    std::sort(clashes.begin(), clashes.end(), [](const KeyClash& a, const KeyClash& b) { return a.record < b.record; });
    if (accepted + clashes.size() != rows_added) {
        throw Error(ErrorKind::internal, table.name + ": " + std::to_string(rows_added) + " rows were added, " + std::to_string(accepted) +
                                             " are accepted and " + std::to_string(clashes.size()) + " are not");
    }
}

/// False when the snapshot is of no use for this delivery.
bool UnitLoader::State::compare_with_snapshot() {
    KeyGroups groups(sorter, refused);
    Snapshot::Reader old = snapshot->read();
    KeyGroup group;
    SnapshotEntry entry;
    bool more_groups = groups.next(group);
    bool more_old = old.next(entry);
    while (more_groups || more_old) {
        if (more_old && (!more_groups || entry.key < group.key)) {
            missing.push_back(entry.surrogate);
            more_old = old.next(entry);
        } else {
            const bool same_key = more_old && entry.key == group.key;
            const bool unchanged = same_key && entry.row == group.row;
            if (group.accepted && !unchanged) to_stage.push_back(group.record);
            if (same_key) more_old = old.next(entry);
            more_groups = groups.next(group);
        }
        if (missing.size() + to_stage.size() > list_limit()) return false;
    }
    std::sort(to_stage.begin(), to_stage.end());
    return true;
}

void UnitLoader::State::fall_back_to_staging(const char* why) {
    log.info("snapshot not used", {{"why", ours(why)}});
    snapshot.reset();
    missing.clear();
    to_stage.clear();
    mode = Mode::stage_all;
    stage = make_stage(options, table, loading, log);
}

bool UnitLoader::State::end_first_pass() {
    sorter.finish();
    refused = misfits;
    if (mode == Mode::stage_all) {
        stage->finish();
        refused.insert(refused.end(), stage->refused().begin(), stage->refused().end());
        std::sort(refused.begin(), refused.end());
        settle_groups();
        return false;
    }
    settle_groups();
    if (!compare_with_snapshot()) {
        fall_back_to_staging("most rows changed");
        return true;
    }
    if (to_stage.empty()) {
        if (!missing.empty()) {
            stage = make_stage(options, table, loading, log);
            stage->finish();
        }
        return false;
    }
    mode = Mode::stage_some;
    stage = make_stage(options, table, loading, log);
    return true;
}

bool UnitLoader::end_pass() {
    State& s = *m_state;
    if (!s.pass_open) throw Error(ErrorKind::internal, "a pass was ended twice");
    s.start();
    s.last_record = 0;
    if (s.pass == 1) {
        s.pass_open = s.end_first_pass();
        s.pass = 2;
        return s.pass_open;
    }
    s.pass_open = false;
    s.stage->finish();
    if (s.next_to_stage != s.to_stage.size()) {
        throw Error(ErrorKind::internal, s.table.name + ": the second pass did not bring the records of the first");
    }
    if (!s.stage->refused().empty()) {
        s.refused.insert(s.refused.end(), s.stage->refused().begin(), s.stage->refused().end());
        std::sort(s.refused.begin(), s.refused.end());
        s.settle_groups();
    }
    return false;
}

void UnitLoader::exclude_owners(const std::set<std::string>& owners) { m_state->excluded_names = owners; }

void UnitLoader::set_closing(bool closes_missing, const std::set<std::string>& no_close_owners) {
    m_state->scope.closes_missing = closes_missing;
    m_state->scope.no_close_owners = no_close_owners;
}

const std::vector<KeyClash>& UnitLoader::clashes() const noexcept { return m_state->clashes; }

Closing UnitLoader::State::effective_closing() const {
    Closing made;
    made.closes = scope.closes_missing && !key_unreadable;
    made.spared_owners = scope.no_close_owners;
    made.spared_owners.insert(excluded_names.begin(), excluded_names.end());
    if (snapshot) made.missing = &missing;
    return made;
}

/// How many rows of the stage are to be loaded; counted by the database before anything else is believed.
std::uint64_t UnitLoader::State::expected_staged() const {
    std::uint64_t expected = 0;
    if (mode == Mode::stage_all) {
        for (std::uint32_t owner = 0; owner < accepted_by_owner.size(); ++owner) expected += excluded.contains(owner) ? 0 : accepted_by_owner[owner];
        return expected;
    }
    if (excluded.empty() && refused.empty()) return to_stage.size();
    KeyGroups groups(sorter, refused);
    KeyGroup group;
    while (groups.next(group)) {
        if (group.accepted && !excluded.contains(group.owner) && std::binary_search(to_stage.begin(), to_stage.end(), group.record)) ++expected;
    }
    return expected;
}

Classified UnitLoader::State::run_classification(DeltaSql& sql) {
    const Classified found = sql.classify(closing);
    if (const std::uint64_t expected = expected_staged(); found.staged != expected) {
        throw Error(ErrorKind::internal, table.name + ": " + std::to_string(expected) + " rows were staged, the database holds " +
                                             std::to_string(found.staged))
            .remedy("nothing was loaded");
    }
    return found;
}

Delta UnitLoader::classify() {
    State& s = *m_state;
    if (s.pass_open || s.classified_done) throw Error(ErrorKind::internal, "classify() is called once, after the last pass");
    s.classified_done = true;
    for (const auto& name : s.excluded_names) {
        const auto found = s.owner_index.find(name);
        if (found != s.owner_index.end()) s.excluded.insert(found->second);
    }
    s.closing = s.effective_closing();
    const UnitState now = read_unit_state(s.loading, s.table.name, s.scope.unit_id);
    if (s.snapshot && now.touch_token != s.known->touch_token) {
        throw Error(ErrorKind::database, s.table.name + ": another unit changed rows of this one meanwhile").retry(Retry::now);
    }
    s.known = now;
    s.row_count = now.row_count;
    if (s.stage) {
        DeltaSql sql(s.loading, s.table, *s.stage, s.scope.unit_id);
        std::vector<std::uint64_t> present_only;
        for (const KeyClash& clash : s.clashes) present_only.push_back(clash.record);
        if (s.mode == Mode::stage_all) sql.mark_present_only(present_only);
        sql.mark_owners_present_only(s.excluded_names);
        s.classified = s.run_classification(sql);
    }
    Delta delta;
    delta.clashes = s.clashes;
    delta.rows.derived = s.accepted;
    for (const std::uint32_t owner : s.excluded) delta.rows.derived -= s.accepted_by_owner[owner];
    delta.rows.fresh = s.classified.fresh;
    delta.rows.updated = s.classified.updated;
    delta.rows.closed = s.classified.closed;
    delta.rows.unchanged = delta.rows.derived - delta.rows.fresh - delta.rows.updated;
    // Nothing will be committed for an empty delta, but what was learnt is kept: the next delivery is only hashed.
    if (delta.empty() && !s.snapshot && s.known->touched_seq > 0) s.write_snapshot(s.known->touched_seq, s.known->touch_token);
    return delta;
}

void UnitLoader::apply(std::int64_t load_seq) {
    State& s = *m_state;
    if (!s.classified_done) throw Error(ErrorKind::internal, "apply() before classify()");
    if (!s.stage || s.classified.fresh + s.classified.updated + s.classified.closed == 0) return;
    DeltaSql sql(s.loading, s.table, *s.stage, s.scope.unit_id);
    const UnitState now = read_unit_state(s.loading, s.table.name, s.scope.unit_id);
    if (now.changed_seq != s.known->changed_seq) {
        // Another unit was loaded since. Under the load lock now, the delta is made again; it must be the one that was announced.
        const bool same_unit = !s.snapshot || now.touch_token == s.known->touch_token;
        if (!same_unit || !(s.run_classification(sql) == s.classified)) {
            throw Error(ErrorKind::database, s.table.name + ": another load changed the rows between classification and loading").retry(Retry::now);
        }
    }
    s.next_key = now.next_key;
    const auto taken_over = sql.execute(s.classified, {load_seq, s.scope.delivery_id, s.scope.received_at, now.next_key});
    s.token = new_touch_token();
    std::int64_t gained = static_cast<std::int64_t>(s.classified.fresh) - static_cast<std::int64_t>(s.classified.closed);
    for (const auto& [unit, rows] : taken_over) {
        touch_unit(s.loading, s.table.name, unit, load_seq, new_touch_token(), -rows);
        gained += rows;
    }
    touch_unit(s.loading, s.table.name, s.scope.unit_id, load_seq, s.token, gained);
    s.row_count = now.row_count + gained;
    touch_table(s.loading, s.table.name, load_seq, now.next_key + (s.classified.fresh > 0 ? s.classified.max_record : 0));
    record_table_load(s.loading, s.table.name, load_seq, "load", s.scope.unit_id, s.scope.delivery_id, s.classified.fresh, s.classified.updated,
                      s.classified.closed);
    if (s.table.kind == model::TableKind::dimension) (void)resolve_dependents(s.loading, s.table.name, load_seq);
}

void UnitLoader::State::write_snapshot(std::int64_t touched_seq, const std::string& touch_token) {
    if (!scope.whole) return;
    try {
        SnapshotWriter writer(options.cache_folder, identity(touched_seq, touch_token));
        const LoadedUnit unit{sorter, refused, excluded};
        if (snapshot) {
            const std::size_t limit = list_limit() * 2;
            std::vector<DeltaSql::Row> delta;
            std::vector<std::int64_t> closed;
            if (stage) {
                const DeltaSql sql(loading, table, *stage, scope.unit_id);
                delta = sql.delta_rows({DeltaKind::fresh, DeltaKind::updated, DeltaKind::foreign_equal}, limit);
                for (const auto& row : sql.delta_rows({DeltaKind::closed}, limit)) closed.push_back(row.target);
            }
            build_from_snapshot(writer, unit, *snapshot, delta, closed, next_key);
        } else if (classified.all_fresh) {
            build_from_fresh(writer, unit, next_key);
        } else {
            build_from_database(writer, unit, loading, table, scope.unit_id, codec, KeySorter(options.cache_folder, options.memory_bytes));
        }
        // A unit whose deliveries do not bring all of its rows has no snapshot: the hashes of the others are not known.
        if (writer.count() == static_cast<std::uint64_t>(row_count)) writer.commit();
    } catch (const Error& error) {
        log.error("snapshot not written", error);
    }
}

void UnitLoader::committed(std::int64_t load_seq) noexcept {
    State& s = *m_state;
    try {
        if (!s.token.empty()) s.write_snapshot(load_seq, s.token);
    } catch (const std::exception&) {
        s.log.warn("snapshot not written");
    }
}

}  // namespace tilsig::load
