// Inside the room only: what the parts of a mapping share while they are read.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "catalog/expressions.hpp"
#include "catalog/readers.hpp"
#include "catalog/stages.hpp"
#include "catalog/step.hpp"

namespace tilsig::catalog {

struct MapReading {
    Reading& all;
    const Contract& contract;
    const model::Table& target;
    Mapping& mapping;
    model::StageSchema filtered;   ///< what filters see
    model::StageSchema in;         ///< what columns are made of
    std::set<std::string> used{};  ///< fields the mapping looks at

    [[nodiscard]] config::Lints& lints() const noexcept { return all.lints; }
    /// The shape of a column of the stage or (with `special`) `$period`, `$sender`, `$received_at`; notes what is
    /// unknown.
    [[nodiscard]] std::optional<ValueShape> input(const std::string& name, const Place& place, bool special);
    /// Compiles an expression of the mapping over a stage and remembers the fields and lists it looks at.
    [[nodiscard]] std::optional<expression::Program> computed(const config::Node& node, std::string_view what,
                                                              std::optional<expression::Kind> wanted,
                                                              const model::StageSchema& stage);

private:
    /// The mapping looks at what this column was made of.
    void use(const model::StageColumn& column);
};

void read_columns(const config::Node& node, MapReading& reading);

}  // namespace tilsig::catalog
