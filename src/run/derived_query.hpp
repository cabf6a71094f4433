// Derived feeds that are declared as a query over the warehouse (connectors/derived/source.yaml).
#pragma once

#include <map>
#include <optional>
#include <string>

#include "fetch/fetch.hpp"
#include "session/session.hpp"

namespace tilsig::run {

using QueryOptions = std::map<std::string, std::string>;

/// `query` and `needs` of a feed that is made by a query; nothing for any other feed.
[[nodiscard]] std::optional<QueryOptions> query_options(const catalog::Catalog& catalog, const std::string& feed);

/// Why nothing can be made yet: the table that the query needs was never loaded. Nothing otherwise.
[[nodiscard]] std::optional<std::string> missing_rows(session::Session& session, const QueryOptions& options);

/// The query as it is sent. A table in braces is its current rows: numbers are plain, and a person who was told to be
/// two is one. The same text runs on every engine.
[[nodiscard]] std::string query_text(const catalog::Catalog& catalog, const odbc::Dialect& dialect,
                                     const std::string& query, const std::string& today);

/// The answer as CSV: `;`, a header with the names of the query's columns, NULL as an empty cell.
void write_answer(session::Session& session, const QueryOptions& options, fetch::DeliverySink& sink);

}  // namespace tilsig::run
