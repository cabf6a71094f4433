// After the passes: classification, carrying out, and the snapshot that is left behind.
#include "load/unit_loader_state.hpp"

namespace tilsig::load {

void UnitLoader::exclude_owners(const std::set<std::string>& owners) { m_state->excluded_names = owners; }

void UnitLoader::set_closing(bool closes_missing, const std::set<std::string>& no_close_owners) {
    m_state->scope.closes_missing = closes_missing;
    m_state->scope.no_close_owners = no_close_owners;
}

const std::vector<KeyClash>& UnitLoader::clashes() const noexcept { return m_state->clashes; }

Closing UnitLoader::State::effective_closing() const {
    Closing made;
    made.closes = scope.closes_missing && !key_unreadable && (!scope.newer || !scope.newer->of_all);
    if (scope.newer) made.spared_deliveries = scope.newer->deliveries;
    made.taken_back = scope.taken_back;
    made.window = scope.window;
    made.partition = scope.partition;
    made.spared_owners = scope.no_close_owners;
    made.spared_owners.insert(excluded_names.begin(), excluded_names.end());
    made.whole = scope.whole;
    if (snapshot) made.missing = &missing;
    return made;
}

/// How many rows of the stage are to be loaded; counted by the database before anything else is believed.
std::uint64_t UnitLoader::State::expected_staged() const {
    std::uint64_t expected = 0;
    if (mode == Mode::stage_all) {
        for (std::uint32_t owner = 0; owner < accepted_by_owner.size(); ++owner)
            expected += excluded.contains(owner) ? 0 : accepted_by_owner[owner];
        return expected;
    }
    if (excluded.empty() && refused.empty()) return to_stage.size();
    KeyGroups groups(sorter, refused);
    KeyGroup group;
    while (groups.next(group)) {
        if (group.accepted && !excluded.contains(group.owner) &&
            std::binary_search(to_stage.begin(), to_stage.end(), group.record))
            ++expected;
    }
    return expected;
}

Classified UnitLoader::State::run_classification(DeltaSql& sql) {
    const Classified found = sql.classify(closing, scope.newer);
    if (const std::uint64_t expected = expected_staged(); found.staged != expected) {
        throw Error(ErrorKind::internal, table.name + ": " + std::to_string(expected) +
                                             " rows were staged, the database holds " + std::to_string(found.staged))
            .remedy("nothing was loaded");
    }
    return found;
}

Delta UnitLoader::classify() {
    State& s = *m_state;
    if (s.pass_open || s.classified_done)
        throw Error(ErrorKind::internal, "classify() is called once, after the last pass");
    s.classified_done = true;
    for (const auto& name : s.excluded_names) s.excluded.insert(s.owners.number(name));
    s.accepted_by_owner.resize(s.owners.size(), 0);
    s.closing = s.effective_closing();
    const warehouse::UnitState now = s.read_state();
    if (s.snapshot && now.touch_token != s.known->touch_token) {
        throw Error(ErrorKind::database, s.table.name + ": another unit changed rows of this one meanwhile")
            .retry(Retry::now);
    }
    s.known = now;
    s.row_count = now.row_count;
    if (s.stage) {
        DeltaSql sql(s.loading, s.table, *s.stage, s.scope.unit_id, s.scope.pending);
        std::vector<std::uint64_t> present_only;
        for (const KeyClash& clash : s.clashes) present_only.push_back(clash.record);
        // Rows that were staged before anything was known about their keys.
        if (s.mode != Mode::stage_listed) sql.mark_present_only(present_only);
        sql.mark_owners_present_only(s.excluded_names);
        s.classified = s.run_classification(sql);
    }
    Delta delta;
    delta.clashes = s.clashes;
    delta.standing = static_cast<std::uint64_t>(s.row_count);
    delta.rows.derived = s.accepted;
    for (const std::uint32_t owner : s.excluded) delta.rows.derived -= s.accepted_by_owner[owner];
    delta.superseded = s.classified.superseded;
    delta.rows.derived -= delta.superseded;
    delta.rows.fresh = s.classified.fresh;
    delta.rows.updated = s.classified.updated;
    delta.rows.closed = s.classified.closed;
    delta.rows.kept = s.classified.kept;
    delta.rows.unchanged = delta.rows.derived - delta.rows.fresh - delta.rows.updated;
    if (!s.scope.partition.empty() && delta.rows.closed > 0)
        delta.parts = DeltaSql(s.loading, s.table, *s.stage, s.scope.unit_id, s.scope.pending).parts(s.scope.partition);
    // Nothing will be committed for an empty delta, but what was learnt is kept: the next delivery is only hashed.
    if (delta.empty() && !s.snapshot && s.known->touched_seq > 0)
        s.write_snapshot_from_database(s.known->touched_seq, s.known->touch_token);
    return delta;
}

DeltaExamples UnitLoader::examples(std::size_t most) {
    State& s = *m_state;
    if (!s.classified_done) throw Error(ErrorKind::internal, "examples() before classify()");
    if (!s.stage) return {};
    const DeltaSql sql(s.loading, s.table, *s.stage, s.scope.unit_id, s.scope.pending);
    DeltaExamples examples;
    examples.fresh = sql.example_keys(DeltaKind::fresh, s.classified, most);
    examples.updated = sql.example_keys(DeltaKind::updated, s.classified, most);
    if (!s.classified.all_fresh) {
        examples.closed_origins = sql.closed_origins(most);
        for (const auto& row : sql.delta_rows({DeltaKind::fresh}, most))
            examples.fresh_records.push_back(static_cast<std::uint64_t>(row.record));
        for (const auto& row : sql.delta_rows({DeltaKind::updated}, most))
            examples.updated_records.push_back(static_cast<std::uint64_t>(row.record));
    }
    examples.closed = sql.example_keys(DeltaKind::closed, s.classified, most);
    if (s.mode == Mode::stage_all && !s.classified.all_fresh) examples.unchanged = sql.unchanged_keys(most);
    return examples;
}

void UnitLoader::apply(std::int64_t load_seq) {
    State& s = *m_state;
    if (!s.classified_done || s.scope.pending.any())
        throw Error(ErrorKind::internal, "apply() before classify(), or on a table that is not migrated");
    if (!s.stage || s.classified.fresh + s.classified.updated + s.classified.closed == 0) return;
    DeltaSql sql(s.loading, s.table, *s.stage, s.scope.unit_id);
    const warehouse::UnitState now = warehouse::read_unit_state(s.loading, s.table.name, s.scope.unit_id);
    if (now.changed_seq != s.known->changed_seq) {
        // Another unit was loaded since. Under the load lock now, the delta is made again; it must be the one that was
        // announced. A table that was empty is not any more.
        const bool same_unit = !s.snapshot || now.touch_token == s.known->touch_token;
        if (s.classified.all_fresh || !same_unit || !(s.run_classification(sql) == s.classified)) {
            throw Error(ErrorKind::database,
                        s.table.name + ": another load changed the rows between classification and loading")
                .retry(Retry::now);
        }
    }
    s.next_key = now.next_key;
    s.token = warehouse::new_touch_token();
    s.begin_snapshot(load_seq);
    const auto taken_over =
        sql.execute(s.classified, {load_seq, s.scope.delivery_id, s.scope.received_at, now.next_key});
    std::int64_t gained =
        static_cast<std::int64_t>(s.classified.fresh) - static_cast<std::int64_t>(s.classified.closed);
    for (const auto& [unit, rows] : taken_over) {
        warehouse::touch_unit(s.loading, s.table.name, unit, load_seq, warehouse::new_touch_token(), -rows);
        gained += rows;
    }
    warehouse::touch_unit(s.loading, s.table.name, s.scope.unit_id, load_seq, s.token, gained);
    s.row_count = now.row_count + gained;
    warehouse::touch_table(s.loading, s.table.name, load_seq,
                           now.next_key + (s.classified.fresh > 0 ? s.classified.max_record : 0));
    warehouse::record_table_load(s.loading, s.table.name, load_seq, "load", s.scope.unit_id, s.scope.delivery_id,
                                 s.classified.fresh, s.classified.updated, s.classified.closed);
    if (s.table.kind == model::TableKind::dimension)
        (void)warehouse::resolve_dependents(s.loading, s.table.name, load_seq);
}

/// Begins the snapshot for the rows as they will be after this load, where all it takes is known before the load is
/// carried out: a large one is made on a thread of its own meanwhile. Call before the delta is executed.
void UnitLoader::State::begin_snapshot(std::int64_t load_seq) {
    if (!scope.whole || (!snapshot && !classified.only_fresh())) return;
    std::vector<DeltaSql::Row> delta;
    std::vector<std::int64_t> closed;
    if (snapshot) {
        const std::size_t limit = list_limit() * 2;
        const DeltaSql sql(loading, table, *stage, scope.unit_id);
        delta = sql.delta_rows({DeltaKind::fresh, DeltaKind::updated, DeltaKind::foreign_equal}, limit);
        for (const auto& row : sql.delta_rows({DeltaKind::closed}, limit)) closed.push_back(row.target);
    }
    // The thread reads what does not change any more once the rows are classified.
    const auto build = [this, load_seq, delta = std::move(delta), closed = std::move(closed)] {
        auto writer = std::make_unique<SnapshotWriter>(options.cache_folder, identity(load_seq, token));
        const LoadedUnit unit{sorter, refused, excluded};
        if (snapshot) {
            build_from_snapshot(*writer, unit, *snapshot, delta, closed, next_key);
        } else {
            build_from_fresh(*writer, unit, next_key);
        }
        return writer;
    };
    coming_snapshot =
        std::async(sorter.count() > options.small_unit_rows ? std::launch::async : std::launch::deferred, build);
}

void UnitLoader::State::write_snapshot_from_database(std::int64_t touched_seq, const std::string& touch_token) {
    if (!scope.whole) return;
    try {
        SnapshotWriter writer(options.cache_folder, identity(touched_seq, touch_token));
        build_from_database(writer, {sorter, refused, excluded}, loading, table, scope.unit_id, codec,
                            KeySorter(options.cache_folder, options.memory_bytes));
        commit_snapshot(writer);
    } catch (const Error& error) {
        log.error("snapshot not written", error);
    }
}

/// A unit whose deliveries do not bring all of its rows has no snapshot: the hashes of the others are not known.
void UnitLoader::State::commit_snapshot(SnapshotWriter& writer) const {
    if (writer.count() == static_cast<std::uint64_t>(row_count)) writer.commit();
}

void UnitLoader::committed(std::int64_t load_seq) noexcept {
    State& s = *m_state;
    try {
        if (s.token.empty()) return;
        if (s.coming_snapshot.valid()) {
            s.commit_snapshot(*s.coming_snapshot.get());
        } else {
            s.write_snapshot_from_database(load_seq, s.token);
        }
    } catch (const Error& error) {
        s.log.error("snapshot not written", error);
    } catch (const std::exception&) {
        s.log.warn("snapshot not written");
    }
}

}  // namespace tilsig::load
