// <feed>.mapping.yaml and the table it fills.
#include <algorithm>

#include "base/text.hpp"
#include "catalog/stages.hpp"
#include "check/codes.hpp"
#include "propose/writers.hpp"

namespace tilsig::propose {

using model::Type;

namespace {

const std::string personal_reason = "Personal; no personal identifier belongs into the warehouse";

struct Cell {
    std::string name, value;
};

std::string flow_of(const std::vector<Cell>& cells) {
    std::vector<std::string> parts;
    for (const auto& cell : cells) parts.push_back(cell.name + ": " + cell.value);
    return "{" + join(parts, ", ") + "}";
}

const ColumnProfile& profile_of(const Proposal& proposal, const ProposedField& field) {
    return proposal.profile.columns[field.column];
}

/// Every field with a made-up value; `marked` takes a marker where it has one.
std::vector<Cell> given(const Proposal& proposal, bool marked) {
    std::vector<Cell> cells;
    for (const auto& field : proposal.fields) {
        std::string raw = made_up(field, profile_of(proposal, field)).raw;
        if (marked && field.has_reasons()) raw = field.field.missing.rbegin()->first;
        cells.push_back({field.field.name, yaml_text(raw)});
    }
    return cells;
}

std::vector<Cell> expected(const Proposal& proposal, bool marked) {
    std::vector<Cell> cells;
    for (const auto& field : proposal.fields) {
        if (field.is_personal()) continue;
        const bool missing = marked && field.has_reasons();
        cells.push_back(
            {field.field.name, missing ? "~" : yaml_text(made_up(field, profile_of(proposal, field)).canonical)});
        if (field.has_reasons())
            cells.push_back(
                {catalog::reason_column(field.field.name), missing ? field.field.missing.rbegin()->second : "~"});
    }
    return cells;
}

/// A record that must be refused: a value that is of no type, or a field of the key that is empty.
std::string rejected_example(const Proposal& proposal) {
    auto cells = given(proposal, false);
    model::RuleCode code = check::code::required;
    std::size_t at = proposal.key.fields.front();
    for (std::size_t i = 0; i < proposal.fields.size(); ++i) {
        const Type type = proposal.fields[i].field.type;
        if (type == Type::text || type == Type::code) continue;
        code = check::code::wrong_type;
        at = i;
        break;
    }
    cells[at].value = code == check::code::wrong_type ? "noe annet" : "~";
    return "- given: " + flow_of(cells) + "\n  expect: {$rejected: " + code.str() + "}\n";
}

/// "row 10", "rows 10, 11 and others"
std::string shown_rows(const LooseKind& kind) {
    constexpr std::size_t most = 5;
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < std::min(most, kind.lines.size()); ++i) texts.push_back(grouped(kind.lines[i]));
    return (kind.lines.size() == 1 ? "row " : "rows ") + join(texts, ", ") +
           (kind.lines.size() > most ? " and others" : "");
}

const char* reason_of(const LooseKind& kind) { return kind.sum_word.empty() ? "no_record" : "sum"; }

/// Then it is rejected before it comes to a filter.
bool lacks_key(const Proposal& proposal, const LooseKind& kind) {
    return std::any_of(proposal.key.fields.begin(), proposal.key.fields.end(), [&](std::size_t at) {
        return std::find(kind.gaps.begin(), kind.gaps.end(), proposal.fields[at].column) != kind.gaps.end();
    });
}

std::string filters_text(const Proposal& proposal) {
    std::string text;
    for (const auto& kind : proposal.profile.loose.kinds) {
        if (lacks_key(proposal, kind)) continue;
        const bool note = kind.sum_word.empty();
        text +=
            "# decide: " + shown_rows(kind) + (kind.lines.size() == 1 ? " is" : " are") +
            (note ? std::string(" no record of the table: a footnote, a heading, or a record without any figure? Taken "
                                "for one, it would be loaded")
                  : " the sum of the others (" + std::string(kind.sum_word) +
                        "): left out, since it lacks what all others have") +
            "\n- {drop: " + yaml_text(loose_condition(proposal, kind)) + ", reason: " + reason_of(kind) + "}\n";
    }
    return text.empty() ? text : "filters:\n" + text;
}

/// What the filters let no record through for.
std::string filtered_examples(const Proposal& proposal) {
    std::string text;
    for (const auto& kind : proposal.profile.loose.kinds) {
        if (lacks_key(proposal, kind)) continue;
        auto cells = given(proposal, false);
        for (std::size_t at = 0; at < cells.size(); ++at) {
            const std::size_t column = proposal.fields[at].column;
            if (std::find(kind.gaps.begin(), kind.gaps.end(), column) != kind.gaps.end()) cells[at].value = "~";
            if (!kind.sum_word.empty() && column == kind.sum_column) cells[at].value = yaml_text(kind.sum_word);
        }
        text += "- given: " + flow_of(cells) + "\n  expect: {$filtered: " + reason_of(kind) + "}\n";
    }
    return text;
}

std::string rejected_text(const Proposal& proposal) {
    std::string text;
    for (const auto& kind : proposal.profile.loose.kinds)
        if (lacks_key(proposal, kind))
            text += "# decide: " + shown_rows(kind) + " of the sample " + (kind.lines.size() == 1 ? "is" : "are") +
                    " no record, and rejected each time, since a field of the key is empty: ask the sender to leave " +
                    (kind.lines.size() == 1 ? "it" : "them") + " out\n";
    return text;
}

}  // namespace

