#include "cli/environment.hpp"

#include "base/log.hpp"
#include "base/secret.hpp"
#include "base/secret_path.hpp"
#include "base/text.hpp"
#include "night/exempt_senders.hpp"

namespace tilsig::cli {

namespace {

namespace fs = std::filesystem;

fs::path find_config(const Globals& globals) {
    if (!globals.config_file.empty()) return fs::absolute(globals.config_file);
    const fs::path usual = "/etc/tilsig/tilsig.yaml";
    // What was installed into another prefix than /usr has an etc of its own.
    const fs::path own = own_program(globals).parent_path().parent_path() / usual.relative_path();
    for (const fs::path& candidate : {fs::path("tilsig.yaml"), own, usual}) {
        std::error_code closed;  // a working folder that is not open to the account, as after `su`, holds none for it
        if (fs::exists(candidate, closed)) return fs::absolute(candidate);
    }
    throw Error(ErrorKind::configuration, "no tilsig.yaml here and no /etc/tilsig/tilsig.yaml")
        .remedy(
            "name one with `--config`, or start from `tools/tilsig.example.yaml`, which is installed to "
            "share/doc/tilsig/examples");
}

/// A credential is made by whoever starts the service; a key of our own would be gone with it.
fs::path key_file_of(const config::Settings::State& state) {
    if (state.key_credential.empty()) return state.key_file;
    const fs::path file = secret_path(state.key_credential);
    if (fs::exists(file)) return file;
    throw Error(ErrorKind::configuration, "the landing zone's key " + state.key_credential + " was not handed over")
        .remedy("put 64 hex digits where the service manager takes it from, and keep a copy elsewhere");
}

LogLevel level_of(const std::string& word) {
    if (word == "debug") return LogLevel::debug;
    if (word == "info") return LogLevel::info;
    if (word == "error") return LogLevel::error;
    return LogLevel::warn;
}

}  // namespace

fs::path own_program(const Globals& globals) {
    std::error_code error;
    const fs::path real = fs::read_symlink("/proc/self/exe", error);
    return error ? fs::absolute(globals.program) : real;
}

Environment::Environment(const Globals& globals, std::optional<std::int64_t> fence)
    : m_config_file(find_config(globals)), m_clock(*globals.clock), m_fence(fence) {
    config::Lints lints;
    m_settings = config::load_settings(m_config_file, own_program(globals), lints);
    // Without a readable tilsig.yaml nobody knows where the rest is; its mistakes come first and alone.
    lints.throw_if_any();
    m_catalog = catalog::load_catalog(m_settings.content, lints);
    if (m_settings.persons == "synthetic") m_catalog.persons = identifiers::Persons::synthetic;
    overlay_sources();
    const auto& register_file = m_settings.senders.register_file;
    m_senders = senders::load_register(register_file, fs::proximate(register_file, m_settings.content).string(), lints);
    night::check_exempt_senders(m_catalog, m_senders, lints);
    lints.throw_if_any();
}

void Environment::overlay_sources() {
    for (const auto& [name, options] : m_settings.sources) {
        const auto source = m_catalog.sources.find(name);
        if (source == m_catalog.sources.end()) {
            std::vector<std::string> known;
            for (const auto& [known_name, known_source] : m_catalog.sources) known.push_back(known_name);
            throw Error(ErrorKind::configuration,
                        "sources of " + m_config_file.string() + " name '" + name + "', which is not a source")
                .remedy("known sources: " + join(known, ", "));
        }
        for (const auto& [option, value] : options) source->second.options[option] = value;
    }
}

const session::Context& Environment::context() {
    if (m_context) return *m_context;
    odbc::Dsn dsn;
    dsn.connection_string = m_settings.warehouse.connection_string;
    if (!m_settings.warehouse.password.empty()) dsn.password = read_secret(m_settings.warehouse.password);
    dsn.connect_timeout = m_settings.warehouse.connect_timeout;
    dsn.statement_timeout = m_settings.warehouse.statement_timeout;
    dsn.lock_timeout = m_settings.warehouse.lock_timeout;
    dsn.idle_transaction_timeout = m_settings.warehouse.idle_transaction_timeout;
    const auto& receipts = m_settings.receipts;
    const session::Places places{
        m_settings.state.landing,  key_file_of(m_settings.state),
        m_settings.state.cache,    m_settings.programs.connectors,
        m_settings.programs.fetch, {receipts.folder, receipts.group, receipts.folder_mode, receipts.file_mode}};
    std::vector<session::Follower*> followers{&m_receipts};
    if (m_settings.mail) followers.push_back(&m_notices);
    m_context = std::make_unique<session::Context>(
        session::Context{m_catalog, m_senders, std::move(dsn), places, m_clock,
                         Logger::open(m_settings.log.file.string(), level_of(m_settings.log.level)), TILSIG_VERSION,
                         session::Followers(std::move(followers))});
    if (m_fence) m_context->fence = ledger::Fence{*m_fence, m_settings.daemon.lease};
    return *m_context;
}

}  // namespace tilsig::cli
