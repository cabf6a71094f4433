#include "conform/conform_model.hpp"

namespace tilsig::conform {

namespace {

model::TableColumn column(const char* name, model::Type type, int length, int scale, bool nullable) {
    model::TableColumn made;
    made.name = name;
    made.type = type;
    made.length = length;
    made.scale = scale;
    made.nullable = nullable;
    return made;
}

}  // namespace

model::WarehouseModel conform_model() {
    using model::Type;
    model::Table dimension;
    dimension.name = "dim_conform_area";
    dimension.kind = model::TableKind::dimension;
    dimension.columns = {column("code", Type::code, 20, 0, false), column("valid_from", Type::date, 0, 0, false),
                         column("valid_to", Type::date, 0, 0, true)};
    dimension.key = {"code", "valid_from"};
    dimension.valid_from = "valid_from";
    dimension.valid_to = "valid_to";
    model::Table fact;
    fact.name = "fact_conform";
    fact.columns = {column("area", Type::code, 20, 0, false),      column("item", Type::text, 80, 0, false),
                    column("day", Type::date, 0, 0, true),         column("amount", Type::decimal, 0, 4, true),
                    column("number", Type::integer, 0, 0, true),   column("flag", Type::boolean, 0, 0, true),
                    column("moment", Type::timestamp, 0, 0, true), column("note", Type::text, 0, 0, true)};
    fact.key = {"area", "item"};
    fact.references = {{"area", "area", "dim_conform_area", "code", "day"}};
    return {{dimension, fact}, {}, {}};
}

}  // namespace tilsig::conform
