#include "answers/explain_answer.hpp"

#include <nlohmann/json.hpp>

#include "answers/local_text.hpp"
#include "answers/run_answer.hpp"
#include "base/text.hpp"

namespace tilsig::answers {

using nlohmann::json;

namespace {

std::string place_words(const model::RecordPlace& place) {
    const std::string column = place.column != 0 ? ", column " + std::to_string(place.column) : "";
    if (place.sheet != 0)
        return "sheet " + std::to_string(place.sheet) + ", row " + std::to_string(place.line) + column + ", " +
               std::to_string(place.length) + " cells";
    return "line " + std::to_string(place.line) + column + ", bytes " + std::to_string(place.offset) + " to " +
           std::to_string(place.offset + place.length);
}

}  // namespace

Page to_page(const ExplainAnswer& answer) {
    Page page;
    std::string values;
    for (const auto& [column, value] : answer.values)
        values += (values.empty() ? "" : ", ") + column + " " + (value.empty() ? "-" : value);
    page.line(bold(answer.table) + "  " + values);
    page.line("loaded   " + local_text(answer.loaded_at) + ", load sequence " + std::to_string(answer.load_seq) +
              (answer.run ? ", run " + std::to_string(answer.run->id) + " (" + to_string(answer.run->cause) +
                                ", mapping " + answer.run->mapping_hash.substr(0, 12) + ")"
                          : ""));
    page.line("delivery " + std::to_string(answer.delivery.id) + " of " + answer.unit.text() + ", received " +
              local_text(answer.delivery.received_at));
    add_holds(page, answer.holds);
    page.line("content  " + answer.delivery.hash);
    page.line("place    record " + std::to_string(answer.record) + ", " + place_words(answer.place) +
              (answer.container.empty() ? "" : " of the unpacked " + answer.container));
    if (answer.place.sheet == 0)
        page.line(answer.withheld ? "bytes    not shown: the feed has fields of personal or restricted class"
                                  : "bytes    " + display_name(answer.bytes, 400));
    return page;
}

json to_json(const ExplainAnswer& answer) {
    json row;
    for (const auto& [column, value] : answer.values) row[column] = value;
    json document = {
        {"table", answer.table},
        {"row", row},
        {"load_seq", answer.load_seq},
        {"loaded_at", answer.loaded_at},
        {"run", answer.run ? json(answer.run->id) : json()},
        {"delivery", answer.delivery.id},
        {"delivery_hash", answer.delivery.hash},
        {"received_at", answer.delivery.received_at},
        {"holds", holds_json(answer.holds)},
        {"record", answer.record},
        {"line", answer.place.line},
        {"column", answer.place.column},
        {"sheet", answer.place.sheet == 0 ? json() : json(answer.place.sheet)},
        {"offset", answer.place.offset},
        {"length", answer.place.length},
        {"container", answer.container.empty() ? json() : json(answer.container)},
        {"bytes", answer.withheld || answer.place.sheet != 0 ? json() : json(display_name(answer.bytes, 4000))}};
    name_unit(document, answer.unit);
    return document;
}

}  // namespace tilsig::answers