std::string mapping_text(const Proposal& proposal) {
    std::string text = "# Proposed with " + proposal.name +
                       ".contract.yaml. The examples are made up; no value of the sample is in them.\n";
    text += "feed: " + proposal.feed + "\nversion: 1\ntarget: " + proposal.table.name + "\n" + filters_text(proposal) +
            rejected_text(proposal) + "columns:\n";
    std::string ignored;
    bool marked = false;
    for (const auto& field : proposal.fields) {
        if (field.is_personal()) {
            ignored += "  " + field.field.name + ": " + personal_reason + "\n";
            continue;
        }
        text += "  " + field.field.name + ": " + field.field.name + "\n";
        if (!field.has_reasons()) continue;
        marked = true;
        text +=
            "  " + catalog::reason_column(field.field.name) + ": " + catalog::reason_column(field.field.name) + "\n";
    }
    if (!ignored.empty()) text += "ignored:\n" + ignored;
    text += "tests:\n- given: " + flow_of(given(proposal, false)) +
            "\n  expect: " + flow_of(expected(proposal, false)) + "\n";
    if (marked)
        text +=
            "- given: " + flow_of(given(proposal, true)) + "\n  expect: " + flow_of(expected(proposal, true)) + "\n";
    return text + filtered_examples(proposal) + rejected_example(proposal);
}

std::string model_text(const Proposal& proposal) {
    const auto& table = proposal.table;
    std::string text = "# Proposed with feed " + proposal.feed +
                       ".\n# decide: titles in both languages, units of figures, and references to dimensions.\n";
    text += "tables:\n  " + table.name + ":\n    title: {nb: " + yaml_text(table.title_nb) +
            ", en: " + yaml_text(table.title_en) + "}\n    columns:\n";
    for (const auto& column : table.columns) {
        std::vector<Cell> cells{{"type", model::to_string(column.type)}};
        if (column.length > 0) cells.push_back({"length", std::to_string(column.length)});
        if (column.scale > 0) cells.push_back({"scale", std::to_string(column.scale)});
        if (column.nullable) cells.push_back({"nullable", "true"});
        cells.push_back({"title", flow_of({{"nb", yaml_text(column.title_nb)}, {"en", yaml_text(column.title_en)}})});
        text += "      " + column.name + ": " + flow_of(cells) + "\n";
    }
    return text + "    key: [" + join(table.key, ", ") + "]\n";
}

}  // namespace tilsig::propose
