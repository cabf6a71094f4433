// The worked example of mappings/README.md as files in a folder of its own; tests change single lines of it.
#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "catalog/catalog.hpp"

namespace tilsig::catalog {

// The files of the example.
inline constexpr const char* contract = "mappings/imdi/settlement.contract.yaml";
inline constexpr const char* rules = "mappings/imdi/settlement.rules.yaml";
inline constexpr const char* mapping = "mappings/imdi/settlement.mapping.yaml";
inline constexpr const char* model_file = "mappings/model/settlement.yaml";
inline constexpr const char* measures = "mappings/codelists/imdi_settlement_measure.yaml";
inline constexpr const char* source = "connectors/imdi/source.yaml";
inline constexpr const char* schedule = "schedules/imdi.yaml";

/// Reads the example out of the README: each "`path`" line followed by a yaml block is one file. What people copy is
/// what is tested.
inline std::map<std::string, std::string> example_files() {
    std::ifstream readme(TILSIG_SOURCE_DIR "/mappings/README.md");
    std::map<std::string, std::string> files;
    std::string line;
    std::string path;
    while (std::getline(readme, line)) {
        if (line.size() > 2 && line.front() == '`' && line.back() == '`' && line.ends_with(".yaml`")) {
            path = line.substr(1, line.size() - 2);
        } else if (line == "```yaml" && !path.empty()) {
            std::string& text = files[path];
            while (std::getline(readme, line) && line != "```") text += line + "\n";
            path.clear();
        }
    }
    // What the example leans on but does not show.
    files["mappings/model/dimensions.yaml"] =
        "tables:\n"
        "  dim_municipality:\n"
        "    title: {nb: Kommuner, en: Municipalities}\n"
        "    columns:\n"
        "      code: {type: code, length: 4, title: {nb: Kode, en: Code}}\n"
        "      valid_from: {type: date, title: {nb: Fra, en: From}}\n"
        "      valid_to: {type: date, nullable: true, title: {nb: Til, en: To}}\n"
        "    key: [code, valid_from]\n"
        "    valid: [valid_from, valid_to]\n";
    files["mappings/codelists/municipality.yaml"] =
        "list: municipality\n"
        "title: {nb: Kommuner, en: Municipalities}\n"
        "credit: made up\n"
        "columns: [code, valid_from, valid_to, name_nb]\n"
        "rows: |\n"
        "  0301;1838-01-01;;Oslo\n"
        "  1534;1965-01-01;2020-01-01;Haram\n";
    files["connectors/protocols/https_index/README.md"] = "a protocol\n";
    auto& unit_times = files[schedule];
    const std::string after = ", after: [ssb.municipality]";
    unit_times.erase(unit_times.find(after), after.size());  // a feed of another source
    return files;
}

class ExampleCatalog {
public:
    ExampleCatalog() : m_files(example_files()) {}

    std::string& operator[](const std::string& path) { return m_files[path]; }
    void remove(const std::string& path) { m_files.erase(path); }
    /// Replaces the one occurrence of `old_text`; a test that changes nothing would prove nothing.
    ExampleCatalog& replace(const std::string& path, const std::string& old_text, const std::string& new_text) {
        std::string& text = m_files.at(path);
        const auto at = text.find(old_text);
        if (at == std::string::npos) throw std::logic_error(path + " does not hold: " + old_text);
        text.replace(at, old_text.size(), new_text);
        return *this;
    }
    Catalog load(config::Lints& lints) {
        for (const auto& [path, text] : m_files) {
            const auto file = m_folder.path() / path;
            std::filesystem::create_directories(file.parent_path());
            std::ofstream(file, std::ios::binary) << text;
        }
        return load_catalog(m_folder.path(), lints);
    }
    std::vector<std::string> lints() {
        config::Lints lints;
        (void)load(lints);
        return lints.lines();
    }

private:
    std::map<std::string, std::string> m_files;
    TempFolder m_folder;
};

/// The example is a wide table, and such are refused where records are about persons: what else is said of it.
inline std::vector<std::string> but_wide_table(std::vector<std::string> lines) {
    std::erase_if(lines, [](const std::string& line) { return line.find("is a wide table") != std::string::npos; });
    return lines;
}

}  // namespace tilsig::catalog
