// The warehouse as declared in mappings/model/: tables, columns, keys, references.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/privacy.hpp"
#include "model/value.hpp"

namespace tilsig::model {

enum class TableKind { dimension, fact, bridge };

struct TableColumn {
    std::string name;  ///< lower snake case, at most 63 bytes, checked by the catalog
    Type type = Type::text;
    int length = 0;  ///< bound for text and code in characters
    int scale = 0;   ///< digits after the point for decimals
    bool nullable = false;
    bool person = false;  ///< holds ids of persons, which the link store alone can tell (integer, restricted or more)
    Privacy privacy = Privacy::public_;
    std::string title_nb, title_en;  ///< for rpt_dictionary
    std::string unit;                ///< for rpt_dictionary: persons, percent, ...
};

/// `column` of a fact resolves to the surrogate key of `dimension` valid at `as_of` (a date column, or empty: any
/// version). The fact gets a column `<name>_key`: -1 unknown (null code), -2 not applicable, -3 invalid (no such code
/// at the date).
struct TableReference {
    std::string name;
    std::string column;     ///< the code column of this table
    std::string dimension;  ///< dim_*
    std::string match;      ///< the code column of the dimension
    std::string as_of;      ///< date column of this table, or empty
};

/// Rows with the same cells in `of` follow each other in time: [from, to), an empty `to` is open. They do not overlap;
/// whether there may be time between them is declared. Proven by `tilsig verify`.
struct TableSpells {
    std::vector<std::string> of;
    std::string from, to;
    bool gaps_allowed = true;
};

/// One declared table. The loader adds its own columns to each: <name>_key (surrogate), unit_id, owner_code,
/// received_at, load_seq, delivery_id, record_no; and to <name>_history also replaced_seq.
struct Table {
    std::string name;
    TableKind kind = TableKind::fact;
    std::string title_nb, title_en;
    std::vector<TableColumn> columns;
    std::vector<std::string> key;  ///< business key, unique among current rows, enforced by the database
    std::vector<TableReference> references;
    std::optional<std::string> valid_from, valid_to;  ///< validity columns of a dimension (half-open), if any
    std::optional<TableSpells> spells;  ///< of a dimension with validity: by its key, if not said otherwise
    bool shadow = false;                ///< made by shadow_of(): BI is never shown it

    [[nodiscard]] const TableColumn* find(std::string_view column) const noexcept;
    /// Whether its rows are about persons.
    [[nodiscard]] bool has_persons() const noexcept;
};

/// What the name of every shadow table begins with; no declared table's does.
inline constexpr std::string_view shadow_prefix = "shadow_";
/// The table that feeds in shadow load into instead of `table`: the same columns, key and references (to the active
/// dimensions), under the name `shadow_<name>`.
[[nodiscard]] Table shadow_of(const Table& table);

struct WarehouseModel {
    std::vector<Table> tables;   ///< as declared; what BI and other feeds read
    std::vector<Table> drafts;   ///< that only drafts load into: declared, but not made in any database
    std::vector<Table> shadows;  ///< of the tables that a feed in shadow loads into; there while such a feed is
    /// A declared table, of a draft or not.
    [[nodiscard]] const Table* find(std::string_view table) const noexcept;
    [[nodiscard]] bool is_draft(std::string_view table) const noexcept;
    [[nodiscard]] const Table* find_shadow(std::string_view table) const noexcept;
};

}  // namespace tilsig::model
