// The passes over a delivery: rows are hashed, compared with the snapshot and staged where needed.
#include "load/unit_loader_state.hpp"

namespace tilsig::load {

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
    entry.owner = owners.number(owner);
    entry.present_only = fits_table ? 0 : 1;
    if (mode == Mode::stage_all) {
        stage->add(rows, row, fits_table ? owner : model::Column::null, record, !fits_table);
    } else if (fingerprints && fits_table && !fingerprints->may_hold(entry.key, entry.row)) {
        if (!stage) begin_stage();
        stage->add(rows, row, owner, record, false);
        entry.staged = 1;
    }
    sorter.add(entry);
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
    accepted_by_owner.assign(owners.size(), 0);
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

/// The verdict about every key, from whole hashes: what changed, and whether all of it is staged already.
UnitLoader::State::Compared UnitLoader::State::compare_with_snapshot() {
    bool overlooked = false;
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
            if (group.accepted && !unchanged) {
                to_stage.push_back(group.record);
                overlooked = overlooked || !group.staged;
            }
            if (same_key) more_old = old.next(entry);
            more_groups = groups.next(group);
        }
        if (missing.size() + to_stage.size() > list_limit()) return Compared::too_many;
    }
    std::sort(to_stage.begin(), to_stage.end());
    return overlooked ? Compared::some_overlooked : Compared::all_staged;
}

void UnitLoader::State::fall_back_to_staging(const char* why) {
    log.info("snapshot not used", {{"why", ours(why)}});
    snapshot.reset();
    missing.clear();
    to_stage.clear();
    mode = Mode::stage_all;
    begin_stage();
}

void UnitLoader::State::add_refused(const std::vector<std::uint64_t>& records) {
    refused.insert(refused.end(), records.begin(), records.end());
    std::sort(refused.begin(), refused.end());
    // A misfit is staged by its key, which the database may refuse as well; and a second pass stages again what the first did.
    refused.erase(std::unique(refused.begin(), refused.end()), refused.end());
}

bool UnitLoader::State::end_first_pass() {
    sorter.finish();
    fingerprints.reset();
    refused = misfits;
    if (stage) {
        stage->finish();
        add_refused(stage->refused());
    }
    settle_groups();
    if (mode == Mode::stage_all) return false;
    switch (compare_with_snapshot()) {
        case Compared::all_staged: break;
        case Compared::too_many: fall_back_to_staging("most rows changed"); return true;
        case Compared::some_overlooked:
            mode = Mode::stage_listed;
            begin_stage();
            return true;
    }
    if (!stage && !missing.empty()) {
        begin_stage();
        stage->finish();
    }
    return false;
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
        s.add_refused(s.stage->refused());
        s.settle_groups();
    }
    return false;
}

}  // namespace tilsig::load
