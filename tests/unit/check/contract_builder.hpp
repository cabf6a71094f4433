// Contracts, code lists and raw batches by hand, for the tests of this room.
#pragma once

#include <re2/re2.h>

#include <deque>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "check/checker.hpp"

namespace tilsig::check::testing {

inline constexpr std::int64_t open_start = std::numeric_limits<std::int64_t>::min();
inline constexpr std::int64_t open_end = std::numeric_limits<std::int64_t>::max();

inline std::int64_t day(const char* text) { return *model::parse_iso_date(text); }

inline catalog::Field field(std::string name, model::Type type = model::Type::text) {
    catalog::Field out;
    out.name = name;
    out.column = std::move(name);
    out.type = type;
    return out;
}

namespace checks = catalog::checks;
using catalog::Truth;

inline catalog::Rule rule(model::RuleCode code, catalog::Check check, std::string subject = {}) {
    catalog::Rule out;
    out.code = code;
    out.check = std::move(check);
    out.field = std::move(subject);
    out.text = {{"nb", "Feil."}, {"en", "Wrong."}};
    return out;
}

/// Fields: case_ref (key), owner_code (owner), kind, start, finish (dates), amount (decimal, 2), hours (integer).
inline catalog::Contract contract() {
    catalog::Contract out;
    out.feed = "test.feed";
    out.source = "test";
    out.fields = {field("case_ref"),
                  field("owner_code", model::Type::code),
                  field("kind", model::Type::code),
                  field("start", model::Type::date),
                  field("finish", model::Type::date),
                  field("amount", model::Type::decimal),
                  field("hours", model::Type::integer)};
    out.fields[5].format.scale = 2;
    out.fields[5].missing = {{".", "not_applicable"}, {":", "suppressed"}};
    out.key = {"case_ref"};
    out.owner = "owner_code";
    out.completeness.min_records = 0;
    out.completeness.nothing_is_normal = true;
    return out;
}

inline checks::Pattern matches(const char* pattern) { return {std::make_shared<const re2::RE2>(pattern)}; }

/// Bounds as a contract writes them, for a field of contract(); empty is open.
inline checks::Range between(const std::string& field, std::string_view least, std::string_view greatest) {
    const catalog::Contract declared = contract();
    const auto bound = [&](std::string_view text) -> std::optional<std::int64_t> {
        if (text.empty()) return std::nullopt;
        model::ValueFormat canonical;
        canonical.scale = declared.find(field)->format.scale;
        char buffer[40];
        return model::parse_value(declared.find(field)->type, canonical, text, buffer)->number;
    };
    return {bound(least), bound(greatest)};
}

inline catalog::CodeList code_list(std::string name, std::vector<catalog::Code> codes,
                                   catalog::CodeListKind kind = catalog::CodeListKind::codes) {
    catalog::CodeList out;
    out.name = std::move(name);
    out.kind = kind;
    out.codes = std::move(codes);
    out.index();
    return out;
}

/// Municipalities around 2020 and 2024: 0101 -> 3001 -> 3101; 0102 -> split into 3002 and 3003; 0301 all the time.
inline catalog::Catalog catalog_with_places() {
    catalog::Catalog out;
    const auto reform = day("2020-01-01");
    const auto second = day("2024-01-01");
    out.code_lists["place"] = code_list("place", {{"0101", open_start, reform, "", "", "", ""},
                                                  {"0102", open_start, reform, "", "", "", ""},
                                                  {"3001", reform, second, "", "", "", ""},
                                                  {"3002", reform, open_end, "", "", "", ""},
                                                  {"3003", reform, open_end, "", "", "", ""},
                                                  {"3101", second, open_end, "", "", "", ""},
                                                  {"0301", open_start, open_end, "", "", "", ""}});
    out.code_lists["place_change"] = code_list("place_change",
                                               {{"0101", reform, open_end, "", "", "", "3001"},
                                                {"0102", reform, open_end, "", "", "", "3002"},
                                                {"0102", reform, open_end, "", "", "", "3003"},
                                                {"3001", second, open_end, "", "", "", "3101"}},
                                               catalog::CodeListKind::changes);
    return out;
}

/// A raw batch of the contract's columns; rows are written cell by cell, nullopt is null.
class RawBatch {
public:
    using Row = std::vector<std::optional<std::string>>;
    RawBatch(const catalog::Contract& contract, std::initializer_list<Row> rows) {
        for (const auto& f : contract.fields) m_batch.columns.push_back({f.name, {}, {}});
        for (const auto& row : rows) add(row);
    }
    void add(const Row& row) {
        for (std::size_t i = 0; i < m_batch.columns.size(); ++i) {
            const bool given = i < row.size() && row[i].has_value();
            m_batch.columns[i].cells.push_back(given ? m_batch.arena.store(*row[i]) : model::Column::null);
        }
        const std::uint64_t number = m_batch.places.size() + 1;
        m_batch.places.push_back({number, number + 1, 0, number * 100, 99});
    }
    [[nodiscard]] model::Batch& get() noexcept { return m_batch; }

private:
    model::Batch m_batch;
};

/// One checked batch with everything that came of it.
struct Checked {
    CheckedBatch batch;
    model::RecordAccount account;
    [[nodiscard]] std::vector<std::string> codes() const {
        std::vector<std::string> out;
        for (const auto& finding : batch.findings)
            out.push_back(std::to_string(finding.place.number) + " " + finding.code);
        return out;
    }
    [[nodiscard]] std::optional<std::string> cell(const std::string& column, std::size_t row) const {
        const auto at = batch.batch.find(column);
        if (at == batch.batch.columns.size()) return "no such column";
        const auto text = batch.batch.columns[at].cells[row];
        return model::Column::is_null(text) ? std::nullopt : std::optional<std::string>(text);
    }
};

inline Checked run(Checker& checker, RawBatch& raw) {
    Checked out;
    checker.check(raw.get(), out.batch, out.account);
    return out;
}

}  // namespace tilsig::check::testing
