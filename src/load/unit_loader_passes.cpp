// The passes over a delivery: rows are hashed, compared with the snapshot and staged where needed.
#include "load/unit_loader_state.hpp"
#include "warehouse/row_codec.hpp"
#include "warehouse/table_sql.hpp"

#include <array>

namespace tilsig::load {

KeyEntry UnitLoader::State::entry_of(const model::Batch& rows, std::size_t row, std::string_view owner) {
    KeyEntry entry;
    entry.key = codec.key_hash(rows, row);
    if (fits[row] == warehouse::Fit::whole) entry.row = codec.row_hash(rows, row, owner);
    entry.record = rows.places[row].number;
    entry.owner = owners.number(owner);
    entry.present_only = fits[row] == warehouse::Fit::whole ? 0 : 1;
    return entry;
}

void UnitLoader::State::settle_row(const model::Batch& rows, std::size_t row, std::string_view owner, KeyEntry& entry) {
    const bool whole = fits[row] == warehouse::Fit::whole;
    if (mode == Mode::stage_all) {
        stage->add(rows, row, whole ? owner : model::Column::null, entry.record, !whole);
    } else if (fingerprints && whole && !fingerprints->may_hold(entry.key, entry.row)) {
        if (!stage) begin_stage();
        stage->add(rows, row, owner, entry.record, false);
        entry.staged = 1;
    }
    sorter.add(entry);
}

void UnitLoader::State::add_first(const model::Batch& rows, const std::vector<std::string_view>& row_owners) {
    codec.look(rows, fits);
    for (std::size_t row = 0; row < rows.rows(); ++row) {
        if (row_owners[row].size() > static_cast<std::size_t>(warehouse::owner_length))
            fits[row] = std::max(fits[row], warehouse::Fit::key_only);
        if (fits[row] == warehouse::Fit::whole) continue;
        misfits.push_back(rows.places[row].number);
        key_unreadable = key_unreadable || fits[row] == warehouse::Fit::key_unreadable;
    }
    // Each look-up of a fingerprint is a cache miss: they are prefetched while further rows are hashed.
    constexpr std::size_t ahead = 16;
    std::array<KeyEntry, ahead> entries;
    const std::size_t count = rows.rows();
    const auto keyed = [&](std::size_t row) { return row < count && fits[row] != warehouse::Fit::key_unreadable; };
    for (std::size_t at = 0; at < count + ahead; ++at) {
        KeyEntry& entry = entries[at % ahead];
        if (at >= ahead && keyed(at - ahead)) settle_row(rows, at - ahead, row_owners[at - ahead], entry);
        if (keyed(at)) entry = entry_of(rows, at, row_owners[at]);
        if (!fingerprints) continue;
        if (keyed(at)) fingerprints->fetch_group(entry.key);
        if (at >= ahead / 2 && keyed(at - ahead / 2)) fingerprints->fetch_prints(entries[(at - ahead / 2) % ahead].key);
    }
}

void UnitLoader::State::add_second(const model::Batch& rows, const std::vector<std::string_view>& row_owners) {
    if (mode == Mode::stage_all) codec.look(rows, fits);
    for (std::size_t row = 0; row < rows.rows(); ++row) {
        const std::uint64_t record = rows.places[row].number;
        if (mode == Mode::stage_all) {
            const bool misfit = std::binary_search(misfits.begin(), misfits.end(), record);
            if (fits[row] != warehouse::Fit::key_unreadable)
                stage->add(rows, row, misfit ? model::Column::null : row_owners[row], record, misfit);
        } else if (next_to_stage < to_stage.size() && to_stage[next_to_stage] == record) {
            ++next_to_stage;
            stage->add(rows, row, row_owners[row], record, false);
        }
    }
}

UnitLoader::UnitLoader(const LoaderOptions& options, const model::Table& table, LoadScope scope,
                       odbc::Connection& loading, const Logger& log)
    : m_state(std::make_unique<State>(options, table, std::move(scope), loading, log)) {}
UnitLoader::~UnitLoader() = default;

void UnitLoader::add(const model::Batch& rows, const std::vector<std::string_view>& owners) {
    State& s = *m_state;
    if (!s.pass_open) throw Error(ErrorKind::internal, "rows were added to a loader between its passes");
    s.codec.require_columns(rows);
    if (owners.size() != rows.rows())
        throw Error(ErrorKind::internal, "a batch has another number of owners than rows");
    s.start();
    for (std::size_t row = 0; row < rows.rows(); ++row) {
        const std::uint64_t record = rows.places[row].number;
        if (record <= s.last_record) throw Error(ErrorKind::internal, "records do not come in ascending order");
        s.last_record = record;
    }
    if (s.pass == 1) {
        s.rows_added += rows.rows();
        s.add_first(rows, owners);
    } else {
        s.add_second(rows, owners);
    }
}

void UnitLoader::add_present(const model::Batch& keys) {
    State& s = *m_state;
    if (!s.pass_open) throw Error(ErrorKind::internal, "keys were added to a loader between its passes");
    s.codec.require_columns(keys);
    s.start();
    s.codec.look(keys, s.fits);
    for (std::size_t row = 0; row < keys.rows(); ++row) {
        const std::uint64_t record = keys.places[row].number;
        if (s.fits[row] == warehouse::Fit::key_unreadable) {
            s.key_unreadable = true;
            continue;
        }
        if (s.mode == Mode::stage_all) s.stage->add(keys, row, model::Column::null, record, true);
        if (s.pass != 1) continue;
        KeyEntry entry;
        entry.key = s.codec.key_hash(keys, row);
        entry.record = record;
        entry.present_only = 1;
        s.sorter.add(entry);
        s.present.push_back(record);
    }
}

template <typename Look>
void UnitLoader::State::settle_groups(const Look& look) {
    accepted_by_owner.assign(owners.size(), 0);
    accepted = 0;
    clashes.clear();
    KeyGroups groups(sorter, refused);
    KeyGroup group;
    while (groups.next(group)) {
        clashes.insert(clashes.end(), group.clashes.begin(), group.clashes.end());
        look(group);
        if (!group.accepted) continue;
        ++accepted;
        ++accepted_by_owner[group.owner];
    }
    for (const std::uint64_t record : refused) {
        if (std::binary_search(present.begin(), present.end(), record))
            key_unreadable = true;  // no row of ours, and the stage has not even its key
        else
            clashes.push_back({record, true, code::refused_row, false});
    }
    std::sort(clashes.begin(), clashes.end(), [](const KeyClash& a, const KeyClash& b) { return a.record < b.record; });
    if (accepted + clashes.size() != rows_added) {
        throw Error(ErrorKind::internal, table.name + ": " + std::to_string(rows_added) + " rows were added, " +
                                             std::to_string(accepted) + " are accepted and " +
                                             std::to_string(clashes.size()) + " are not");
    }
}

void UnitLoader::State::settle_groups() {
    settle_groups([](const KeyGroup&) {});
}

/// The verdict about every key, from whole hashes: what changed, and whether all of it is staged already.
UnitLoader::State::Compared UnitLoader::State::settle_against_snapshot() {
    bool overlooked = false;
    Snapshot::Reader old = snapshot->read();
    SnapshotEntry entry;
    bool more_old = old.next(entry);
    const auto few = [this] { return missing.size() + to_stage.size() <= list_limit(); };
    settle_groups([&](const KeyGroup& group) {
        for (; more_old && entry.key < group.key && few(); more_old = old.next(entry))
            missing.push_back(entry.surrogate);
        if (!few()) return;
        const bool same_key = more_old && entry.key == group.key;
        const bool unchanged = same_key && entry.row == group.row;
        if (group.accepted && !unchanged) {
            to_stage.push_back(group.record);
            overlooked = overlooked || !group.staged;
        }
        if (same_key) more_old = old.next(entry);
    });
    for (; more_old && few(); more_old = old.next(entry)) missing.push_back(entry.surrogate);
    if (!few()) return Compared::too_many;
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
    // A misfit is staged by its key, which the database may refuse as well; and a second pass stages again what the
    // first did.
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
    if (mode == Mode::stage_all) {
        settle_groups();
        return false;
    }
    switch (settle_against_snapshot()) {
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
