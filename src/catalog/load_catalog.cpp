// Finds the files, reads them in the order in which they depend on each other, and checks what spans several of them.
#include <algorithm>

#include "base/files.hpp"
#include "base/text.hpp"
#include "catalog/readers.hpp"

namespace tilsig::catalog {

namespace fs = std::filesystem;

namespace {

/// Entries of a folder in name order (so that messages and hashes do not depend on the file system); none when it is
/// absent.
std::vector<fs::path> entries(const fs::path& folder) {
    std::vector<fs::path> paths;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error))
        if (!entry.path().filename().string().starts_with('.')) paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    return paths;
}

class Loader {
public:
    Loader(const fs::path& root, Catalog& catalog, config::Lints& lints) : m_reading{catalog, lints, root} {}

    void load() {
        const fs::path mappings = m_reading.root / "mappings";
        for (const auto& path : yaml_files(mappings / "model"))
            read(path, config::YamlLimits{}, [&](const YamlFile& f) { read_model(f, m_reading); });
        check_references(m_reading);
        for (const auto& path : yaml_files(mappings / "codelists"))
            read(path, config::code_list_limits,
                 [&](const YamlFile& f) { read_code_list(f, path.stem().string(), m_reading); });
        for (const auto& path : yaml_files(mappings / "system"))
            read(path, config::YamlLimits{}, [&](const YamlFile& f) {
                rules::read_system_rules(f.root, m_reading.catalog.rule_book, m_reading.rule_codes, m_reading.lints);
            });
        find_feeds(mappings);
        for (const auto& [feed, path] : m_contracts)
            read(path, config::YamlLimits{},
                 [&, name = feed](const YamlFile& f) { read_contract(f, name, m_reading); });
        refuse_unused_schemas();
        check_authorities(m_reading);
        for (const auto& [feed, path] : m_rules)
            read(path, config::YamlLimits{},
                 [&, name = feed](const YamlFile& f) { read_rules_file(f, name, m_reading); });
        check_prerequisites(m_reading);
        for (const auto& [feed, path] : m_mappings)
            read(path, config::YamlLimits{}, [&, name = feed](const YamlFile& f) { read_mapping(f, name, m_reading); });
        for (auto& [feed, contract] : m_reading.catalog.contracts)
            if (!m_mappings.contains(feed))
                m_reading.lints.add(contract.place, "feed " + in_quotes(feed) + " has no mapping",
                                    "add " + feed.substr(feed.find('.') + 1) + ".mapping.yaml beside the contract");
        for (auto& [feed, mapping] : m_reading.catalog.mappings) mapping.content_hash = content_hash(m_reading, feed);
        for (const auto& path : yaml_files(mappings / "letters")) read_letters(path);
        load_sources();
        set_drafts_aside(m_reading.catalog);
    }

private:
    /// After the contracts: what is a field of a person stands in them.
    void read_letters(const fs::path& path) {
        const auto& contracts = m_reading.catalog.contracts;
        const auto personal = [&contracts](std::string_view name) -> std::string {
            for (const auto& [feed, contract] : contracts)
                for (const auto& field : contract.fields)
                    if (field.name == name && !model::may_be_shown(field.privacy))
                        return "field " + in_quotes(field.name) + " of " + feed + " is " +
                               model::to_string(field.privacy);
            return {};
        };
        std::string shown;
        if (const auto bytes = bytes_of(path, shown))
            m_reading.catalog.word_book.read(*bytes, shown, personal, m_reading.lints);
    }

    /// Nothing when it cannot be read, which is a lint.
    std::optional<std::string> bytes_of(const fs::path& path, std::string& shown) {
        shown = path.lexically_relative(m_reading.root).string();
        try {
            return read_file(path);
        } catch (const Error& error) {
            m_reading.lints.add(Place{shown, 0, 0}, "the file cannot be read: " + error.message(), error.remedy_text());
            return std::nullopt;
        }
    }

    template <typename Use>
    void read(const fs::path& path, config::YamlLimits limits, const Use& use) {
        YamlFile file;
        auto bytes = bytes_of(path, file.shown);
        if (!bytes) return;
        file.bytes = std::move(*bytes);
        file.root = config::parse_yaml(file.bytes, file.shown, m_reading.lints, limits);
        if (!file.root.is(config::Node::Kind::missing)) use(file);  // else the parser has said why
    }

