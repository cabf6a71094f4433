#include "stores/registry.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "stores/embedded.hpp"

namespace tilsig::stores {

const char* to_string(Retention retention) noexcept {
    switch (retention) {
        case Retention::kept: return "kept";
        case Retention::landing: return "landing";
        case Retention::letters: return "letters";
        case Retention::cache: return "cache";
        case Retention::run: return "run";
        case Retention::receivers: return "receivers";
        case Retention::outside: return "outside";
    }
    return "?";
}

const char* to_string(Erasure erasure) noexcept {
    switch (erasure) {
        case Erasure::nothing: return "nothing";
        case Erasure::rows: return "rows";
        case Erasure::blanked: return "blanked";
        case Erasure::tokens: return "tokens";
        case Erasure::numbers: return "numbers";
        case Erasure::dropped: return "dropped";
    }
    return "?";
}

model::Privacy Table::privacy() const noexcept {
    auto most = model::Privacy::public_;
    for (const Column& column : columns) most = std::max(most, column.privacy);
    return most;
}

const Column* Table::find(std::string_view column) const noexcept {
    const auto at =
        std::find_if(columns.begin(), columns.end(), [&](const Column& known) { return known.name == column; });
    return at == columns.end() ? nullptr : &*at;
}

const Registry& Registry::program() {
    static const Registry registry = [] {
        Registry read;
        config::Lints lints;
        for (const auto& file : embedded_files())
            read_stores(config::parse_yaml(file.text, std::string(file.path), lints), read, lints);
        if (!lints.empty())
            throw Error(ErrorKind::internal,
                        "the stores that are compiled in cannot be read: " + lints.lines().front());
        return read;
    }();
    return registry;
}

const Table* Registry::find(std::string_view table) const noexcept {
    const auto at = std::find_if(tables.begin(), tables.end(), [&](const Table& known) { return known.name == table; });
    return at == tables.end() ? nullptr : &*at;
}

}  // namespace tilsig::stores
