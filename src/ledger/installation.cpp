#include "ledger/installation.hpp"

#include "base/text.hpp"
#include "ledger/common.hpp"
#include "ledger/statement_cache.hpp"

namespace tilsig::ledger {

Installation::Installation(odbc::Connection& connection, const Clock& clock)
    : m_connection(connection), m_clock(clock), m_statements(std::make_unique<StatementCache>(connection)) {}
Installation::~Installation() = default;

std::optional<std::string> Installation::bound_id() {
    return m_statements->text("SELECT id FROM ops_installation WHERE only_one = 1");
}

void Installation::write(const std::string& id, bool replace) {
    // Without `replace` a row that is there gets its own key once more, which changes nothing.
    m_statements->run("INSERT INTO ops_installation (only_one, id, bound_at) VALUES (1, ?, ?)" +
                          m_connection.dialect().or_update("ops_installation", "only_one",
                                                           replace ? std::vector<std::string>{"id", "bound_at"}
                                                                   : std::vector<std::string>{"only_one"}),
                      id, to_text(m_clock.now()));
}

void Installation::bind(const std::string& id, const std::string& kept_in) {
    auto bound = bound_id();
    if (!bound) {
        write(id, false);
        bound = bound_id();
    }
    if (bound != id) refuse(bound.value_or("unknown"), "is installation " + shown_id(id), kept_in);
}

void Installation::require_free(const std::string& kept_in) {
    if (const auto bound = bound_id()) refuse(*bound, "has no id yet", kept_in);
}

void Installation::refuse(const std::string& bound, const std::string& own, const std::string& kept_in) {
    throw Error(ErrorKind::state, "the database belongs to installation " + display_name(shown_id(bound)) +
                                      ", and this data folder " + display_name(own) + " (" + kept_in + ")")
        .remedy(
            "use the tilsig.yaml of the installation that loads into this database, or give this one a database of its "
            "own; if its data folder was moved or restored here on purpose and nothing else loads into the database, "
            "`tilsig installation adopt --reason WHY` binds it anew");
}

bool Installation::adopt(const std::string& id, const std::string& who, const std::string& why) {
    const auto before = bound_id();
    if (before == id) return false;
    write(id, true);
    write_audit(*m_statements, m_clock, who,
                "installation adopted" + (before ? ", before: " + shown_id(*before) : std::string()), shown_id(id),
                why);
    return true;
}

std::string shown_id(const std::string& id) {
    constexpr std::size_t group = 4;
    if (id.find_first_not_of("0123456789abcdef") != std::string::npos) return id;
    std::string shown;
    for (std::size_t at = 0; at < id.size(); at += group) shown += (at == 0 ? "" : ":") + id.substr(at, group);
    return shown;
}

}  // namespace tilsig::ledger
