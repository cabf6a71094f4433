#include "catalog/stages.hpp"

namespace tilsig::catalog {

using model::Privacy;
using model::StageColumn;
using model::StageSchema;
using model::Type;

StageSchema decoded_stage(const Contract& contract) {
    StageSchema stage;
    for (const Field& field : contract.fields)
        stage.columns.push_back({field.name, Type::text, 0, field.privacy, stage.columns.size(), false});
    return stage;
}

StageSchema checked_stage(const Contract& contract) {
    StageSchema stage;
    for (const Field& field : contract.fields)
        stage.columns.push_back(
            {field.name, field.type, field.format.scale, field.privacy, stage.columns.size(), false});
    for (std::size_t field = 0; field < contract.fields.size(); ++field) {
        if (contract.fields[field].missing.empty()) continue;
        stage.columns.push_back(
            {reason_column(contract.fields[field].name), Type::text, 0, Privacy::public_, field, true});
    }
    return stage;
}

StageSchema protected_stage(StageSchema in, const Contract& contract) {
    if (!contract.person) return in;
    for (const auto& number : contract.person->numbers)
        std::erase_if(in.columns, [&](const StageColumn& column) { return column.name == number.field; });
    // Not a number of the person any more, but still about one: for named purposes only.
    in.columns.push_back(
        {contract.person->id_field, Type::integer, 0, Privacy::restricted, StageColumn::no_field, false});
    return in;
}

StageSchema mapped_stage(const Contract& contract) { return protected_stage(checked_stage(contract), contract); }

std::string reason_column(const std::string& field) { return field + "_missing"; }

}  // namespace tilsig::catalog
