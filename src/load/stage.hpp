// Where delivered rows wait, typed, beside the warehouse: not durable, not seen by readers, made for set-based
// statements.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "load/loader.hpp"

namespace tilsig::load {

/// One staging area: the delivered rows (`rows()`: record_no, owner_code, declared columns) and the classified delta
/// (`delta()`: kind, record_no, target_key). A negative record_no marks a key that was delivered but is not loaded.
/// Use: add() every row, finish(), then statements on the loading connection. Emptied when it is made, not when it
/// ends.
class Stage {
public:
    virtual ~Stage() = default;

    /// `key_only` stages the key columns and NULL for the rest, with a negative record number.
    /// The views are read during the call only.
    virtual void add(const model::Batch& batch, std::size_t row, std::string_view owner, std::uint64_t record,
                     bool key_only) = 0;
    /// All rows are in place and visible to the loading connection. Errors of the staging connections come out here or
    /// from add().
    virtual void finish() = 0;

    [[nodiscard]] const std::string& rows() const noexcept { return m_rows; }
    [[nodiscard]] const std::string& delta() const noexcept { return m_delta; }
    /// Indexes the staged keys for the search of missing ones; nothing where the engine hashes them itself. After
    /// finish().
    virtual void index_keys() {}
    /// The same for the record numbers, before rows are looked up by them.
    virtual void index_records() {}
    /// Records that the database would not take, found by bisecting; ascending. After finish().
    [[nodiscard]] const std::vector<std::uint64_t>& refused() const noexcept { return m_refused; }

protected:
    std::string m_rows;
    std::string m_delta;
    std::vector<std::uint64_t> m_refused;
};

/// The staging area that fits the engine of `loading`. All arguments must outlive it.
[[nodiscard]] std::unique_ptr<Stage> make_stage(const LoaderOptions& options, const model::Table& table,
                                                odbc::Connection& loading, const Logger& log);
[[nodiscard]] std::unique_ptr<Stage> make_postgresql_stage(const LoaderOptions& options, const model::Table& table,
                                                           odbc::Connection& loading, const Logger& log);
[[nodiscard]] std::unique_ptr<Stage> make_mariadb_stage(const LoaderOptions& options, const model::Table& table,
                                                        odbc::Connection& loading, const Logger& log);
[[nodiscard]] std::unique_ptr<Stage> make_sqlite_stage(const LoaderOptions& options, const model::Table& table,
                                                       odbc::Connection& loading);

/// Column definitions of a rows table, without constraints on the declared columns. `record_type`: of record_no, with
/// its key where rows are looked up by it.
[[nodiscard]] std::string stage_columns(const model::Table& table, const odbc::Dialect& dialect,
                                        const char* record_type);
inline constexpr const char* delta_columns = "kind smallint, record_no bigint, target_key bigint";
/// More records than this that the database refuses are no typing mistakes of a sender: the run ends with Error(data).
inline constexpr std::size_t most_refused = 200;
/// Whether an error may be the fault of a single row, so that bisecting makes sense.
[[nodiscard]] bool is_row_fault(const Error& error) noexcept;
[[noreturn]] void too_many_refused(const model::Table& table);

}  // namespace tilsig::load
