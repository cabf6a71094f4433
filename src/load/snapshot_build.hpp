// Making the snapshot that fits the rows of a unit after its load.
#pragma once

#include <set>
#include <vector>

#include "load/delta_sql.hpp"
#include "load/key_groups.hpp"
#include "load/snapshot.hpp"
#include "warehouse/row_codec.hpp"

namespace tilsig::load {

/// What was loaded, for building. Owners are indices into the loader's list.
struct LoadedUnit {
    const KeySorter& sorter;
    const std::vector<std::uint64_t>& refused;
    const std::set<std::uint32_t>& excluded_owners;
};

/// Every loaded row was fresh: surrogates follow from record numbers.
void build_from_fresh(SnapshotWriter& writer, const LoadedUnit& unit, std::int64_t next_key);
/// From the snapshot before and the delta: unchanged entries are carried over. `delta` are its rows of every kind but
/// closed, by record; `closed` its closed targets, ascending.
void build_from_snapshot(SnapshotWriter& writer, const LoadedUnit& unit, const Snapshot& before,
                         const std::vector<DeltaSql::Row>& delta, const std::vector<std::int64_t>& closed,
                         std::int64_t next_key);
/// Without a snapshot before: reads the keys of the unit's current rows back from the database, in pages.
void build_from_database(SnapshotWriter& writer, const LoadedUnit& unit, odbc::Connection& connection,
                         const model::Table& table, std::int64_t unit_id, warehouse::RowCodec& codec, KeySorter keys);

}  // namespace tilsig::load
