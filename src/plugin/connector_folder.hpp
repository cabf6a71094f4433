// Where connectors are: one library per protocol in one folder, found by name.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tilsig::plugin {

/// Looks, and never loads: loading is for the fetch child alone.
class ConnectorFolder {
public:
    explicit ConnectorFolder(std::filesystem::path folder) : m_folder(std::move(folder)) {}

    /// The library of a protocol. Error(configuration) names the nearest connector that is there. A file's name is its
    /// connector's name, so two connectors of one name cannot exist.
    [[nodiscard]] std::filesystem::path find(const std::string& name) const;
    /// Names of all connectors, sorted.
    [[nodiscard]] std::vector<std::string> list() const;

private:
    std::filesystem::path m_folder;
};

}  // namespace tilsig::plugin
