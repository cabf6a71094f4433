// Everything that is declared, read once, with all mistakes at once.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "catalog/code_list.hpp"
#include "catalog/contract.hpp"
#include "catalog/mapping.hpp"
#include "catalog/schedule.hpp"
#include "catalog/source.hpp"
#include "config/yaml.hpp"
#include "identifiers/identifiers.hpp"
#include "model/table.hpp"
#include "model/unit.hpp"
#include "rules/rule_book.hpp"
#include "words/word_book.hpp"

namespace tilsig::catalog {

struct Catalog {
    model::WarehouseModel model;                 ///< mappings/model/*.yaml
    std::map<std::string, CodeList> code_lists;  ///< mappings/codelists/*.yaml, by name
    std::map<std::string, Contract> contracts;   ///< by feed
    std::map<std::string, Mapping> mappings;     ///< by feed; a feed has exactly one
    std::map<std::string, Source> sources;       ///< by name
    std::map<std::string, Schedule> schedules;   ///< by feed
    rules::RuleBook rule_book;                   ///< the program's codes (mappings/system) and all contracts' rules
    words::WordBook word_book;                   ///< what receipts and letters say (mappings/letters)
    /// Which numbers of persons this installation takes; not declared but set by whoever has read tilsig.yaml.
    identifiers::Persons persons = identifiers::Persons::real;

    /// The contract, or Error(usage) that names the nearest feed.
    [[nodiscard]] const Contract& contract(const std::string& feed) const;
    /// Whether units of the feed are shadow units today. Error(usage) as contract().
    [[nodiscard]] bool in_shadow(const std::string& feed) const;
    /// Where the rows of a unit are: in the table its mapping names, those of a shadow unit in that table's shadow.
    /// Error(usage) when there is no such feed, or it is not in shadow and what it may have had there is gone.
    [[nodiscard]] const model::Table& table_of(const model::UnitName& unit) const;
};

/// Reads `root`/mappings, `root`/connectors/*/source.yaml and `root`/schedules. No network, no database. Called by
/// every command first. All mistakes go to `lints`, cross-file ones too: unknown fields and tables, type mismatches, a
/// field neither mapped nor ignored, a target column never filled, a rule without passing and failing example or
/// without nb and en text, a reused rule code, an unknown code list, a system text for a code that the program lacks, a
/// letter that would say what no letter may. The returned catalog is only to be used when `lints` stayed empty.
[[nodiscard]] Catalog load_catalog(const std::filesystem::path& root, config::Lints& lints);

}  // namespace tilsig::catalog
