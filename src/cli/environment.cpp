#include "cli/environment.hpp"

#include <cstdlib>

#include "base/log.hpp"
#include "base/secret.hpp"
#include "base/secret_path.hpp"
#include "base/text.hpp"
#include "figures/read_figures.hpp"
#include "night/exempt_senders.hpp"

namespace tilsig::cli {

namespace {

namespace fs = std::filesystem;

/// Names the configuration file of every command that names none itself.
constexpr const char* config_variable = "TILSIG_CONFIG";

fs::path find_config(const Globals& globals) {
    if (!globals.config_file.empty()) return fs::absolute(globals.config_file);
    // Empty is a variable of a script that was not set: taking it for "not given" would find another installation.
    if (const char* named = std::getenv(config_variable)) {
        if (*named == '\0')
            throw Error(ErrorKind::usage, std::string(config_variable) + " is set and empty")
                .remedy("name a configuration file in it, or unset it");
        return fs::absolute(named);
    }
    const fs::path usual = "/etc/tilsig/tilsig.yaml";
    // What was installed into another prefix than /usr has an etc of its own.
    const fs::path own = own_program(globals).parent_path().parent_path() / usual.relative_path();
    for (const fs::path& candidate : {fs::path("tilsig.yaml"), own, usual}) {
        std::error_code closed;  // a working folder that is not open to the account, as after `su`, holds none for it
        if (fs::exists(candidate, closed)) return fs::absolute(candidate);
    }
    throw Error(ErrorKind::configuration, "no tilsig.yaml here and no /etc/tilsig/tilsig.yaml")
        .remedy("name one with `--config` or TILSIG_CONFIG, or make an installation with `tilsig init installation`");
}

/// Empty for a credential that was not handed over: looking needs no key, and whoever needs it is told then.
fs::path key_file_of(const config::Settings::State& state) {
    if (state.key_credential.empty()) return state.key_file;
    try {
        return secret_path(state.key_credential);
    } catch (const Error&) {
        return {};
    }
}

LogLevel level_of(const std::string& word) {
    if (word == "debug") return LogLevel::debug;
    if (word == "info") return LogLevel::info;
    if (word == "error") return LogLevel::error;
    return LogLevel::warn;
}

/// The options of sources that differ on this installation.
void overlay_sources(Declarations& declared, config::Lints& lints) {
    auto& sources = declared.catalog.sources;
    for (const auto& [name, options] : declared.settings.sources) {
        const auto source = sources.find(name);
        if (source == sources.end()) {
            std::vector<std::string> known;
            for (const auto& [known_name, known_source] : sources) known.push_back(known_name);
            lints.add({declared.config_file.string()},
                      "`sources` names '" + display_name(name) + "', which is not a source",
                      "known sources: " + join(known, ", "));
            continue;
        }
        for (const auto& [option, value] : options) source->second.options[option] = value;
    }
}

/// Whoever loads persons has said whether they are real.
void require_mode(const Declarations& declared, config::Lints& lints) {
    if (declared.settings.mode != config::Settings::Mode::unsaid) return;
    for (const auto& [feed, contract] : declared.catalog.contracts) {
        if (!contract.person || contract.state == catalog::FeedState::draft) continue;
        lints.add({declared.config_file.string()}, "`mode` is not said, and " + feed + " is about persons",
                  "write `mode: test` where every person is synthetic, or `mode: production`");
        return;
    }
}

}  // namespace

fs::path own_program(const Globals& globals) {
    std::error_code error;
    const fs::path real = fs::read_symlink("/proc/self/exe", error);
    return error ? fs::absolute(globals.program) : real;
}

Declarations read_declarations(const Globals& globals, config::Lints& lints) {
    Declarations declared;
    declared.config_file = find_config(globals);
    declared.settings = config::load_settings(declared.config_file, own_program(globals), lints);
    // Without a readable tilsig.yaml nobody knows where the rest is; its mistakes come first and alone.
    if (!lints.empty()) return declared;
    const auto& settings = declared.settings;
    declared.catalog = catalog::load_catalog(settings.content, lints);
    if (settings.mode == config::Settings::Mode::test) declared.catalog.persons = identifiers::Persons::synthetic;
    declared.figures = figures::read_figures(settings.content, declared.catalog, lints);
    require_mode(declared, lints);
    overlay_sources(declared, lints);
    const auto& register_file = settings.senders.register_file;
    declared.senders =
        senders::load_register(register_file, fs::proximate(register_file, settings.content).string(), lints);
    night::check_exempt_senders(declared.catalog, declared.senders, lints);
    return declared;
}

Environment::Environment(const Globals& globals, std::optional<std::int64_t> fence)
    : m_clock(*globals.clock), m_fence(fence) {
    config::Lints lints;
    m_declared = read_declarations(globals, lints);
    lints.throw_if_any();
}

odbc::Dsn dsn_of(const config::Settings& settings) {
    odbc::Dsn dsn;
    const auto& warehouse = settings.warehouse;
    dsn.connection_string = warehouse.connection_string;
    if (!warehouse.password.empty()) dsn.password = read_secret(warehouse.password);
    dsn.connect_timeout = warehouse.connect_timeout;
    dsn.statement_timeout = warehouse.statement_timeout;
    dsn.lock_timeout = warehouse.lock_timeout;
    dsn.idle_transaction_timeout = warehouse.idle_transaction_timeout;
    return dsn;
}

/// As patient as with the warehouse.
odbc::Dsn link_dsn_of(const config::Settings& settings) {
    odbc::Dsn dsn = dsn_of(settings);
    dsn.connection_string = settings.links.connection_string;
    dsn.password = settings.links.password.empty() ? Secret() : read_secret(settings.links.password);
    return dsn;
}

session::Places places_of(const config::Settings& settings) {
    const auto& receipts = settings.receipts;
    return {settings.state.landing,        key_file_of(settings.state),
            settings.state.cache,          settings.programs.connectors,
            settings.programs.fetch,       {receipts.folder, receipts.group, receipts.folder_mode, receipts.file_mode},
            settings.state.key_credential, settings.links.key_file,
            settings.state.issue_keys};
}

const session::Context& Environment::context() {
    if (m_context) return *m_context;
    const auto& settings = m_declared.settings;
    std::vector<session::Follower*> followers{&m_receipts};
    if (settings.mail) followers.push_back(&m_notices);
    m_context = std::make_unique<session::Context>(
        session::Context{m_declared.catalog, m_declared.senders, dsn_of(settings), places_of(settings), m_clock,
                         Logger::open(settings.log.file.string(), level_of(settings.log.level)), TILSIG_VERSION,
                         session::Followers(std::move(followers)), link_dsn_of(settings)});
    if (m_fence) m_context->fence = ledger::Fence{*m_fence, settings.daemon.lease};
    return *m_context;
}

}  // namespace tilsig::cli
