#include "load/snapshot_build.hpp"
#include "warehouse/row_codec.hpp"
#include "warehouse/table_sql.hpp"

#include <algorithm>

namespace tilsig::load {

namespace {

bool is_loaded(const KeyGroup& group, const LoadedUnit& unit) {
    return group.accepted && !unit.excluded_owners.contains(group.owner);
}

const DeltaSql::Row* find(const std::vector<DeltaSql::Row>& delta, std::uint64_t record) {
    const auto wanted = static_cast<std::int64_t>(record);
    const auto at = std::lower_bound(delta.begin(), delta.end(), wanted,
                                     [](const DeltaSql::Row& row, std::int64_t r) { return row.record < r; });
    return at != delta.end() && at->record == wanted ? &*at : nullptr;
}

}  // namespace

void build_from_fresh(SnapshotWriter& writer, const LoadedUnit& unit, std::int64_t next_key) {
    KeyGroups groups(unit.sorter, unit.refused);
    KeyGroup group;
    while (groups.next(group)) {
        if (is_loaded(group, unit))
            writer.add({group.key, group.row, next_key - 1 + static_cast<std::int64_t>(group.record)});
    }
}

void build_from_snapshot(SnapshotWriter& writer, const LoadedUnit& unit, const Snapshot& before,
                         const std::vector<DeltaSql::Row>& delta, const std::vector<std::int64_t>& closed,
                         std::int64_t next_key) {
    KeyGroups groups(unit.sorter, unit.refused);
    Snapshot::Reader old = before.read();
    KeyGroup group;
    SnapshotEntry entry;
    bool more_groups = groups.next(group);
    bool more_old = old.next(entry);
    while (more_groups || more_old) {
        if (more_old && (!more_groups || entry.key < group.key)) {
            if (!std::binary_search(closed.begin(), closed.end(), entry.surrogate)) writer.add(entry);
            more_old = old.next(entry);
            continue;
        }
        if (more_old && entry.key == group.key) {
            if (is_loaded(group, unit)) entry.row = group.row;
            writer.add(entry);
            more_old = old.next(entry);
        } else if (is_loaded(group, unit)) {
            const DeltaSql::Row* row = find(delta, group.record);
            if (row != nullptr && row->kind == static_cast<int>(DeltaKind::fresh)) {
                writer.add({group.key, group.row, next_key - 1 + static_cast<std::int64_t>(group.record)});
            } else if (row != nullptr && row->kind == static_cast<int>(DeltaKind::updated)) {
                writer.add({group.key, group.row, row->target});  // taken over from another unit
            }
        }
        more_groups = groups.next(group);
    }
}

void build_from_database(SnapshotWriter& writer, const LoadedUnit& unit, odbc::Connection& connection,
                         const model::Table& table, std::int64_t unit_id, warehouse::RowCodec& codec, KeySorter keys) {
    // Drivers hold a whole result in memory, hence pages in the order of the primary key.
    constexpr int page = 20000;
    const warehouse::TableSql sql(table, connection.dialect());
    std::string cells;
    for (const std::size_t index : codec.key_columns()) {
        const auto& column = table.columns[index];
        cells += ", " + connection.dialect().canonical_text(odbc::quoted(column.name), column.type, column.scale);
    }
    odbc::Statement query =
        connection.prepare("SELECT " + sql.surrogate + cells + " FROM " + sql.current + " WHERE unit_id = ? AND " +
                           sql.surrogate + " > ? ORDER BY " + sql.surrogate + " LIMIT " + std::to_string(page));
    std::int64_t last = 0;
    std::vector<std::string> key(codec.key_columns().size());
    for (int rows = page; rows == page;) {
        query.bind(1, unit_id).bind(2, last).execute();
        for (rows = 0; query.fetch(); ++rows) {
            last = query.integer(1).value();
            for (std::size_t i = 0; i < key.size(); ++i) key[i].assign(query.view(static_cast<int>(i + 2)));
            KeyEntry entry;
            entry.key = codec.key_hash(key);
            entry.record = static_cast<std::uint64_t>(last);
            keys.add(entry);
        }
    }
    keys.finish();
    KeySorter::Reader owned = keys.read();
    KeyGroups groups(unit.sorter, unit.refused);
    KeyGroup group;
    KeyEntry entry;
    bool more_groups = groups.next(group);
    bool more_owned = owned.next(entry);
    while (more_groups && more_owned) {
        if (group.key < entry.key) {
            more_groups = groups.next(group);
        } else if (entry.key < group.key) {
            more_owned = owned.next(entry);  // a row of the unit that was not delivered: the count will tell
        } else {
            if (is_loaded(group, unit)) writer.add({group.key, group.row, static_cast<std::int64_t>(entry.record)});
            more_groups = groups.next(group);
            more_owned = owned.next(entry);
        }
    }
}

}  // namespace tilsig::load
