#include "operate/trace.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "decode/container/container.hpp"
#include "odbc/dialect.hpp"
#include "run/pass.hpp"
#include "run/unit_run.hpp"
#include "session/layout_choice.hpp"

namespace tilsig::operate {

namespace {

const model::Table& known_table(const catalog::Catalog& catalog, const std::string& name) {
    if (const auto* table = catalog.model.find(name)) return *table;
    if (const auto* table = catalog.model.find_shadow(name)) return *table;
    std::vector<std::string> known;
    for (const auto& table : catalog.model.tables) known.push_back(table.name);
    const std::string near = nearest(name, known);
    throw Error(ErrorKind::usage, "there is no table '" + name + "'")
        .remedy(near.empty() ? "tables: " + join(known, ", ") : "did you mean '" + near + "'?");
}

std::string column_list(const odbc::Dialect& dialect, const model::Table& table) {
    std::string list;
    for (const auto& column : table.columns) {
        list += dialect.canonical_text(odbc::quoted(column.name), column.type, column.scale) + ", ";
    }
    return list + "load_seq, delivery_id, record_no";
}

std::string value_of(const std::vector<std::pair<std::string, std::string>>& key, const std::string& column,
                     const model::Table& table) {
    const auto found = std::find_if(key.begin(), key.end(), [&](const auto& pair) { return pair.first == column; });
    if (found == key.end()) {
        throw Error(ErrorKind::usage, "the key of " + table.name + " is not complete: '" + column + "' is missing")
            .remedy("give all of: " + join(table.key, ", "));
    }
    return found->second;
}

bool may_be_shown(const catalog::Contract& contract) {
    return std::none_of(contract.fields.begin(), contract.fields.end(),
                        [](const auto& field) { return !model::may_be_shown(field.privacy); });
}

/// The bytes at a place. Places in a packed delivery count unpacked bytes, which have to be passed over.
std::string record_bytes(land::LandedReader landed, const catalog::Layout& layout, const model::RecordPlace& place) {
    std::string bytes(place.length, '\0');
    const bool packed = layout.is_converted();
    if (!packed) landed.seek(place.offset);
    auto reader = std::make_shared<land::LandedReader>(std::move(landed));
    const auto source = decode::unpacked_bytes(
        layout, [reader](char* buffer, std::size_t size) { return reader->read(buffer, size); }, "delivery");
    std::string skipped(packed ? 64 * 1024 : 0, '\0');
    for (std::uint64_t left = packed ? place.offset : 0; left > 0;) {
        const std::size_t count =
            source(skipped.data(), static_cast<std::size_t>(std::min<std::uint64_t>(left, skipped.size())));
        if (count == 0) return {};
        left -= count;
    }
    std::size_t have = 0;
    while (have < bytes.size()) {
        const std::size_t count = source(bytes.data() + have, bytes.size() - have);
        if (count == 0) break;
        have += count;
    }
    bytes.resize(have);
    return bytes;
}

void locate(session::Session& session, answers::ExplainAnswer& trace) {
    const auto& catalog = session.context().catalog;
    const auto& contract = catalog.contract(trace.unit.feed);
    const auto& layout =
        session::layout_of(contract, session.context().senders, trace.unit, trace.delivery.received_at);
    auto reader = std::make_shared<land::LandedReader>(session.landing(trace.unit).open(trace.delivery.hash));
    run::PassInput input{contract,
                         catalog.mappings.at(trace.unit.feed),
                         catalog,
                         layout,
                         [reader](char* buffer, std::size_t size) { return reader->read(buffer, size); },
                         trace.unit.text(),
                         {trace.unit, trace.delivery.received_at},
                         std::nullopt,
                         session.context().places.cache};
    input.erased = model::ErasedPlaces(reader->manifest().erased);
    input.stop_before = run::StepName::protect;  // looking at a place teaches nobody who is who
    const auto located = run::locate_records(std::move(input), {trace.record});
    const auto found = located.find(trace.record);
    if (found == located.end()) {
        throw Error(ErrorKind::state, "record " + std::to_string(trace.record) + " of delivery " +
                                          std::to_string(trace.delivery.id) + " cannot be found with today's contract")
            .remedy("the contract's layout changed after the load; `tilsig replay " +
                    std::to_string(trace.delivery.id) + "`");
    }
    trace.place = found->second.place;
    trace.container = decode::container_text(layout);
    trace.withheld = !may_be_shown(contract);
    if (trace.withheld || trace.place.sheet != 0) return;  // the place of a workbook counts cells, not bytes
    trace.bytes = record_bytes(session.landing(trace.unit).open(trace.delivery.hash), layout, trace.place);
}

}  // namespace

answers::ExplainAnswer trace_row(session::Session& session, const std::string& table_name,
                                 const std::vector<std::pair<std::string, std::string>>& key) {
    const auto& table = known_table(session.context().catalog, table_name);
    std::string sql = "SELECT " + column_list(session.connection().dialect(), table) + " FROM " +
                      odbc::quoted(table.name) + " WHERE ";
    std::vector<std::string> values;
    for (const auto& column : table.key) {
        const auto& declared = *table.find(column);
        // Compared as canonical text, so that one statement serves every column type.
        sql += (values.empty() ? "" : " AND ") +
               session.connection().dialect().canonical_text(odbc::quoted(column), declared.type, declared.scale) +
               " = ?";
        values.push_back(value_of(key, column, table));
    }
    answers::ExplainAnswer trace;
    trace.table = table.name;
    {
        auto statement = session.connection().prepare(sql);
        for (std::size_t i = 0; i < values.size(); ++i) statement.bind(static_cast<int>(i + 1), values[i]);
        statement.execute();
        if (!statement.fetch()) {
            throw Error(ErrorKind::usage, "no current row of " + table.name + " has this key")
                .remedy("check the values of: " + join(table.key, ", "));
        }
        int index = 1;
        for (const auto& column : table.columns)
            trace.values.emplace_back(column.name, statement.text(index++).value_or(""));
        trace.load_seq = statement.integer(index++).value_or(0);
        const std::int64_t delivery_id = statement.integer(index++).value_or(0);
        trace.record = static_cast<std::uint64_t>(statement.integer(index).value_or(0));
        trace.delivery.id = delivery_id;
    }
    trace.loaded_at =
        session.connection()
            .query_text("SELECT loaded_at FROM ops_load WHERE load_seq = " + std::to_string(trace.load_seq))
            .value_or("");
    const auto delivery = session.ledger().delivery(trace.delivery.id);
    if (!delivery) throw Error(ErrorKind::usage, "this row was not delivered: it is made by the program itself");
    trace.delivery = *delivery;
    trace.unit = session.ledger().unit_name(delivery->unit_id).value();
    for (const auto& run : session.ledger().runs(delivery->unit_id, std::nullopt, 1000)) {
        if (run.load_seq == trace.load_seq) trace.run = run;
    }
    trace.holds = session.ledger().holds_of(delivery->id);
    locate(session, trace);
    return trace;
}

}  // namespace tilsig::operate
