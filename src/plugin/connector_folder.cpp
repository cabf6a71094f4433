#include "plugin/connector_folder.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"

namespace tilsig::plugin {

namespace {

bool good_name(const std::string& name) noexcept {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

}  // namespace

std::filesystem::path ConnectorFolder::find(const std::string& name) const {
    const auto file = m_folder / (name + ".so");
    // The name comes from a YAML file: only a plain one may become part of a path.
    if (good_name(name) && std::filesystem::is_regular_file(file)) return file;
    const auto known = list();
    const std::string near = nearest(name, known);
    throw Error(ErrorKind::configuration, "no connector for protocol '" + display_name(name) + "'")
        .remedy(!near.empty() ? "did you mean " + near + "?"
                              : "known: " + (known.empty() ? "none in " + m_folder.string() : join(known, ", ")));
}

std::vector<std::string> ConnectorFolder::list() const {
    std::vector<std::string> names;
    std::error_code ignored;  // a folder that is not there holds no connectors; find() names it
    for (const auto& entry : std::filesystem::directory_iterator(m_folder, ignored)) {
        const auto& path = entry.path();
        if (path.extension() == ".so" && good_name(path.stem().string())) names.push_back(path.stem().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace tilsig::plugin
