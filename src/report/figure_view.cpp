#include "report/figure_view.hpp"

#include "ledger/figure_rows.hpp"

namespace tilsig::report {

using model::Type;

const std::vector<DescribedColumn>& figure_columns() {
    static const std::vector<DescribedColumn> columns{
        {"figure", Type::code, "", "Tallets kode", "Code of the figure"},
        {"variant", Type::code, "", "Måten det er talt på, tom når det er én",
         "The way it is counted, empty when there is one"},
        {"year", Type::integer, "", "Året tallet gjelder", "Year that the figure is about"},
        {"area_level", Type::code, "", "country eller municipality", "country or municipality"},
        {"area_code", Type::code, "", "Kommune slik den ble meldt, 00 er hele landet",
         "Municipality as reported, 00 is the whole country"},
        {"breakdown", Type::code, "", "Inndeling, tom når det ikke er noen", "Breakdown, empty when there is none"},
        {"known_on", Type::date, "", "Slik det var kjent ved slutten av denne dagen",
         "As known at the end of this day"},
        {"load_seq", Type::integer, "", "Siste lasting som er med", "The last load that is part of it"},
        {"value", Type::decimal, "", "Verdi", "Value"},
        {"part", Type::integer, "", "Teller, eller dager ventet til sammen", "Numerator, or days waited in all"},
        {"n", Type::integer, "", "Hva det er beregnet av", "What it is computed of"},
        {"owed", Type::integer, "", "Leveranser som skulle ha kommet", "Deliveries that are owed"},
        {"delivered", Type::integer, "", "Leveranser som er godkjent", "Deliveries that are accepted"},
        {"coverage", Type::decimal, "percent", "Dekning", "Coverage"},
        {"status", Type::code, "", "Status: complete, partial, unknown eller empty",
         "Status: complete, partial, unknown or empty"},
        {"synthetic", Type::boolean, "", "Laget av syntetiske personer", "Made of synthetic persons"},
        {"computed_at", Type::timestamp, "", "Beregnet", "Computed"}};
    return columns;
}

ledger::View figure_view(const odbc::Dialect& dialect) {
    ledger::View view;
    view.name = figure_view_name;
    for (const auto& column : figure_columns()) {
        const std::string name = odbc::quoted(column.name);
        const int scale = column.name == std::string("value") ? ledger::figure_scale : ledger::coverage_scale;
        view.columns.push_back({column.name,
                                column.type == Type::timestamp ? dialect.from_canonical_text(name, column.type, 0)
                                : column.type == Type::decimal ? dialect.plain_number(name, column.type, scale)
                                                               : name,
                                model::to_string(column.type)});
    }
    view.sources = {"ops_figure"};
    return view;
}

}  // namespace tilsig::report
