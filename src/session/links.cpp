#include "session/links.hpp"

#include "base/key_file.hpp"
#include "ledger/link_state.hpp"
#include "ledger/person_aliases.hpp"
#include "odbc/connection_string.hpp"
#include "protect/person_token.hpp"

namespace tilsig::session {

namespace {

namespace fs = std::filesystem;

/// The file of an embedded store; empty for a server, which is asked by opening it.
fs::path file_of(const odbc::Dsn& dsn) {
    const auto target = odbc::parse_connection_string(dsn.connection_string);
    return target.engine == odbc::Engine::sqlite ? fs::path(target.database) : fs::path();
}

[[noreturn]] void refuse_lost(const std::string& what) {
    throw Error(ErrorKind::state, what + " is not there, and persons are known that only it can tell")
        .remedy(
            "restore it from its backup, or correct `links` in tilsig.yaml; a new one would give everybody a "
            "second id");
}

/// What a damaged database says of itself is said of warehouses: they can be made anew from what was landed.
std::unique_ptr<protect::LinkStore> open_store(const Context& context, Links::Mode mode) {
    auto keys = protect::LinkKeys::load(context.places.link_key);
    try {
        return std::make_unique<protect::LinkStore>(context.links, std::move(keys), context.clock, mode);
    } catch (Error& error) {
        if (!error.error_code().empty()) error.while_doing("opening the link store");
        if (!error.error_code().empty() && error.kind() == ErrorKind::state)
            error.remedy(
                "restore the link store from its newest backup and leave what is damaged beside it; a new one would "
                "give everybody a second id");
        throw;
    }
}

}  // namespace

Links::Links(const Context& context, odbc::Connection& warehouse, Mode mode) {
    const auto& places = context.places;
    const auto loaded_by = ledger::link_state(warehouse);
    const fs::path file = file_of(context.links);
    const bool has_file = !file.empty() && fs::exists(file);
    const bool there = file.empty() || has_file;
    const bool has_key = fs::exists(places.link_key);
    if (!loaded_by.store.empty() && !there) refuse_lost("the link store");
    if ((!loaded_by.store.empty() || has_file) && !has_key) refuse_lost("the link key " + places.link_key.string());
    if (mode == Mode::looks && (!there || !has_key)) {
        m_drawn = std::make_unique<protect::DrawnIds>();
        return;
    }
    if (!has_key) {
        make_key_file(places.link_key);
        context.log.warn("the link key was made; copy it now", {{"file", ours(places.link_key.string())}});
    }
    m_store = open_store(context, mode);
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

std::vector<std::string> Links::tokens(const std::vector<std::int64_t>& ids, const HashKey& key) {
    std::vector<std::string> tokens(ids.size(), "nobody");
    if (m_drawn) return tokens;
    const auto leads = m_store->lead_numbers(ids);
    for (std::size_t i = 0; i < ids.size(); ++i)
        if (leads[i]) tokens[i] = protect::lookup_text(protect::person_token(key, leads[i]->digits));
    return tokens;
}

void Links::note(odbc::Connection& warehouse, std::int64_t load_seq) {
    if (!m_store) return;
    const auto state = m_store->state();
    if (state.generation != ledger::link_state(warehouse).generation)
        ledger::note_person_aliases(warehouse, m_store->aliases(), load_seq);
    ledger::note_link_state(warehouse, state);
}

}  // namespace tilsig::session
