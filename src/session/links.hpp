// The link store of an installation, as a session needs it: opened when a feed about persons first asks.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "protect/link_store.hpp"
#include "session/context.hpp"

namespace tilsig::session {

class Links {
public:
    using Mode = protect::LinkStore::Mode;

    /// Error(state), with nothing made: the key or the store is gone, is older than the warehouse, or belongs to
    /// another one. Whoever learns makes key and store when the warehouse was never loaded by one; who only looks then
    /// gets ids that nobody else will see.
    Links(const Context& context, odbc::Connection& warehouse, Mode mode);

    /// Nothing where this session draws ids of its own, because no store was ever made.
    [[nodiscard]] protect::LinkStore* store() noexcept { return m_store.get(); }
    /// For one run over one delivery; noted as a use of the store when the run learns.
    [[nodiscard]] protect::PersonIds& begin(const protect::Use& use, const std::string& received_at);
    /// The use is over.
    void end();
    /// What stands for these persons in checksums: a token of the strongest number of each. `key` is the one for
    /// subjects.
    [[nodiscard]] std::vector<std::string> tokens(const std::vector<std::int64_t>& ids, const HashKey& key);
    /// In the transaction of a run over records of persons: what the store had come to, and who turned out to be one.
    /// `load_seq` is the run's, or the newest where it changes no row.
    void note(odbc::Connection& warehouse, std::int64_t load_seq);

private:
    std::unique_ptr<protect::LinkStore> m_store;
    std::unique_ptr<protect::DrawnIds> m_drawn;
};

}  // namespace tilsig::session
