#include "plugin/plugin_library.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "base/error.hpp"
#include "base/text.hpp"

namespace tilsig::plugin {

namespace {

constexpr std::size_t max_name = 64;
constexpr std::size_t max_options = 60;  // as many as fit into one describe frame

bool good_name(const char* name) noexcept {
    const std::size_t length = strnlen(name, max_name + 1);
    if (length == 0 || length > max_name) return false;
    return std::all_of(name, name + length,
                       [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

Error refusal(const std::string& shown, const std::string& message) {
    return Error(ErrorKind::plugin, "connector " + shown + ": " + message);
}

std::vector<std::string> read_option_names(const tilsig_connector& descriptor, const std::string& shown) {
    std::vector<std::string> names;
    for (const char* const* at = descriptor.option_names; *at != nullptr; ++at) {
        if (names.size() == max_options || !good_name(*at)) {
            throw refusal(shown, "its list of options is damaged or not ended by a null pointer")
                .remedy("an option is [a-z0-9_]+, and there are at most " + std::to_string(max_options));
        }
        names.emplace_back(*at);
    }
    return names;
}

void collect(void* sink, tilsig_text message) {
    // Called by the connector: nothing may be thrown through it. A message lost to a full memory still leaves the
    // status.
    try {
        auto& lines = *static_cast<std::vector<std::string>*>(sink);
        if (lines.size() >= 100 || message.data == nullptr) return;
        lines.push_back(display_name(std::string_view(message.data, std::min<std::size_t>(message.size, 1000)), 1000));
    } catch (...) {
    }
}

}  // namespace

void check_descriptor(const tilsig_connector& descriptor, const std::string& expected_name, const std::string& shown) {
    if (descriptor.magic != TILSIG_ABI_MAGIC) {
        throw refusal(
            shown, "it exports " TILSIG_DESCRIPTOR_SYMBOL ", but that is no connector descriptor (wrong magic number)")
            .remedy("build it with TILSIG_CONNECTOR from src/spi/connector.hpp");
    }
    if (descriptor.abi != TILSIG_ABI_VERSION) {
        throw refusal(shown, "it was built for ABI " + std::to_string(descriptor.abi) + ", this tilsig speaks ABI " +
                                 std::to_string(TILSIG_ABI_VERSION))
            .remedy("rebuild the connector with the src/spi of this tilsig");
    }
    // What was added later is needed only by whoever declares that it has it.
    const bool surveys = (descriptor.capabilities & TILSIG_CAN_SURVEY) != 0;
    const std::size_t needed = surveys ? sizeof(tilsig_connector) : offsetof(tilsig_connector, survey);
    if (descriptor.size < needed) {
        throw refusal(shown, "its descriptor has " + std::to_string(descriptor.size) + " bytes, ABI " +
                                 std::to_string(TILSIG_ABI_VERSION) + " needs " + std::to_string(needed))
            .remedy("rebuild the connector with the src/spi of this tilsig");
    }
    if (descriptor.name == nullptr || !good_name(descriptor.name)) {
        throw refusal(shown, "its name is not [a-z0-9_]+ of at most " + std::to_string(max_name) + " characters");
    }
    if (descriptor.name != expected_name) {
        throw refusal(shown, "it calls itself " + std::string(descriptor.name))
            .remedy("name the file " + std::string(descriptor.name) + ".so");
    }
    const bool whole = descriptor.option_names != nullptr && descriptor.check != nullptr &&
                       descriptor.open != nullptr && descriptor.fetch != nullptr && descriptor.acknowledge != nullptr &&
                       descriptor.close != nullptr && (!surveys || descriptor.survey != nullptr);
    if (!whole) {
        throw refusal(shown, "a required entry of its descriptor is null")
            .remedy("give option_names, check, open, fetch, acknowledge, close and, with TILSIG_CAN_SURVEY, survey");
    }
}

PluginLibrary::PluginLibrary(const std::filesystem::path& file) {
    const std::string shown = file.filename().string();
    void* library = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
        const char* reason = ::dlerror();  // read once: the second call answers null
        throw refusal(shown, "cannot be loaded: " + display_name(reason == nullptr ? "unknown reason" : reason, 400))
            .remedy(
                "check that the file is there, is a library for this machine and that its own libraries are installed");
    }
    const void* symbol = ::dlsym(library, TILSIG_DESCRIPTOR_SYMBOL);
    if (symbol == nullptr) {
        throw refusal(shown, "it exports no " TILSIG_DESCRIPTOR_SYMBOL " and is no connector of ABI " +
                                 std::to_string(TILSIG_ABI_VERSION))
            .remedy("build it with TILSIG_CONNECTOR from src/spi/connector.hpp");
    }
    m_descriptor = static_cast<const tilsig_connector*>(symbol);
    check_descriptor(*m_descriptor, file.stem().string(), shown);
    m_option_names = read_option_names(*m_descriptor, shown);
}

std::vector<std::string> PluginLibrary::check(const std::map<std::string, std::string>& options) const {
    std::vector<std::string> known = m_option_names;
    if (can(TILSIG_CAN_HTTP)) known.emplace_back(ca_file_option);
    std::vector<std::string> mistakes;
    std::map<std::string, std::string> for_connector;
    for (const auto& [name, value] : options) {
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            const std::string near = nearest(name, known);
            mistakes.push_back("option " + display_name(name) + ": connector " + this->name() + " has no such option" +
                               (near.empty() ? "; it knows: " + join(known, ", ") : "; did you mean " + near + "?"));
        } else if (std::find(m_option_names.begin(), m_option_names.end(), name) != m_option_names.end()) {
            for_connector.emplace(name, value);
        }
    }
    const auto raw = as_options(for_connector);
    std::vector<std::string> told;
    const tilsig_status status = m_descriptor->check(raw.data(), raw.size(), &collect, &told);
    if (status != TILSIG_OK && told.empty())
        told.emplace_back("connector " + this->name() + " refuses the options without a reason");
    mistakes.insert(mistakes.end(), told.begin(), told.end());
    return mistakes;
}

std::vector<tilsig_option> as_options(const std::map<std::string, std::string>& options) {
    std::vector<tilsig_option> raw;
    raw.reserve(options.size());
    for (const auto& [name, value] : options) {
        raw.push_back({{name.data(), name.size()}, {value.data(), value.size()}});
    }
    return raw;
}

}  // namespace tilsig::plugin
