#include "session/links.hpp"

#include "base/key_file.hpp"
#include "ledger/link_state.hpp"
#include "odbc/connection_string.hpp"

namespace tilsig::session {

namespace {

namespace fs = std::filesystem;

/// An embedded store that is not there; a server is asked by opening it.
bool no_file(const odbc::Dsn& dsn) {
    const auto target = odbc::parse_connection_string(dsn.connection_string);
    return target.engine == odbc::Engine::sqlite && !fs::exists(target.database);
}

[[noreturn]] void refuse_lost(const std::string& what) {
    throw Error(ErrorKind::state, what + " is not there, and the warehouse holds persons that only it knows")
        .remedy(
            "restore it from its backup, or correct `links` in tilsig.yaml; a new one would give everybody a "
            "second id");
}

}  // namespace

Links::Links(const Context& context, odbc::Connection& warehouse, Purpose purpose) {
    const auto& places = context.places;
    const auto loaded_by = ledger::link_state(warehouse);
    const bool there = !no_file(context.links);
    const bool has_key = fs::exists(places.link_key);
    if (!loaded_by.store.empty() && !there) refuse_lost("the link store");
    if (!has_key && !loaded_by.store.empty()) refuse_lost("the link key " + places.link_key.string());
    if (purpose == Purpose::looks && (!there || !has_key)) {
        m_drawn = std::make_unique<protect::DrawnIds>();
        return;
    }
    if (!has_key) {
        make_key_file(places.link_key);
        context.log.warn("the link key was made; copy it now", {{"file", ours(places.link_key.string())}});
    }
    m_store = std::make_unique<protect::LinkStore>(context.links, protect::LinkKeys::load(places.link_key),
                                                   context.clock, purpose);
    m_store->require_not_older(loaded_by);
}

protect::PersonIds& Links::begin(const protect::Use& use, const std::string& received_at) {
    if (m_drawn) return *m_drawn;
    m_store->begin_use(use, received_at);
    return *m_store;
}

void Links::end() {
    if (m_store) m_store->end_use();
}

void Links::note(odbc::Connection& warehouse) {
    if (m_store) ledger::note_link_state(warehouse, m_store->state());
}

}  // namespace tilsig::session
