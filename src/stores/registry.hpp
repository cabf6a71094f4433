// The registry of stores: every table, column, file and folder that the program writes, with what it is for, how
// private it is, how long it is kept, and how the erasure of a person reaches it (promise 7).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/yaml.hpp"
#include "model/privacy.hpp"

namespace tilsig::stores {

/// How long what stands there is kept.
enum class Retention : std::uint8_t {
    kept,       ///< as long as the warehouse: accounts, rows, who is who
    landing,    ///< as the contract of the feed says (`retention`), then `tilsig retention --apply`
    letters,    ///< as `mail.retention` says, then `tilsig retention --apply`
    cache,      ///< may be deleted at any time, and is made anew
    run,        ///< until the command or the night ends
    receivers,  ///< until those fetch it who it was made for
    outside     ///< whoever administers the machine decides, e.g. of logs
};
/// What `tilsig erase` does there.
enum class Erasure : std::uint8_t {
    nothing,  ///< nothing there is about a person
    rows,     ///< the person's rows are removed
    blanked,  ///< the person's records are overwritten, all others keep their place
    tokens,   ///< what stands for the person is removed, the account stays
    numbers,  ///< the numbers are removed; keyed hashes of them stay, so that nobody comes back
    dropped   ///< the whole is removed and made anew without the person
};
[[nodiscard]] const char* to_string(Retention retention) noexcept;
[[nodiscard]] const char* to_string(Erasure erasure) noexcept;

/// What is said of a store, whatever it is.
struct Declared {
    std::string purpose_nb, purpose_en;
    Retention retention = Retention::kept;
    Erasure erasure = Erasure::nothing;
};
struct Column {
    std::string name;
    model::Privacy privacy = model::Privacy::internal;
};
struct Table : Declared {
    std::string name;
    bool in_link_store = false;  ///< else in the warehouse
    std::vector<Column> columns;
    /// The class of the most private column.
    [[nodiscard]] model::Privacy privacy() const noexcept;
    [[nodiscard]] const Column* find(std::string_view column) const noexcept;
};
struct File : Declared {
    /// Begins with the place it lies in, e.g. `{landing}/*.sealed`; `*` and `?` stay within one name.
    std::string pattern;
    model::Privacy privacy = model::Privacy::internal;
    bool sealed = false;  ///< without its key nobody can read it
};

struct Registry {
    std::vector<Table> tables;            ///< the program's own; those of the model are declared there
    std::vector<Column> loader_columns;   ///< what the loader adds to each table of the model; `*` stands for a name
    std::vector<Column> history_columns;  ///< and to its history
    std::vector<File> files;

    /// As it was compiled in.
    [[nodiscard]] static const Registry& program();
    [[nodiscard]] const Table* find(std::string_view table) const noexcept;
};

/// Reads one of the YAML files here into the registry; every mistake at its place.
void read_stores(const config::Node& root, Registry& registry, config::Lints& lints);

}  // namespace tilsig::stores
