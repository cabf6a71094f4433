#include "propose/proposal.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "catalog/format.hpp"
#include "catalog/names.hpp"
#include "catalog/stages.hpp"
#include "propose/names.hpp"
#include "propose/writers.hpp"

namespace tilsig::propose {

using model::Type;

namespace {

constexpr int reason_length = 20;          // as in the other tables
constexpr std::size_t longest_table = 55;  // the loader makes <name>_history

model::TableColumn column_of(const ProposedField& proposal) {
    const auto& field = proposal.field;
    model::TableColumn column;
    column.name = field.name;
    column.type = field.type;
    if (field.type == Type::text || field.type == Type::code) column.length = proposal.length;
    if (field.type == Type::decimal) column.scale = field.format.scale;
    column.nullable = !proposal.filled;
    column.title_nb = column.title_en = display_name(proposal.title);
    // What wide tables and cubes do not name themselves.
    for (const auto& [en, nb] : {std::pair{"year", "År"}, std::pair{"period", "Periode"}, std::pair{"Value", "Verdi"}})
        if (column.title_en == en) column.title_nb = nb;
    if (column.title_nb.empty()) column.title_nb = column.title_en = field.name;
    return column;
}

model::Table table_of(const Proposal& proposal) {
    model::Table table;
    table.name = ("fact_" + name_of(proposal.source + "_" + proposal.name, "feed")).substr(0, longest_table);
    table.title_nb = table.title_en = words_of(proposal.name);
    for (const auto& field : proposal.fields) {
        if (field.is_personal()) continue;
        table.columns.push_back(column_of(field));
        if (!field.has_reasons()) continue;
        model::TableColumn reason;
        reason.name = catalog::reason_column(field.field.name);
        reason.type = Type::code;
        reason.length = reason_length;
        reason.nullable = true;
        reason.title_nb = "Hvorfor " + field.field.name + " mangler";
        reason.title_en = "Why " + field.field.name + " is missing";
        table.columns.push_back(std::move(reason));
    }
    for (const std::size_t at : proposal.key.fields) table.key.push_back(proposal.fields[at].field.name);
    return table;
}

/// The same columns of the same types, with room for what this feed brings, under the same key.
bool takes(const model::Table& declared, const model::Table& wanted) {
    auto declared_key = declared.key;
    auto wanted_key = wanted.key;
    std::sort(declared_key.begin(), declared_key.end());
    std::sort(wanted_key.begin(), wanted_key.end());
    if (declared.columns.size() != wanted.columns.size() || declared_key != wanted_key) return false;
    return std::all_of(wanted.columns.begin(), wanted.columns.end(), [&](const model::TableColumn& column) {
        const auto* there = declared.find(column.name);
        return there != nullptr && there->type == column.type && there->length >= column.length &&
               there->scale >= column.scale && (there->nullable || !column.nullable);
    });
}

void choose_table(Proposal& proposal, const catalog::Catalog& catalog) {
    proposal.table = table_of(proposal);
    for (const auto& declared : catalog.model.tables) {
        if (!takes(declared, proposal.table)) continue;
        proposal.table = declared;
        proposal.new_table = false;
        return;
    }
    const std::string name = proposal.table.name;
    for (int number = 2; catalog.model.find(proposal.table.name) != nullptr; ++number)
        proposal.table.name = name.substr(0, longest_table - 4) + "_" + std::to_string(number);
}

/// Where the head was not all, a record behind it may lack what every record of the head has.
void doubt_columns(Proposal& proposal) {
    if (!catalog::format_of(proposal.shape.layout).names_values) return;
    for (std::size_t i = 0; i < proposal.shape.columns.size(); ++i)
        if (proposal.profile.columns[i].empty > 0) proposal.shape.columns[i].everywhere = false;
}

/// Where a merged cell leaves rows empty, the value above stands for them: the key is looked for among what is meant.
void fill_merged(Proposal& proposal) {
    for (std::size_t column = 0; column < proposal.shape.columns.size(); ++column) {
        auto& hashes = proposal.profile.hashes[column];
        if (proposal.shape.columns[column].merged == 0) continue;
        for (std::size_t row = 1; row < hashes.size(); ++row)
            if (hashes[row] == 0) hashes[row] = hashes[row - 1];
    }
}

void write_files(Proposal& proposal, const catalog::Catalog& catalog) {
    const std::string feed = "mappings/" + proposal.source + "/" + proposal.name;
    if (proposal.new_table)
        proposal.files.push_back(
            {"mappings/model/" + proposal.source + "_" + proposal.name + ".yaml", model_text(proposal)});
    proposal.files.push_back({feed + ".contract.yaml", contract_text(proposal)});
    if (auto rules = rules_text(proposal, catalog); !rules.empty())
        proposal.files.push_back({feed + ".rules.yaml", std::move(rules)});
    proposal.files.push_back({feed + ".mapping.yaml", mapping_text(proposal)});
    if (!proposal.new_source) return;
    proposal.files.push_back({"connectors/" + proposal.source + "/source.yaml", source_text(proposal)});
    proposal.files.push_back({"schedules/" + proposal.source + ".yaml", schedule_text(proposal)});
}

}  // namespace

void check_feed_name(const std::string& feed, const catalog::Catalog& catalog) {
    const auto parts = split(feed, '.');
    const bool named = parts.size() == 2 && std::all_of(parts.begin(), parts.end(), catalog::is_snake_case);
    const bool taken = named && (parts[0] == "model" || parts[0] == "codelists" || parts[0] == "protocols");
    if (!named || taken)
        throw Error(ErrorKind::usage, "'" + display_name(feed) + "' is not the name of a feed")
            .remedy(
                "write source.feed in lower snake case, like udi.decision; model, codelists and protocols are no "
                "sources");
    const auto known = catalog.contracts.find(feed);
    if (known != catalog.contracts.end())
        throw Error(ErrorKind::usage, "feed " + feed + " is declared already")
            .at(Place{known->second.path, 0, 0})
            .remedy("choose another name, or move the file away; nothing is ever overwritten");
}

Proposal propose(const Request& request, const catalog::Catalog& catalog) {
    check_feed_name(request.feed, catalog);
    Proposal proposal;
    proposal.feed = request.feed;
    proposal.source = request.feed.substr(0, request.feed.find('.'));
    proposal.name = request.feed.substr(proposal.source.size() + 1);
    proposal.new_source = !catalog.sources.contains(proposal.source);
    const Sample sample(request.file, request.member, request.bounds);
    proposal.shape = find_shape(sample, request.sheet, request.header, request.bounds);
    proposal.profile = profile_sample(sample, proposal.shape, catalog, request.today, request.bounds);
    if (!sample.head_is_all()) doubt_columns(proposal);
    fill_merged(proposal);
    proposal.based_on = looked_at(proposal.profile, sample);
    proposal.fields = decide_fields(proposal.shape, proposal.profile);
    proposal.key = find_key(proposal.fields, proposal.profile, sample.shown());
    choose_table(proposal, catalog);
    write_files(proposal, catalog);
    return proposal;
}

}  // namespace tilsig::propose
