#include "report/arrival_view.hpp"

namespace tilsig::report {

using model::Type;

const std::vector<DescribedColumn>& arrival_columns() {
    static const std::vector<DescribedColumn> columns{
        {"feed", Type::code, "", "Leveransetype", "Feed"},
        {"sender", Type::code, "", "Avsender i avsenderregisteret", "Sender, as in the sender register"},
        {"sender_name", Type::text, "", "Avsenderens navn", "Name of the sender"},
        {"municipality_code", Type::code, "", "Avsenderens kommunenummer", "Municipality of the sender"},
        {"region_code", Type::code, "", "Avsenderens region", "Region of the sender"},
        {"period", Type::code, "", "Perioden leveransen gjelder", "Period that the delivery is about"},
        {"state", Type::code, "",
         "Status: expected, nil, received, held, partly accepted, accepted, overdue eller exempt",
         "State: expected, nil, received, held, partly accepted, accepted, overdue or exempt"},
        {"owed", Type::boolean, "", "Avsenderen skal levere for perioden", "The sender owes the period"},
        {"due_at", Type::timestamp, "", "Leveringsfrist: fra da er det for sent",
         "Due: the first moment at which it is too late"},
        {"received_at", Type::timestamp, "", "Mottatt: eldste leveranse som er lastet inn, ellers den nyeste",
         "Received: of the oldest delivery that was accepted, else of the newest"},
        {"late_days", Type::integer, "days", "Dager over fristen, påbegynte dager telles",
         "Days after due, begun ones counted; empty when in time"},
        {"refused", Type::boolean, "", "Siste leveranse ble avvist i sin helhet",
         "The last delivery was refused as a whole"},
        {"holds", Type::integer, "", "Deler som venter på en avgjørelse", "Parts that wait for a decision"},
        {"ground_kind", Type::code, "", "Grunnlag: law (lov), grant (tilskudd) eller agreement (avtale)",
         "Ground: law, grant or agreement"},
        {"ground", Type::text, "", "Grunnlaget for at det skal leveres", "Why the sender owes it"},
        {"exempt_until", Type::date, "", "Fritatt til denne dagen", "Exempt until this day"},
        {"first_delivery_at", Type::timestamp, "", "Avsenderens første leveranse av denne typen",
         "First delivery of the feed by this sender"},
        {"as_of", Type::timestamp, "", "Slik det var da natten ble avsluttet", "As it was when the night closed"}};
    return columns;
}

ledger::View arrival_view(const odbc::Dialect& dialect) {
    ledger::View view;
    view.name = arrival_view_name;
    for (const auto& column : arrival_columns()) {
        const std::string name = odbc::quoted(column.name);
        const bool typed = column.type == Type::timestamp || column.type == Type::date;
        view.columns.push_back({column.name, typed ? dialect.from_canonical_text(name, column.type, 0) : name,
                                model::to_string(column.type)});
    }
    view.sources = {"ops_arrival"};
    return view;
}

}  // namespace tilsig::report
