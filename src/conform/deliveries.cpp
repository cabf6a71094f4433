#include "conform/deliveries.hpp"

#include <algorithm>
#include <array>
#include <random>

namespace tilsig::conform {

namespace {

constexpr std::size_t amount_column = 3;

std::string padded(std::size_t number, std::size_t width) {
    std::string digits = std::to_string(number);
    return std::string(width - std::min(width, digits.size()), '0') + digits;
}

/// area, item, day, amount, number, flag, moment, note
Row row(const std::string& item, Cell note, Cell day = "2026-11-22", Cell amount = "1.0000", Cell number = "1",
        Cell moment = std::nullopt) {
    return {"0301",         item, std::move(day), std::move(amount), std::move(number), "1", std::move(moment),
            std::move(note)};
}

}  // namespace

std::vector<Row> generated(std::size_t count, std::size_t first_key, std::uint32_t seed) {
    std::mt19937 random(seed);  // the same numbers everywhere, unlike distributions
    std::vector<Row> rows;
    for (std::size_t i = 0; i < count; ++i) {
        const auto r = static_cast<std::size_t>(random());
        rows.push_back({padded(301 + r % 50, 4), "item " + padded(first_key + i, 8),
                        "20" + padded(r % 27, 2) + "-" + padded(1 + r % 12, 2) + "-" + padded(1 + r % 28, 2),
                        std::to_string(r % 100000) + "." + padded(r % 10000, 4), std::to_string(r),
                        r % 2 == 0 ? "1" : "0", "2026-11-22T03:00:00." + padded(r % 1000000, 6) + "Z",
                        r % 5 == 0 ? Cell() : Cell("note " + std::to_string(r % 997))});
    }
    return rows;
}

std::vector<Row> with_changes(std::vector<Row> rows, std::size_t nth) {
    for (std::size_t i = 0; i < rows.size(); i += nth) rows[i][amount_column] = std::to_string(nth) + ".5000";
    return rows;
}

std::vector<Row> reordered(std::vector<Row> rows) {
    std::reverse(rows.begin(), rows.end());
    if (rows.size() > 3) std::swap(rows[1], rows[rows.size() / 2]);
    return rows;
}

std::vector<Row> torture() {
    const std::string combining = "a\u030A";  // å in two characters
    std::vector<Row> rows;
    for (const std::string& item :
         {std::string("a"), std::string("A"), std::string("a "), std::string("å"), combining, std::string("😀"),
          std::string("ß"), std::string("ss"), std::string("'"), std::string("\""), std::string("\\"),
          std::string("%_"), std::string("NULL"), std::string("0301"), std::string("301"), std::string("?"),
          std::string("$1"), std::string("{}"), std::string("a;b -- c")}) {
        rows.push_back(row(item, item));
    }
    rows.push_back(row("empty", ""));
    rows.push_back(row("null", std::nullopt, std::nullopt, std::nullopt, std::nullopt));
    rows.push_back(row("lines", "one\ntwo\r\nthree\tfour"));
    rows.push_back(row("long", std::string(1U << 20U, 'x')));
    std::string wide;
    while (wide.size() < 50000) wide += "a€b😀cæ";
    rows.push_back(row("wide", wide));
    rows.push_back(
        row("largest", "", "9999-12-31", "922337203685477.5807", "9223372036854775807", "9999-12-31T23:59:59.999999Z"));
    rows.push_back(row("smallest", "", "1000-01-01", "-922337203685477.5808", "-9223372036854775808",
                       "1000-01-01T00:00:00.000000Z"));
    rows.push_back(row("before the epoch", "", "1969-12-31", "-0.0001", "-1", "1969-12-31T23:59:59.999999Z"));
    rows.push_back(row("after 2038", "", "2038-01-20", "0.0000", "0", "2038-01-19T03:14:08.000001Z"));
    rows.push_back(
        row("the hour that is not there in Oslo", "", "2026-03-29", "0.1000", "1", "2026-03-29T01:30:00.000000Z"));
    return rows;
}

std::vector<Row> clashing() {
    return {row("twice the same", "x"), row("two different", "x"), row("twice the same", "x"),
            row("two different", "y"), row("alone", "z")};
}

void feed(load::UnitLoader& loader, const model::Table& table, const std::vector<Row>& rows) {
    constexpr std::size_t batch_rows = 1000;
    for (std::size_t from = 0; from < rows.size(); from += batch_rows) {
        model::Batch batch;
        std::vector<std::string_view> owners;
        for (const auto& column : table.columns) batch.columns.push_back({column.name, {}, {}});
        for (std::size_t i = from; i < std::min(rows.size(), from + batch_rows); ++i) {
            for (std::size_t c = 0; c < table.columns.size(); ++c) {
                batch.columns[c].cells.push_back(rows[i][c] ? std::string_view(*rows[i][c]) : model::Column::null);
            }
            owners.emplace_back(*rows[i][0]);
            model::RecordPlace place;
            place.number = i + 1;
            batch.places.push_back(place);
        }
        loader.add(batch, owners);
    }
}

}  // namespace tilsig::conform
