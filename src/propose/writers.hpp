// Inside the room only: one writer per file of a proposal.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "propose/proposal.hpp"

namespace tilsig::propose {

[[nodiscard]] std::string contract_text(const Proposal& proposal);
/// One entry of `layouts`: that of the shape, under its name, or `sample`.
[[nodiscard]] std::string layout_text(const Proposal& proposal);
/// What the layout of a format has of its own, as lines of YAML.
[[nodiscard]] std::string csv_lines(const Proposal& proposal);
[[nodiscard]] std::string json_lines(const Proposal& proposal);
[[nodiscard]] std::string xml_lines(const Proposal& proposal);
[[nodiscard]] std::string xlsx_lines(const Proposal& proposal);
/// What proves that a CSV delivery is whole.
[[nodiscard]] std::string csv_proof(const catalog::Layout& layout);
/// "" when no field has a list.
[[nodiscard]] std::string rules_text(const Proposal& proposal, const catalog::Catalog& catalog);
[[nodiscard]] std::string mapping_text(const Proposal& proposal);
[[nodiscard]] std::string model_text(const Proposal& proposal);
[[nodiscard]] std::string source_text(const Proposal& proposal);
[[nodiscard]] std::string schedule_text(const Proposal& proposal);
/// What `feeds:` of an existing source.yaml and of its schedule need for this feed.
[[nodiscard]] std::string inbox_options(const Proposal& proposal);

/// What is true of the loose rows of this kind and of no record, as an expression over the fields.
[[nodiscard]] std::string loose_condition(const Proposal& proposal, const LooseKind& kind);

/// "B:I"
[[nodiscard]] std::string workbook_columns(const catalog::XlsxTable& table);
/// In double quotes, whatever it holds.
[[nodiscard]] std::string yaml_text(std::string_view text);
/// One comment line per sentence, each after `indent`.
[[nodiscard]] std::string comments(const std::string& indent, const std::vector<std::string>& evidence,
                                   const std::vector<std::string>& to_decide);
/// `settled_minor` -> "Settled minor".
[[nodiscard]] std::string words_of(std::string_view name);

/// The first code of the list that is not also a marker for a missing value.
[[nodiscard]] std::string first_code(const catalog::CodeList& list);
/// A made-up raw text as the source would write it, and what the mapping makes of it.
struct MadeUp {
    std::string raw, canonical;
};
[[nodiscard]] MadeUp made_up(const ProposedField& proposal, const ColumnProfile& profile);

}  // namespace tilsig::propose
