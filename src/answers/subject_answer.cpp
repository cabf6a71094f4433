#include "answers/subject_answer.hpp"

#include <nlohmann/json.hpp>

#include "answers/local_text.hpp"
#include "base/text.hpp"

namespace tilsig::answers {

namespace {

std::string deliveries_text(std::size_t count) { return grouped(count) + (count == 1 ? " delivery" : " deliveries"); }

std::string text_of(const std::vector<std::string>& parts) { return join(parts, ", "); }

template <typename Number>
std::string numbers_text(const std::vector<Number>& numbers) {
    std::vector<std::string> texts;
    for (const auto number : numbers) texts.push_back(std::to_string(number));
    return text_of(texts);
}

void tell_identity(const SubjectAnswer& answer, Page& page) {
    if (answer.erased) page.line("this person was erased: the number does not come back");
    if (answer.person == 0) {
        if (!answer.erased) page.line("the link store knows nobody with this number");
        return;
    }
    page.line(bold("person " + std::to_string(answer.person)) +
              (answer.aliases.empty() ? "" : ", once told under " + numbers_text(answer.aliases)));
    Page::Table numbers{{"number", "known from", "digits"}};
    for (const auto& number : answer.numbers)
        numbers.push_back({number.kind, local_text(number.known_from),
                           number.digits.empty() ? "not shown; --numbers shows them" : number.digits});
    page.table(std::move(numbers));
}

void tell_rows(const SubjectAnswer& answer, Page& page) {
    page.line(bold(counted(answer.rows.size(), "version") + " of rows"));
    for (const auto& row : answer.rows) {
        page.line(row.table + (row.current ? ", current" : ", until load " + std::to_string(row.replaced_seq)) +
                  ": from " + row.unit + ", delivery " + std::to_string(row.delivery) + ", record " +
                  std::to_string(row.record) + "; received " + local_text(row.received_at) + ", load " +
                  std::to_string(row.load_seq) + " at " + local_text(row.loaded_at));
        std::vector<std::string> values;
        for (const auto& [column, value] : row.values) values.push_back(column + "=" + value);
        page.line("  " + text_of(values));
    }
}

void tell_landed(const SubjectAnswer& answer, Page& page) {
    page.line(bold(deliveries_text(answer.landed.size()) + " of " + std::to_string(answer.searched) +
                   " looked into hold a record or a number of the person"));
    if (answer.landed.empty()) return;
    Page::Table table{{"delivery", "unit", "received", "state", "numbers elsewhere", "lines"}};
    for (const auto& landed : answer.landed)
        table.push_back({landed.deliveries.empty() ? landed.hash.substr(0, 12) : numbers_text(landed.deliveries),
                         landed.unit, local_text(landed.received_at), text_of(landed.states),
                         std::to_string(landed.mentions),
                         landed.unreadable ? "refused as a whole" : numbers_text(landed.lines)});
    page.table(std::move(table));
}

void tell_findings(const SubjectAnswer& answer, Page& page) {
    if (answer.findings.empty()) return;
    page.line(bold(counted(answer.findings.size(), "finding")));
    Page::Table table{{"code", "field", "severity", "owner", "unit", "delivery", "line"}};
    for (const auto& finding : answer.findings)
        table.push_back({finding.code, finding.field, finding.severity, finding.owner, finding.unit,
                         std::to_string(finding.delivery), std::to_string(finding.line)});
    page.table(std::move(table));
}

}  // namespace

void tell_unsearched(const std::vector<UnsearchedDelivery>& unsearched, Page& page) {
    if (unsearched.empty()) return;
    page.line(
        tinted(deliveries_text(unsearched.size()) + " could not be looked into", model::ExitCode::loaded_with_rejects));
    Page::Table table{{"unit", "delivery", "why"}};
    for (const auto& each : unsearched) table.push_back({each.unit, each.delivery.substr(0, 12), each.why});
    page.table(std::move(table));
}

nlohmann::json to_json(const std::vector<UnsearchedDelivery>& unsearched) {
    nlohmann::json list = nlohmann::json::array();
    for (const auto& each : unsearched)
        list.push_back({{"unit", each.unit}, {"delivery", each.delivery}, {"why", each.why}});
    return list;
}

Page to_page(const SubjectAnswer& answer) {
    Page page;
    tell_identity(answer, page);
    if (answer.nothing_held()) {
        page.line("nothing is held about this person (" + deliveries_text(answer.searched) + " looked into)");
    } else {
        tell_rows(answer, page);
        tell_landed(answer, page);
        tell_findings(answer, page);
    }
    tell_unsearched(answer.unsearched, page);
    return page;
}

nlohmann::json to_json(const SubjectAnswer& answer) {
    using Json = nlohmann::json;
    Json numbers = Json::array(), rows = Json::array(), landed = Json::array(), findings = Json::array();
    for (const auto& number : answer.numbers) {
        numbers.push_back({{"kind", number.kind}, {"known_from", number.known_from}});
        if (!number.digits.empty()) numbers.back()["digits"] = number.digits;
    }
    for (const auto& row : answer.rows) {
        Json values = Json::object();
        for (const auto& [column, value] : row.values) values[column] = value;
        rows.push_back({{"table", row.table},
                        {"current", row.current},
                        {"values", std::move(values)},
                        {"source", row.source},
                        {"unit", row.unit},
                        {"delivery", row.delivery},
                        {"record", row.record},
                        {"received_at", row.received_at},
                        {"load_seq", row.load_seq},
                        {"loaded_at", row.loaded_at},
                        {"replaced_seq", row.current ? Json() : Json(row.replaced_seq)}});
    }
    for (const auto& each : answer.landed)
        landed.push_back({{"unit", each.unit},
                          {"hash", each.hash},
                          {"received_at", each.received_at},
                          {"deliveries", each.deliveries},
                          {"states", each.states},
                          {"lines", each.lines},
                          {"mentions", each.mentions},
                          {"unreadable", each.unreadable}});
    for (const auto& finding : answer.findings)
        findings.push_back({{"code", finding.code},
                            {"field", finding.field},
                            {"severity", finding.severity},
                            {"owner", finding.owner},
                            {"unit", finding.unit},
                            {"delivery", finding.delivery},
                            {"line", finding.line},
                            {"received_at", finding.received_at}});
    return {{"found", !answer.nothing_held()},
            {"erased", answer.erased},
            {"person", answer.person == 0 ? Json() : Json(answer.person)},
            {"aliases", answer.aliases},
            {"numbers", std::move(numbers)},
            {"rows", std::move(rows)},
            {"landed", std::move(landed)},
            {"findings", std::move(findings)},
            {"searched", answer.searched},
            {"unsearched", to_json(answer.unsearched)}};
}

}  // namespace tilsig::answers
