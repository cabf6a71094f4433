// Staged rows against the current table: the delta as rows of the delta table, and the statements that carry it out.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "load/stage.hpp"
#include "warehouse/migrate.hpp"
#include "warehouse/references.hpp"
#include "warehouse/table_sql.hpp"
#include "warehouse/unit_state.hpp"

namespace tilsig::load {

/// `kind` in the delta table.
enum class DeltaKind : int {
    fresh = 1,          ///< record_no: no current row has the key
    updated = 2,        ///< record_no, target_key: the current row is another
    closed = 3,         ///< target_key: the unit's row is no longer delivered
    foreign_equal = 4,  ///< record_no, target_key: equal to a row that another unit owns; stays with that unit
    superseded = 5,     ///< record_no: new or another, but a newer period has the word
    candidate = 8,      ///< target_key: missing by the snapshot, before owners are looked at
    marked = 9          ///< record_no: to be marked as present only
};

struct Classified {
    std::uint64_t staged = 0;  ///< rows with a positive record number
    std::uint64_t fresh = 0;
    std::uint64_t updated = 0;
    std::uint64_t closed = 0;
    std::uint64_t foreign_equal = 0;
    std::uint64_t superseded = 0;
    std::uint64_t kept = 0;  ///< not delivered, and not to be closed
    std::int64_t max_record = 0;
    bool all_fresh =
        false;  ///< the current table is empty: every staged row is fresh, the delta table holds none of them
    /// No staged row is in the table already, so the surrogates of all follow from their record numbers.
    [[nodiscard]] bool only_fresh() const noexcept { return fresh == staged; }
    bool operator==(const Classified&) const = default;
};

/// What is to be closed.
struct Closing {
    bool closes = false;
    bool whole = false;  ///< the delivery should hold every row of the unit: those it lacks are counted when they stay
    std::optional<Window> window;         ///< only rows within it
    std::string partition;                ///< only rows that agree in this column with one of the delivery; empty: all
    std::string taken_back;               ///< only rows for which this column is false; empty: all
    std::set<std::string> spared_owners;  ///< "" spares rows without owner
    std::vector<std::int64_t> spared_deliveries;  ///< rows that these wrote stay
    const std::vector<std::int64_t>* missing =
        nullptr;  ///< surrogates by the snapshot; null: every key of the unit that was not staged
};

/// Statements for one table, stage and unit. Classifying writes to the delta table only; carrying out needs the open
/// write transaction.
class DeltaSql {
public:
    /// With something `pending`, rows are compared with the table as it will be after its migration; execute() is not
    /// for that.
    DeltaSql(odbc::Connection& connection, const model::Table& table, Stage& stage, std::int64_t unit_id,
             const warehouse::PendingStructure& pending = {});

    /// The staged rows of these records count as present, but are not loaded.
    void mark_present_only(const std::vector<std::uint64_t>& records);
    void mark_owners_present_only(const std::set<std::string>& owners);
    /// Empties and fills the delta table. `newer`: see LoadScope.
    [[nodiscard]] Classified classify(const Closing& closing, const std::optional<Newer>& newer = {});

    /// After classify(): see Delta::parts.
    [[nodiscard]] std::vector<Delta::Part> parts(const std::string& partition) const;

    struct Lineage {
        std::int64_t load_seq = 0;
        std::int64_t delivery_id = 0;
        std::string received_at;
        std::int64_t next_key = 1;  ///< surrogate of record 1; record n gets next_key + n - 1
    };
    /// Executes exactly what was classified and compares every count; returns the rows taken over from each other unit.
    std::vector<std::pair<std::int64_t, std::int64_t>> execute(const Classified& classified, const Lineage& lineage);

    /// Rows of the delta table of some kinds, ordered by record, read in pages so that memory stays bounded.
    struct Row {
        int kind = 0;
        std::int64_t record = 0;
        std::int64_t target = 0;
    };
    [[nodiscard]] std::vector<Row> delta_rows(const std::vector<DeltaKind>& kinds, std::size_t most) const;

    /// Up to `most` business keys of a kind, as canonical text: of delivered rows in their order, of closed ones by
    /// key.
    [[nodiscard]] DeltaExamples::Keys example_keys(DeltaKind kind, const Classified& classified,
                                                   std::size_t most) const;
    /// Where the rows of example_keys(DeltaKind::closed) came from.
    [[nodiscard]] std::vector<DeltaExamples::Origin> closed_origins(std::size_t most) const;
    /// The same of staged rows that are neither new nor updated.
    [[nodiscard]] DeltaExamples::Keys unchanged_keys(std::size_t most) const;

private:
    [[nodiscard]] DeltaExamples::Keys keys(const std::string& from, const std::string& order, std::size_t most) const;
    void add_list(DeltaKind kind, const std::string& column, const std::vector<std::int64_t>& numbers);
    /// Returns how many rows of the unit were not delivered, where some of them stay; else 0.
    [[nodiscard]] std::uint64_t classify_closing(const Closing& closing);
    void classify_rows(const std::optional<Newer>& newer);
    void keep_known_ids();
    [[nodiscard]] std::string within(const Window& window, const std::string& alias) const;
    void insert_fresh(const Classified& classified, const Lineage& lineage);
    void update_rows(const Classified& classified, const Lineage& lineage, bool some_taken_over);
    [[nodiscard]] std::string of_kind(DeltaKind kind) const;
    [[nodiscard]] std::string own_values(const Lineage& lineage) const;

    odbc::Connection& m_connection;
    const model::Table& m_table;
    Stage& m_stage;
    std::int64_t m_unit_id;
    warehouse::TableSql m_sql;
    std::vector<warehouse::Reference> m_references;
    bool m_table_pending;
};

}  // namespace tilsig::load
