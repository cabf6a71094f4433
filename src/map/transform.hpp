// Inside the room only: mapping steps compiled once and run over whole columns.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.hpp"
#include "map/mapper.hpp"
#include "model/batch.hpp"
#include "model/rule_code.hpp"

namespace tilsig::map {

using Cells = std::vector<std::string_view>;

/// What the mapping could not do with a record: `row` counts the selected records of the batch.
struct Reject {
    std::uint32_t row = 0;
    const model::RuleCode* code = nullptr;  ///< of map/codes.hpp
    std::string_view field;                 ///< the contract's name, or what stands in `from`
    std::string_view column;                ///< of the target
};

/// The selected records of one batch while they are mapped.
struct Work {
    const model::Batch& in;
    const std::vector<std::uint32_t>& rows;  ///< selected records, ascending
    bool all;                                ///< every record is selected: columns can be copied whole
    model::Arena& arena;
    std::vector<Reject>& rejects;

    [[nodiscard]] std::size_t size() const noexcept { return rows.size(); }
};

/// A source of values: a column of the batch, or one text for all records.
struct Input {
    std::size_t column = no_column;
    std::string text;  ///< when it is no column
    static constexpr std::size_t no_column = SIZE_MAX;

    void read(const Work& work, Cells& cells) const;
    [[nodiscard]] std::string_view at(const Work& work, std::size_t row) const noexcept {
        return column == no_column ? std::string_view(text) : work.in.columns[column].cells[work.rows[row]];
    }
};

/// One compiled step. Null cells stay null unless the step says otherwise.
class Transform {
public:
    virtual ~Transform() = default;
    virtual void run(const Work& work, Cells& cells) const = 0;
};

/// What a step needs to know to be compiled.
struct TransformContext {
    const catalog::Catalog& catalog;
    const model::StageSchema& in;
    const MapContext& unit;
    std::string field;  ///< for findings
    std::string column;
};

/// Resolves what `from`, `coalesce` and `as_of` may name.
[[nodiscard]] Input resolve_input(const std::string& name, const TransformContext& context);
[[nodiscard]] std::unique_ptr<Transform> make_transform(const catalog::ColumnRule::Step& step,
                                                        const TransformContext& context);

}  // namespace tilsig::map
