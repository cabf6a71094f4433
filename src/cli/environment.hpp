// From a configuration file to everything a command works with.
#pragma once

#include <memory>

#include "alert/notices.hpp"
#include "alert/receipts.hpp"
#include "catalog/catalog.hpp"
#include "cli/command.hpp"
#include "config/settings.hpp"
#include "figures/figure.hpp"
#include "senders/register.hpp"
#include "session/context.hpp"

namespace tilsig::cli {

/// What a configuration file says and names, read as far as it can be.
struct Declarations {
    std::filesystem::path config_file;
    config::Settings settings;
    catalog::Catalog catalog;
    senders::Register senders;
    std::vector<figures::Figure> figures;
};
/// No network, no database. Mistakes become lints, of all files at once; without a readable tilsig.yaml only its own.
/// Error(configuration) when there is no configuration file.
[[nodiscard]] Declarations read_declarations(const Globals& globals, config::Lints& lints);

/// The way to the warehouse. Reads the password.
[[nodiscard]] odbc::Dsn dsn_of(const config::Settings& settings);
[[nodiscard]] session::Places places_of(const config::Settings& settings);

/// Settings, declarations and places of one installation. Owns what Context refers to; not moved after it was made.
class Environment {
public:
    /// read_declarations(); throws one Error(configuration) with all mistakes.
    explicit Environment(const Globals& globals, std::optional<std::int64_t> fence = std::nullopt);

    [[nodiscard]] const config::Settings& settings() const noexcept { return m_declared.settings; }
    [[nodiscard]] const catalog::Catalog& catalog() const noexcept { return m_declared.catalog; }
    [[nodiscard]] const senders::Register& senders() const noexcept { return m_declared.senders; }
    [[nodiscard]] const std::vector<figures::Figure>& figures() const noexcept { return m_declared.figures; }
    [[nodiscard]] Clock& clock() noexcept { return m_clock; }
    /// Reads the secrets; made on first use, so that `check` and `test` need none.
    [[nodiscard]] const session::Context& context();
    [[nodiscard]] const std::filesystem::path& config_file() const noexcept { return m_declared.config_file; }

private:
    Declarations m_declared;
    Clock& m_clock;
    std::optional<std::int64_t> m_fence;  ///< of the daemon that started this process
    alert::Receipts m_receipts;
    alert::Notices m_notices;
    std::unique_ptr<session::Context> m_context;
};

/// The executable's real path: /proc/self/exe, since argv[0] may be a bare name.
[[nodiscard]] std::filesystem::path own_program(const Globals& globals);

}  // namespace tilsig::cli
