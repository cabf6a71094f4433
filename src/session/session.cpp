#include "session/session.hpp"

#include <algorithm>
#include <set>

#include "base/hash.hpp"
#include "base/own_file.hpp"
#include "ledger/issue_key.hpp"
#include "ledger/migrations.hpp"
#include "ledger/nights.hpp"
#include "odbc/connection_string.hpp"
#include "report/views.hpp"
#include "session/derived_key.hpp"
#include "session/installation_file.hpp"
#include "session/links.hpp"
#include "session/process_lock.hpp"
#include "session/shadow.hpp"
#include "session/subject_key_files.hpp"
#include "warehouse/migrate.hpp"

namespace tilsig::session {

namespace {

/// Killed processes leave files named NAME.part<process> behind. Under the process lock nobody is writing one.
void clear_leftovers(const std::filesystem::path& folder, const Logger& log) {
    namespace fs = std::filesystem;
    try {
        if (!fs::exists(folder)) return;
        std::vector<fs::path> leftovers;
        for (fs::recursive_directory_iterator at(folder), end; at != end; ++at) {
            const auto& entry = *at;
            if (entry.path().filename() == Places::plans)
                at.disable_recursion_pending();  // plans hold no lock and may be writing now
            const std::string ending = entry.path().extension().string();
            const bool ours = ending.size() > 5 && ending.starts_with(".part") &&
                              ending.find_first_not_of("0123456789", 5) == std::string::npos;
            if (ours && entry.is_regular_file()) leftovers.push_back(entry.path());
        }
        for (const auto& path : leftovers) fs::remove(path);
        if (!leftovers.empty()) log.info("leftovers of killed processes removed", {{"files", leftovers.size()}});
    } catch (const fs::filesystem_error&) {
        log.warn("leftovers of killed processes could not be removed");
    }
}

Error warehouse_lost() {
    return Error(ErrorKind::database, "the connection to the warehouse was lost and could not be made again")
        .retry(Retry::later);
}

/// Before the first night that is as it should be; afterwards the data are gone, or looked for in the wrong place.
Error no_file(const Context& context) {
    if (InstallationFile(context.places.landing).known_id().empty())
        return Error(ErrorKind::state, "there is no warehouse here yet")
            .code(ledger::no_ledger_yet)
            .remedy("the first `tilsig night` or `tilsig run` makes it");
    return Error(ErrorKind::database, "the warehouse's file is not there, and this installation has loaded into one: " +
                                          odbc::parse_connection_string(context.dsn.connection_string).database)
        .remedy("correct `warehouse.connection_string`, or put the file back from its backup");
}

}  // namespace

void require_key(const Places& places) {
    namespace fs = std::filesystem;
    if (fs::exists(places.key_file)) return;
    // A key of our own would be gone with the service that was given none.
    if (!places.key_credential.empty())
        throw Error(ErrorKind::configuration,
                    "the landing zone's key " + places.key_credential + " was not handed over")
            .remedy(
                "the service gets it by LoadCredential=, a shell by `systemd-run --pipe --wait -p "
                "LoadCredential=NAME`; it "
                "is 64 hex digits, of which a copy is kept elsewhere");
    if (!fs::exists(places.landing)) return;
    // The id of the installation is no delivery.
    const bool nothing_landed =
        std::all_of(fs::directory_iterator(places.landing), fs::directory_iterator(),
                    [](const auto& entry) { return entry.path().filename() == "installation"; });
    if (nothing_landed) return;
    throw Error(ErrorKind::state, "the key file " + places.key_file.string() +
                                      " is missing but the landing zone holds deliveries sealed with it")
        .remedy("restore the key file from its backup; without it landed deliveries cannot be read");
}

bool make_missing_key(const Places& places) {
    if (std::filesystem::exists(places.key_file)) return false;
    require_key(places);
    make_private_folder(places.key_file.parent_path());
    land::LandingZone::make_key(places.key_file);
    return true;
}

Session::Session(const Context& context, SessionRole role)
    : m_context(context),
      m_role(role),
      m_witness(context.places.landing),
      m_file_check(context.dsn, context.places.cache, context.clock) {
    m_loader_options.dsn = context.dsn;
    m_loader_options.cache_folder = context.places.cache;
    for (const auto& folder : {context.places.landing, context.places.cache, context.places.key_file.parent_path()})
        require_not_open_to_all(folder);
    if (role == SessionRole::reader || role == SessionRole::beside) {
        if (m_file_check.missing()) throw no_file(context);
    } else {
        prepare_to_load();
    }
    const bool whole = m_file_check.due();
    open();
    if (role == SessionRole::worker) return;
    if (role == SessionRole::reader || role == SessionRole::beside || role == SessionRole::planner) {
        m_ledger->require_current();
        if (role != SessionRole::planner) return;
        m_loader_options.staging_connections = 0;  // other connections would need tables that others see
        verify(whole);
        return;
    }
    clear_leftovers(context.places.cache, context.log);
    clear_leftovers(context.places.receipts.root / "out", context.log);
    m_ledger->migrate();
    require_no_night();
    bind_installation(*m_connection, context.clock, InstallationFile(context.places.landing));
    // Before anything is dropped: an older copy of the database stays as it was found.
    if (role != SessionRole::repair) m_witness.require_held(*m_ledger, context.log);
    end_shadows(*this);
    change_structure();
    verify(whole);
    m_file_check.begun(whole);
    m_ledger->settle_interrupted_runs();
    (void)m_context.followers.catch_up(*this);
}

void Session::prepare_to_load() {
    const auto& places = m_context.places;
    if (make_missing_key(places))
        m_context.log.warn("the key of the landing zone was made; copy it now",
                           {{"file", ours(places.key_file.string())}});
    make_private_folder(places.cache);
    (void)active_landing();
    m_loader_options.hash_key = derived_key("tilsig snapshot hash key v1", places.key_file);
}

Session::~Session() {
    m_ledger.reset();
    m_connection.reset();
    m_file_check.ended();
}

/// Before the runs of a night that is at work would be taken for those of a killed process.
void Session::require_no_night() const {
    const auto open = ledger::Nights(*m_connection, m_context.clock).open();
    if (open) require_gone(open->holder, m_context.fence ? std::optional(m_context.fence->number) : std::nullopt);
}

void Session::change_structure() {
    const auto& log = m_context.log;
    while (!warehouse::migrate_warehouse(*m_connection, m_context.catalog.model, m_refused)) open();
    std::set<std::string> refused;
    for (const auto& [table, error] : m_refused) {
        log.error("a table stays as it is", error);
        refused.insert(table);
    }
    try {
        report::publish_views(*m_connection, m_context.catalog, refused);
    } catch (const odbc::DatabaseError& error) {
        if (error.connection_lost()) throw;
        // They show what they showed, and nobody's rows depend on them.
        log.error("the views of BI were not brought up to date; the next start tries it again", error);
        open();
    }
}

void Session::require_loadable(const model::UnitName& unit) const {
    const auto refused = m_refused.find(m_context.catalog.table_of(unit).name);
    if (refused != m_refused.end()) throw Error(refused->second);
}

bool Session::loadable(const model::UnitName& unit) const {
    return !m_refused.contains(m_context.catalog.table_of(unit).name);
}

land::LandingZone& Session::zone(std::unique_ptr<land::LandingZone>& opened,
                                 const std::filesystem::path& folder) const {
    if (!opened) {
        const auto& places = m_context.places;
        require_key(places);
        opened = std::make_unique<land::LandingZone>(folder, places.key_file, m_context.clock);
    }
    return *opened;
}

land::LandingZone& Session::active_landing() { return zone(m_landing, m_context.places.landing); }
land::LandingZone& Session::shadow_landing() { return zone(m_shadow_landing, m_context.places.shadow_landing()); }

void Session::verify(bool whole) {
    std::vector<std::string> tables;
    const auto& model = m_context.catalog.model;
    for (const auto& table : model.tables) tables.push_back(table.name);
    for (const auto& table : model.shadows) tables.push_back(table.name);
    m_ledger->verify(tables, whole ? ledger::Verified::every_row : ledger::Verified::account);
}

odbc::Connection& Session::connection() {
    if (m_connection == nullptr) throw warehouse_lost();
    return *m_connection;
}

ledger::Ledger& Session::ledger() {
    if (m_ledger == nullptr) throw warehouse_lost();
    return *m_ledger;
}

std::int64_t Session::unit_number(const model::UnitName& unit) {
    return write([&] { return ledger().unit_id(unit); });
}

bool Session::lost() const noexcept { return m_connection == nullptr || m_connection->dead(); }

void Session::open() {
    m_ledger.reset();
    m_connection.reset();
    m_connection = std::make_unique<odbc::Connection>(odbc::Connection::open(m_context.dsn, "tilsig-load"));
    m_ledger = std::make_unique<ledger::Ledger>(*m_connection, m_context.clock);
}

const model::SubjectKeys& Session::subject_keys() {
    if (!m_subject_keys) m_subject_keys = session::subject_keys(m_context.places, ledger::key_rotations(connection()));
    return *m_subject_keys;
}

HashKey Session::checksum_key() const {
    return derived_key("tilsig content checksum person key v1", m_context.places.key_file);
}

Links& Session::links() {
    if (!m_links) {
        const bool looks =
            m_role == SessionRole::reader || m_role == SessionRole::beside || m_role == SessionRole::planner;
        m_links = std::make_unique<Links>(m_context, connection(), looks ? Links::Mode::looks : Links::Mode::learns);
    }
    return *m_links;
}

void Session::reconnect() {
    m_links.reset();
    m_file_check.forget();
    open();
}

}  // namespace tilsig::session
