// A connector library, loaded and believed only after its descriptor was checked. Lives in the fetch child alone.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "spi/abi.h"

namespace tilsig::plugin {

/// Checks magic, ABI, size, name and required functions, in that order; a later field is not read before the earlier
/// ones are right, because in another ABI it may be anything. Error(plugin) names both versions and the remedy.
/// `expected_name` is the file's name without ".so".
void check_descriptor(const tilsig_connector& descriptor, const std::string& expected_name, const std::string& shown);

class PluginLibrary {
public:
    /// Loads with RTLD_NOW | RTLD_LOCAL: a missing symbol is found here and not in mid-fetch, and two libraries cannot
    /// see each other's symbols. Never unloaded: code may still be referred to by its own threads and static objects.
    /// Error(plugin) says what is wrong with the file and what to do.
    explicit PluginLibrary(const std::filesystem::path& file);

    [[nodiscard]] const tilsig_connector& descriptor() const noexcept { return *m_descriptor; }
    [[nodiscard]] std::string name() const { return m_descriptor->name; }
    [[nodiscard]] const std::vector<std::string>& option_names() const noexcept { return m_option_names; }
    [[nodiscard]] bool can(std::uint32_t capability) const noexcept {
        return (m_descriptor->capabilities & capability) != 0;
    }

    /// Every mistake in the options: unknown names (with the nearest known one), then what the connector itself says.
    [[nodiscard]] std::vector<std::string> check(const std::map<std::string, std::string>& options) const;

private:
    const tilsig_connector* m_descriptor = nullptr;
    std::vector<std::string> m_option_names;
};

/// The options as the border wants them; views into `options`.
[[nodiscard]] std::vector<tilsig_option> as_options(const std::map<std::string, std::string>& options);

/// The host's own option of a connector with TILSIG_CAN_HTTP: a file of certificates to trust instead of the system's.
inline constexpr const char* ca_file_option = "ca_file";

}  // namespace tilsig::plugin
