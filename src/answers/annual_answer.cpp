#include "answers/annual_answer.hpp"

#include <nlohmann/json.hpp>

#include "answers/known_on.hpp"
#include "arrivals/arrival.hpp"
#include "base/text.hpp"
#include "figures/compute.hpp"
#include "figures/coverage.hpp"
#include "odbc/dialect.hpp"

namespace tilsig::answers {

namespace {

using figures::Figure;
using ledger::FigureRow;
using nlohmann::json;

constexpr const char* quoted_table = "fact_quoted_figure";
constexpr int quoted_scale = 2;

/// Without zeros at the end: 53.00 is 53.
std::string short_number(std::string text) {
    if (text.find('.') == std::string::npos) return text;
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    return text;
}

/// A stored value with as many digits as the figure keeps.
std::string value_text(const FigureRow& row, int decimals) {
    if (!row.value) return "-";
    char buffer[40];
    std::string text(model::canonical_text(model::Type::decimal, ledger::figure_scale, *row.value, buffer));
    text.erase(text.size() - static_cast<std::size_t>(ledger::figure_scale - decimals));
    if (text.ends_with('.')) text.pop_back();
    return text;
}

std::string coverage_text(const FigureRow& row) {
    if (!row.owed) return "-";
    const auto permille = *row.delivered * 1000 / *row.owed;
    return short_number(std::to_string(permille / 10) + "." + std::to_string(permille % 10)) + " %";
}

/// Where something came, nobody counted is an answer; where nothing came, there is nothing to count.
bool counts_none(const figures::Variant& variant, const FigureRow& row) {
    return figures::is_count(variant.statistic) && row.n == 0 && row.owed && *row.delivered > 0;
}

const char* status_of(const FigureRow& row) {
    if (!row.value) return "empty";
    if (!row.owed) return "unknown";
    return *row.delivered < *row.owed ? "partial" : "complete";
}

FigureRow row_of(const figures::Variant& variant, const std::string& area, const figures::Count& count,
                 const std::optional<figures::Share>& coverage) {
    FigureRow row;
    row.variant = variant.code;
    row.area = area;
    row.value = count.value;
    row.part = count.part;
    row.n = count.n;
    if (coverage && coverage->owed > 0) {
        row.owed = coverage->owed;
        row.delivered = coverage->delivered;
    }
    if (row.n == 0) row.value.reset();
    if (counts_none(variant, row)) row.value = 0;
    row.status = status_of(row);
    return row;
}

CountedWay counted_way(const figures::Variant& variant, const figures::Counts& counts,
                       const figures::Coverage& coverage) {
    CountedWay way{variant.code, variant.about, counts.country.left_out, {}, {}};
    way.country = row_of(variant, ledger::whole_country, counts.country, coverage.country);
    // Who owes and has nobody, or has sent nothing, is there with nothing.
    auto areas = counts.municipalities;
    for (const auto& [municipality, share] : coverage.municipalities) areas.try_emplace(municipality);
    for (const auto& [municipality, count] : areas)
        way.municipalities.push_back(row_of(variant, municipality, count, coverage.of(municipality)));
    return way;
}

/// By the figure's code. What a report printed later, or corrected, is what is there now.
std::map<std::string, std::vector<PrintedFigure>> printed_figures(odbc::Connection& connection, std::int64_t year) {
    std::map<std::string, std::vector<PrintedFigure>> printed;
    const auto& dialect = connection.dialect();
    if (!connection.query_integer(dialect.table_exists_query(), {quoted_table})) return printed;
    auto rows = connection.once("SELECT figure, basis, " +
                                dialect.canonical_text("printed", model::Type::decimal, quoted_scale) + " FROM " +
                                quoted_table + " WHERE report_year = ? ORDER BY figure, basis");
    rows.bind(1, year).execute();
    while (rows.fetch())
        printed[rows.text(1).value_or("")].push_back(
            {rows.text(2).value_or(""), short_number(rows.text(3).value_or(""))});
    return printed;
}

json number(const std::optional<std::int64_t>& value) { return value ? json(*value) : json(); }
json texts(const figures::Texts& texts) { return {{"nb", texts.nb}, {"nn", texts.nn}, {"en", texts.en}}; }

json row_json(const FigureRow& row) {
    json value;
    if (row.value) value = static_cast<double>(*row.value) / 100.0;
    json coverage;
    if (row.owed) coverage = static_cast<double>(*row.delivered * 1000 / *row.owed) / 10.0;
    return {{"value", value},           {"part", number(row.part)},           {"n", row.n},
            {"owed", number(row.owed)}, {"delivered", number(row.delivered)}, {"coverage", coverage},
            {"status", row.status}};
}

}  // namespace

AnnualAnswer annual_report(session::Session& session, const std::vector<Figure>& figures,
                           const AnnualQuestion& question) {
    const auto& context = session.context();
    const KnownOn known = known_on(context, question);
    const Instant now = context.clock.now();
    AnnualAnswer answer{question.year, known.day, known.so_far, 0, true, false, {}};
    answer.synthetic = context.catalog.persons == identifiers::Persons::synthetic;
    {
        // One snapshot, so that the figures of one answer agree with each other.
        const odbc::Transaction snapshot(session.connection(), odbc::Transaction::Mode::read);
        answer.load_seq = ledger::last_load_before(session.connection(), to_text(known.until));
        answer.for_bi = answer.load_seq <= ledger::last_load_shown(session.connection());
        auto printed = printed_figures(session.connection(), answer.year);
        const auto arrived = arrivals::read_known(session.connection());
        for (const auto& figure : figures) {
            AnnualFigure of{&figure, std::move(printed[figure.code]), {}, {}};
            for (const auto& [feed, contract] : context.catalog.contracts)
                if (contract.restates.contains(figure.statement)) of.restated_by.push_back(feed);
            const auto coverage = figures::coverage_of(figure, answer.year, context.catalog, context.senders, arrived,
                                                       std::min(known.until, now));
            for (const auto& variant : figure.variants) {
                const auto counts = figures::compute(session.connection(), figure, variant, answer.year,
                                                     figures::KnownAt{answer.load_seq});
                of.ways.push_back(counted_way(variant, counts.value_or(figures::Counts{}), coverage));
            }
            answer.figures.push_back(std::move(of));
        }
    }
    if (!answer.for_bi) return answer;
    session.write([&] {
        for (const auto& of : answer.figures) {
            std::vector<FigureRow> rows;
            for (const auto& way : of.ways) {
                rows.push_back(way.country);
                rows.insert(rows.end(), way.municipalities.begin(), way.municipalities.end());
            }
            ledger::replace_figure(session.connection(),
                                   {of.figure->code, answer.year, to_text(answer.known_on), answer.load_seq,
                                    answer.synthetic, to_text(now)},
                                   rows);
        }
    });
    return answer;
}

Page to_page(const AnnualAnswer& answer) {
    Page page;
    page.line(bold("annual report " + std::to_string(answer.year)) + " " + known_text(answer.known_on, answer.so_far) +
              ", load " + std::to_string(answer.load_seq));
    if (!answer.for_bi)
        page.line("BI keeps what it has: rows are counted here that it sees when the next night has closed");
    if (answer.synthetic) page.line("made of synthetic persons");
    if (answer.figures.empty()) {
        page.line("no figures are declared: mappings/figures is empty");
        return page;
    }
    Page::Table table{{"figure", "", "what", "unit", "printed", "computed", "n", "coverage", "status"}};
    std::vector<std::string> remarks;
    for (const auto& of : answer.figures) {
        std::string printed;
        for (const auto& one : of.printed) printed += (printed.empty() ? "" : ", ") + one.value;
        if (!of.restated_by.empty())
            remarks.push_back(of.figure->code + ": as " + of.figure->feed + " says; " + join(of.restated_by, ", ") +
                              (of.restated_by.size() == 1 ? " states it too" : " state it too"));
        if (!of.ways.front().variant.empty()) remarks.push_back(of.figure->code + ": " + of.figure->title.en);
        for (const auto& way : of.ways) {
            const bool first = &way == &of.ways.front();
            table.push_back({of.figure->code, way.variant, way.variant.empty() ? of.figure->title.en : way.about.en,
                             of.figure->unit, first ? (printed.empty() ? "-" : printed) : "",
                             value_text(way.country, of.figure->decimals), std::to_string(way.country.n),
                             coverage_text(way.country), way.country.status});
            if (way.left_out > 0)
                remarks.push_back(of.figure->code + (way.variant.empty() ? "" : " " + way.variant) + ": " +
                                  std::to_string(way.left_out) +
                                  " left out that ended before they began, or began at no known day");
        }
    }
    page.table(std::move(table));
    for (auto& remark : remarks) page.line(std::move(remark));
    return page;
}

json to_json(const AnnualAnswer& answer) {
    json list = json::array();
    for (const auto& of : answer.figures) {
        json printed = json::array(), ways = json::array();
        for (const auto& one : of.printed) printed.push_back({{"basis", one.basis}, {"value", one.value}});
        for (const auto& way : of.ways) {
            json municipalities = json::array();
            for (const auto& row : way.municipalities) {
                json entry = row_json(row);
                entry["municipality"] = row.area;
                municipalities.push_back(std::move(entry));
            }
            json entry = row_json(way.country);
            entry["variant"] = way.variant;
            if (!way.variant.empty()) entry["about"] = texts(way.about);
            entry["left_out"] = way.left_out;
            entry["municipalities"] = std::move(municipalities);
            ways.push_back(std::move(entry));
        }
        list.push_back({{"figure", of.figure->code},
                        {"title", texts(of.figure->title)},
                        {"about", texts(of.figure->about)},
                        {"unit", of.figure->unit},
                        {"authority", of.figure->feed},
                        {"statement", of.figure->statement},
                        {"restated_by", of.restated_by},
                        {"printed", std::move(printed)},
                        {"computed", std::move(ways)}});
    }
    json document{{"year", answer.year},
                  {"known_on", to_text(answer.known_on)},
                  {"so_far", answer.so_far ? json(to_text(*answer.so_far)) : json()},
                  {"load", answer.load_seq},
                  {"for_bi", answer.for_bi},
                  {"synthetic", answer.synthetic},
                  {"figures", std::move(list)}};
    if (answer.synthetic) document["persons"] = "made of synthetic persons";
    return document;
}

}  // namespace tilsig::answers
