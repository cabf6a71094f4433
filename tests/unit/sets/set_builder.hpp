// A contract with rules over sets, and deliveries for it, by hand.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "catalog/stages.hpp"
#include "model/value.hpp"
#include "sets/collector.hpp"

namespace tilsig::sets::testing {

namespace checks = catalog::checks;

inline catalog::Field field(std::string name, model::Type type) {
    catalog::Field out;
    out.name = name;
    out.column = std::move(name);
    out.type = type;
    return out;
}

/// Fields: case_no (key), place (owner), person, start, finish, leads (a case), amount.
inline catalog::Contract contract(std::vector<catalog::Rule> rules) {
    catalog::Contract out;
    out.feed = "test.feed";
    out.fields = {field("case_no", model::Type::text),  field("place", model::Type::code),
                  field("person", model::Type::code),   field("start", model::Type::date),
                  field("finish", model::Type::date),   field("leads", model::Type::text),
                  field("amount", model::Type::integer)};
    out.key = {"case_no"};
    out.owner = "place";
    out.rules = std::move(rules);
    return out;
}

inline catalog::Rule rule(model::RuleCode code, catalog::Check check, std::string when = {}) {
    catalog::Rule out;
    out.code = code;
    out.check = std::move(check);
    out.when = std::move(when);
    return out;
}

struct Record {
    std::string case_no{}, place{}, person{}, start{}, finish{}, leads{}, amount{};  ///< empty: null
};

/// Typed batches as the step before hands them on.
inline model::Batch batch_of(const catalog::Contract& contract, const std::vector<Record>& records, std::size_t from,
                             std::size_t to) {
    model::Batch batch;
    for (const auto& f : contract.fields) batch.columns.push_back({f.name, {}, {}});
    for (std::size_t i = from; i < to; ++i) {
        const Record& r = records[i];
        const std::string* cells[] = {&r.case_no, &r.place, &r.person, &r.start, &r.finish, &r.leads, &r.amount};
        for (std::size_t c = 0; c < batch.columns.size(); ++c) {
            batch.columns[c].cells.push_back(cells[c]->empty() ? model::Column::null : batch.arena.store(*cells[c]));
            if (contract.fields[c].type == model::Type::date)
                batch.columns[c].numbers.push_back(model::parse_iso_date(*cells[c]).value_or(0));
            if (contract.fields[c].type == model::Type::integer)
                batch.columns[c].numbers.push_back(cells[c]->empty() ? 0 : std::stoll(*cells[c]));
        }
        batch.places.push_back({i + 1, i + 2, 0, 0, 1});
    }
    return batch;
}

struct Given {
    std::size_t memory_bytes = 1U << 20U;
    std::size_t batch_rows = 1000;
    std::vector<std::size_t> rejected{};  ///< by position
    std::vector<std::size_t> filtered{};
    LoadedTables* loaded = nullptr;
    std::string received = "2026-11-30";
    catalog::Catalog catalog{};
};

struct Result {
    Findings findings;
    std::size_t spilled = 0;

    /// `3 TST-U001 5 8 +2`: record, rule, numbers of the others.
    [[nodiscard]] std::vector<std::string> told(const catalog::Contract& contract) const {
        std::vector<std::string> lines;
        for (const auto& entry : findings.entries()) {
            std::string line = std::to_string(entry.record) + " " + contract.rules[entry.rule].code.str();
            const auto others = findings.others(entry);
            for (const auto& place : others.named) line += " " + std::to_string(place.number);
            if (others.more > 0) line += " +" + std::to_string(others.more);
            if (others.loaded > 0) line += " =" + std::to_string(others.loaded);
            lines.push_back(line);
        }
        return lines;
    }
};

inline Result collect(const catalog::Contract& contract, const std::vector<Record>& records, Given given = {}) {
    const TempFolder folder;
    Collector collector({contract,
                         given.catalog,
                         catalog::mapped_stage(contract),
                         {},
                         *model::parse_iso_date(given.received),
                         folder.path(),
                         given.loaded,
                         given.memory_bytes});
    for (std::size_t from = 0; from < records.size(); from += given.batch_rows) {
        const std::size_t to = std::min(from + given.batch_rows, records.size());
        const auto batch = batch_of(contract, records, from, to);
        std::vector<model::Disposition> dispositions(batch.rows(), model::Disposition::accepted);
        for (const std::size_t at : given.rejected)
            if (at >= from && at < to) dispositions[at - from] = model::Disposition::rejected;
        for (const std::size_t at : given.filtered)
            if (at >= from && at < to) dispositions[at - from] = model::Disposition::filtered;
        collector.add(batch, dispositions);
    }
    Result result;
    result.findings = collector.finish();
    result.spilled = collector.spilled_runs();
    return result;
}

}  // namespace tilsig::sets::testing
