// The warehouse as rules over sets ask it.
#pragma once

#include <memory>

#include "catalog/catalog.hpp"
#include "odbc/odbc.hpp"
#include "sets/loaded_tables.hpp"

namespace tilsig::ledger {
class StatementCache;
}

namespace tilsig::run {

/// What is committed when it is asked. Each query asks for many keys at once; statements are kept prepared.
class LoadedTables final : public sets::LoadedTables {
public:
    /// `unit_id` is the unit that owns the rows of the delivery (catalog::owner_of_rows): those it is compared with
    /// are of others.
    LoadedTables(odbc::Connection& connection, const catalog::Catalog& catalog, std::int64_t unit_id);
    ~LoadedTables() override;

    [[nodiscard]] bool holds_rows(const std::string& table) override;
    void find(const Query& query, const std::vector<std::string_view>& values,
              const std::function<void(model::Batch& rows)>& take) override;

private:
    [[nodiscard]] std::string text_of(const Query& query, const model::Table& table, std::size_t values) const;

    odbc::Connection& m_connection;
    const catalog::Catalog& m_catalog;
    std::int64_t m_unit_id;
    std::unique_ptr<ledger::StatementCache> m_statements;
};

}  // namespace tilsig::run
