// From a configuration file to everything a command works with.
#pragma once

#include <memory>

#include "alert/notices.hpp"
#include "alert/receipts.hpp"
#include "catalog/catalog.hpp"
#include "cli/command.hpp"
#include "config/settings.hpp"
#include "senders/register.hpp"
#include "session/context.hpp"

namespace tilsig::cli {

/// Settings, declarations and places of one installation. Owns what Context refers to; not moved after it was made.
class Environment {
public:
    /// Reads everything that is declared; throws one Error(configuration) with all mistakes of all files. No network,
    /// no database.
    explicit Environment(const Globals& globals, std::optional<std::int64_t> fence = std::nullopt);

    [[nodiscard]] const config::Settings& settings() const noexcept { return m_settings; }
    [[nodiscard]] const catalog::Catalog& catalog() const noexcept { return m_catalog; }
    [[nodiscard]] const senders::Register& senders() const noexcept { return m_senders; }
    [[nodiscard]] Clock& clock() noexcept { return m_clock; }
    /// Reads the secrets; made on first use, so that `check` and `test` need none.
    [[nodiscard]] const session::Context& context();
    [[nodiscard]] const std::filesystem::path& config_file() const noexcept { return m_config_file; }

private:
    void overlay_sources();

    std::filesystem::path m_config_file;
    config::Settings m_settings;
    catalog::Catalog m_catalog;
    senders::Register m_senders;
    Clock& m_clock;
    std::optional<std::int64_t> m_fence;  ///< of the daemon that started this process
    alert::Receipts m_receipts;
    alert::Notices m_notices;
    std::unique_ptr<session::Context> m_context;
};

/// The executable's real path: /proc/self/exe, since argv[0] may be a bare name.
[[nodiscard]] std::filesystem::path own_program(const Globals& globals);

}  // namespace tilsig::cli