    std::vector<fs::path> yaml_files(const fs::path& folder) {
        std::vector<fs::path> paths;
        for (const auto& path : entries(folder)) {
            if (path.extension() == ".yaml")
                paths.push_back(path);
            else
                refuse_yml(path);
        }
        return paths;
    }

    /// A file that nobody reads although its author believes so is the worst kind of mistake.
    void refuse_yml(const fs::path& path) {
        if (path.extension() == ".yml")
            m_reading.lints.add(Place{path.lexically_relative(m_reading.root).string(), 0, 0},
                                "files ending in .yml are not read", "rename it to .yaml");
    }

    void refuse_unused_schemas() {
        for (const auto& folder : entries(m_reading.root / "mappings"))
            for (const auto& path : entries(folder)) {
                const std::string shown = path.lexically_relative(m_reading.root).string();
                if (path.extension() == ".xsd" && !m_reading.used_schemas.contains(shown))
                    m_reading.lints.add(Place{shown, 0, 0}, "no contract beside it names this schema",
                                        "add xml: {schema: " + path.filename().string() + "} to a layout");
            }
    }

    void find_feeds(const fs::path& mappings) {
        for (const auto& folder : entries(mappings)) {
            const std::string source = folder.filename().string();
            if (!fs::is_directory(folder) || source == "model" || source == "codelists" || source == "system" ||
                source == "letters" || source == "figures")  // what is computed of all of it: read by figures
                continue;
            for (const auto& path : yaml_files(folder)) {
                const std::string stem = path.stem().string();  // population.contract
                const auto dot = stem.rfind('.');
                const std::string role = dot == std::string::npos ? "" : stem.substr(dot + 1);
                auto* files = role == "contract"  ? &m_contracts
                              : role == "rules"   ? &m_rules
                              : role == "mapping" ? &m_mappings
                                                  : nullptr;
                if (files != nullptr) {
                    (*files)[source + "." + stem.substr(0, dot)] = path;
                    continue;
                }
                const std::string near = nearest(role, {"contract", "rules", "mapping"});
                m_reading.lints.add(Place{path.lexically_relative(m_reading.root).string(), 0, 0},
                                    "the name does not say what the file is",
                                    near.empty()
                                        ? "name it <feed>.contract.yaml, <feed>.rules.yaml or <feed>.mapping.yaml"
                                        : "did you mean <feed>." + near + ".yaml?");
            }
        }
    }

    void load_sources() {
        for (const auto& folder : entries(m_reading.root / "connectors")) {
            const std::string name = folder.filename().string();
            const fs::path path = folder / "source.yaml";
            if (name != "protocols" && fs::exists(path))
                read(path, config::YamlLimits{}, [&](const YamlFile& f) { read_source(f, name, m_reading); });
        }
        require_protocols();
        require_derived();
        for (const auto& path : yaml_files(m_reading.root / "schedules"))
            read(path, config::YamlLimits{},
                 [&](const YamlFile& f) { read_schedules(f, path.stem().string(), m_reading); });
        check_order(m_reading);
    }

    /// Ids of persons come from the link store, and from rows that have them; no source outside knows any.
    void require_derived() {
        for (const auto& [feed, contract] : m_reading.catalog.contracts)
            for (const auto& field : contract.fields) {
                const auto source = m_reading.catalog.sources.find(contract.source);
                if (field.person &&
                    (source == m_reading.catalog.sources.end() || source->second.protocol != derived_protocol))
                    m_reading.lints.add(
                        field.place, "field " + in_quotes(field.name) + " holds ids of persons, which no source knows",
                        "declare `person:` with the numbers that the source writes");
            }
    }

    /// Told once and not by every source.
    void require_protocols() {
        const fs::path folder = m_reading.root / "connectors" / "protocols";
        std::error_code unreadable;
        if (m_reading.catalog.sources.empty() || fs::exists(folder, unreadable)) return;
        m_reading.lints.add(
            Place{"connectors/protocols", 0, 0},
            "there is no such folder in " + m_reading.root.string() + ": it says which protocols a source may name",
            "copy connectors/protocols with the rest of the content, or correct `content` in "
            "tilsig.yaml");
    }

    Reading m_reading;
    std::map<std::string, fs::path> m_contracts, m_rules, m_mappings;
};

}  // namespace

Catalog load_catalog(const fs::path& root, config::Lints& lints) {
    Catalog catalog;
    Loader(root, catalog, lints).load();
    return catalog;
}

}  // namespace tilsig::catalog
