// Inside the room only: what the parts of a mapping share while they are read.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "catalog/expressions.hpp"
#include "catalog/readers.hpp"
#include "catalog/step.hpp"

namespace tilsig::catalog {

struct MapReading {
    Reading& all;
    const Contract& contract;
    const model::Table& target;
    Mapping& mapping;
    std::set<std::string> used;  ///< fields the mapping looks at

    [[nodiscard]] config::Lints& lints() const noexcept { return all.lints; }
    /// The shape of a field, `<field>_missing` or (with `special`) `$period`, `$sender`, `$received_at`; notes what is
    /// unknown.
    [[nodiscard]] std::optional<ValueShape> input(const std::string& name, const Place& place, bool special);
    /// Compiles an expression of the mapping and remembers the fields and lists it looks at.
    [[nodiscard]] std::optional<expression::Program> computed(const config::Node& node, std::string_view what,
                                                              std::optional<expression::Kind> wanted);
};

void read_columns(const config::Node& node, MapReading& reading);

}  // namespace tilsig::catalog
