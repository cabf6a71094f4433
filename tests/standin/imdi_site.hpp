// IMDi's statistics service as imdi_query reads it: data/imdi/<table>.json. Figures are made up.
#pragma once

#include <filesystem>

#include "standin/message.hpp"

namespace tilsig::standin {

/// /imdi/<manner>/metadata/tables, headers/<table>, headergroups/<table> and POST data/query, 500 rows a page with a
/// continuation that is a new one in every answer. `honest` is the manner of the real service, with its habit of
/// answering a query for an unknown table with 200 and no rows; the others break one thing each: same-token,
/// empty-page, repeated-page, large-page, no-more (the first page says it is the last), moved-row, extra-value,
/// no-rows, number-token, data-twice.
[[nodiscard]] Site imdi_site(const std::filesystem::path& data);

}  // namespace tilsig::standin
