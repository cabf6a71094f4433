// Inside the room only: the readers of the single files, in the order in which they depend on each other.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.hpp"
#include "catalog/names.hpp"
#include "config/yaml.hpp"
#include "expression/program.hpp"
#include "rules/read_rule.hpp"

namespace tilsig::catalog {

/// A file as read: its bytes are kept because the identity of a mapping is made of them.
struct YamlFile {
    std::string shown;  ///< path below the root, used in messages
    std::string bytes;
    config::Node root;
};

/// A reference between tables, checked when all tables are known.
struct OpenReference {
    std::string table;
    model::TableReference reference;
    Place dimension_place, match_place;
};

/// What is known so far while the files are read.
struct Reading {
    Catalog& catalog;
    config::Lints& lints;
    std::filesystem::path root;
    rules::UsedCodes rule_codes{};                                 ///< all of the content folder
    std::map<std::string, std::string> list_bytes{};               ///< code list -> bytes of its file
    std::map<std::string, std::vector<std::string>> feed_bytes{};  ///< feed -> bytes of contract, rules, mapping
    std::map<std::string, std::set<std::string>> used_lists{};     ///< feed -> code lists its rules and mapping use
    std::set<std::string> used_schemas{};                          ///< paths of the XSDs that layouts name
    std::map<std::string, Place> table_places{};
    std::vector<OpenReference> references{};
};

/// Takes the tables that only drafts load into out of those that are made: a proposal may change until its feed is more
/// than a draft. A table to which one that is made refers stays. Last of all, when every mapping is read.
void set_drafts_aside(Catalog& catalog);

void read_model(const YamlFile& file, Reading& reading);
/// All tables are there: checks the references between them.
void check_references(Reading& reading);
void read_code_list(const YamlFile& file, const std::string& name, Reading& reading);
/// `feed` is what the path says; a file that says otherwise is a mistake.
void read_contract(const YamlFile& file, const std::string& feed, Reading& reading);
/// All contracts are there: each statement has one feed with the last word about it.
void check_authorities(Reading& reading);
/// Behind the fields and the key.
void read_person(const config::Node& node, Contract& contract, config::Lints& lints);
void read_layouts(const config::Node& node, Contract& contract, bool needs_trailer, config::Lints& lints);
/// `names`: header -> column, both as one sequence of characters.
[[nodiscard]] std::map<std::string, std::string> read_header_names(config::FieldReader& reader);
/// A whole number between two others; otherwise a mistake, and `fallback`.
[[nodiscard]] int read_count(config::FieldReader& reader, std::string_view key, int fallback, int least, int most);
/// The fields are there: headers that layouts name are of columns that fields read, and what each format asks of
/// fields.
void check_layouts(const Contract& contract, config::Lints& lints);
/// The schemas beside the contract, which are part of the feed's identity.
void read_schemas(Contract& contract, Reading& reading);
void read_fields(const config::Node& node, Contract& contract, config::Lints& lints);
void read_rules_file(const YamlFile& file, const std::string& feed, Reading& reading);
/// `rules` and `defaults` of a contract or rules file.
void read_rules(const config::Node& rules, const config::Node& defaults, Contract& contract, Reading& reading);
/// `requires` of a rule; the codes are checked when all rules are known.
void read_prerequisites(const config::Node& node, Rule& rule, config::Lints& lints);
/// All rules are there: what they require must be other rules about records of the same feed, without circles.
void check_prerequisites(Reading& reading);
/// `escalate` of a rule.
void read_escalation(const config::Node& node, Rule& rule, config::Lints& lints);
/// True for rules of a kind that is judged once per delivery.
[[nodiscard]] bool is_about_the_delivery(const Rule& rule);
void read_check(const config::Node& node, Rule& rule, const Contract& contract, Reading& reading);
void read_mapping(const YamlFile& file, const std::string& feed, Reading& reading);
/// A feed in shadow is mapped to `target`, as `place` says: the target's shadow, once for all feeds.
void add_shadow(const model::Table& target, const Place& place, Reading& reading);
void read_source(const YamlFile& file, const std::string& name, Reading& reading);
/// Whether `feed` is a feed of `source` that has a contract; anything else is noted at `place`.
bool use_feed(const std::string& feed, const std::string& source, const Place& place, Reading& reading);
void read_schedules(const YamlFile& file, const std::string& name, Reading& reading);
/// All schedules are there: `after` must name scheduled feeds and have no circles.
void check_order(Reading& reading);
/// SHA-256 over everything that decides what a mapping makes of bytes.
[[nodiscard]] std::string content_hash(const Reading& reading, const std::string& feed);

/// nb and en, both mandatory; nn may be left out.
struct Titles {
    std::string nb, en, nn;
};
[[nodiscard]] Titles read_titles(config::FieldReader& reader, std::string_view key, config::Lints& lints);
/// name -> text or null, for `given` and `expect`.
[[nodiscard]] std::map<std::string, std::optional<std::string>> read_cells(const config::Node& node,
                                                                           std::string_view what, config::Lints& lints);
/// Notes that `name` is unknown at `place` and offers the nearest of `known`, or all of them when they are few.
void unknown_name(config::Lints& lints, const Place& place, std::string_view what, std::string_view name,
                  const std::vector<std::string>& known);
/// The value of a key that must repeat what the path says (`feed`, `source`, `list`).
void check_same(config::FieldReader& reader, std::string_view key, const std::string& expected);
/// Notes when `list` is not a known list of `kind`; returns it otherwise. Remembers that `feed` uses it.
const CodeList* use_code_list(Reading& reading, const std::string& feed, const std::string& list, const Place& place);
/// `as_of`: a date field of the contract, `$period` or a date.
[[nodiscard]] ValidAt read_as_of(const std::string& as_of, const Contract& contract, const Place& place,
                                 config::Lints& lints);
/// Remembers that `feed` uses the lists an expression asks.
void use_lists(const expression::Program& program, const std::string& feed, Reading& reading);
[[nodiscard]] std::vector<std::string> field_names(const Contract& contract);
/// The field, or nullptr with a note at `place`.
const Field* use_field(const Contract& contract, const std::string& name, const Place& place, config::Lints& lints);
/// `privacy`, public when it is left out.
[[nodiscard]] model::Privacy read_privacy(config::FieldReader& reader);
[[nodiscard]] const std::vector<std::string>& type_words();
/// How a date may be written: `dd.MM.yyyy` and its like.
[[nodiscard]] const std::vector<std::string>& date_forms();

}  // namespace tilsig::catalog
