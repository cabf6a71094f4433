// The rows behind a figure.
#include <nlohmann/json.hpp>

#include <algorithm>

#include "answers/annual_answer.hpp"
#include "answers/known_on.hpp"
#include "base/text.hpp"

namespace tilsig::answers {

namespace {

using nlohmann::json;

constexpr std::size_t shown_rows = 40;

/// `tilsig explain fact_training municipality_code=0301 ..`
std::string explaining(const model::Table& table, const figures::CountedRow& row) {
    std::string key;
    for (std::size_t i = 0; i < row.key.size(); ++i) key += " " + table.key[i] + "=" + row.key[i];
    return "`tilsig explain " + table.name + key + "`";
}

const figures::Variant& variant_of(const figures::Figure& figure, const std::string& code) {
    if (code.empty()) return figure.variants.front();
    std::vector<std::string> known;
    for (const auto& variant : figure.variants) {
        if (variant.code == code) return variant;
        known.push_back(figure.code + "/" + variant.code);
    }
    throw Error(ErrorKind::usage, "there is no way " + display_name(code) + " to count " + figure.code)
        .remedy(figure.variants.size() == 1 ? "write " + figure.code + " alone" : "known are " + join(known, ", "));
}

}  // namespace

CountedRowsAnswer rows_of_figure(session::Session& session, const std::vector<figures::Figure>& figures,
                                 const AnnualQuestion& question, const std::string& figure,
                                 const std::string& municipality) {
    const auto slash = figure.find('/');
    const std::string code = figure.substr(0, slash);
    const auto found =
        std::find_if(figures.begin(), figures.end(), [&](const auto& each) { return each.code == code; });
    if (found == figures.end()) {
        std::vector<std::string> known;
        for (const auto& each : figures) known.push_back(each.code);
        throw Error(ErrorKind::usage, "there is no figure " + display_name(code))
            .remedy("known are " + join(known, ", "));
    }
    const auto& variant = variant_of(*found, slash == std::string::npos ? "" : figure.substr(slash + 1));
    const KnownOn known = known_on(session.context(), question);
    CountedRowsAnswer answer{&*found, variant.code, municipality, question.year, 0, known.day, known.so_far, {}};
    const odbc::Transaction snapshot(session.connection(), odbc::Transaction::Mode::read);
    answer.load_seq = ledger::last_load_before(session.connection(), to_text(known.until));
    answer.rows =
        figures::counted_rows(session.connection(), *found, variant, question.year, {answer.load_seq}, municipality)
            .value_or(std::vector<figures::CountedRow>{});
    return answer;
}

Page to_page(const CountedRowsAnswer& answer) {
    Page page;
    const auto& table = *answer.figure->table;
    const bool parted = !answer.rows.empty() && answer.rows.front().in_part,
               waited = !answer.rows.empty() && answer.rows.front().days;
    page.line(bold(answer.figure->code + (answer.variant.empty() ? "" : "/" + answer.variant) + " " +
                   std::to_string(answer.year)) +
              (answer.municipality.empty() ? "" : " in " + answer.municipality) + " " +
              known_text(answer.known_on, answer.so_far) + ": " + grouped(answer.rows.size()) +
              (answer.rows.size() == 1 ? " row of " : " rows of ") + table.name);
    if (answer.rows.empty()) return page;
    Page::Table shown{table.key};
    auto& head = shown.front();
    if (parted) head.emplace_back("in the share");
    if (waited) head.emplace_back("days");
    head.insert(head.end(), {"delivery", "record"});
    for (const auto& row : answer.rows) {
        if (shown.size() > shown_rows) break;
        auto cells = row.key;
        if (parted) cells.emplace_back(*row.in_part ? "yes" : "no");
        if (waited) cells.push_back(row.days ? std::to_string(*row.days) : "-");
        cells.insert(cells.end(), {std::to_string(row.delivery_id), std::to_string(row.record_no)});
        shown.push_back(std::move(cells));
    }
    page.table(std::move(shown));
    if (answer.rows.size() > shown_rows)
        page.line("and " + grouped(answer.rows.size() - shown_rows) + " more; `--json` has all of them");
    page.line("the line that a row came from, as it stands now: " + explaining(table, answer.rows.front()));
    return page;
}

json to_json(const CountedRowsAnswer& answer) {
    json rows = json::array();
    for (const auto& row : answer.rows) {
        json key;
        for (std::size_t i = 0; i < row.key.size(); ++i) key[answer.figure->table->key[i]] = row.key[i];
        rows.push_back({{"key", std::move(key)}, {"delivery", row.delivery_id}, {"record", row.record_no}});
        if (row.in_part) rows.back()["in_part"] = *row.in_part;
        if (row.days) rows.back()["days"] = *row.days;
    }
    return {{"figure", answer.figure->code},
            {"variant", answer.variant},
            {"municipality", answer.municipality.empty() ? json() : json(answer.municipality)},
            {"year", answer.year},
            {"known_on", to_text(answer.known_on)},
            {"load", answer.load_seq},
            {"table", answer.figure->table->name},
            {"rows", std::move(rows)}};
}

}  // namespace tilsig::answers
