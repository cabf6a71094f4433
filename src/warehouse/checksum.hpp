// The content checksum: the same rows give the same digest on every engine, whatever their surrogates, runs and clocks.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "model/table.hpp"
#include "odbc/odbc.hpp"

namespace tilsig::warehouse {

/// What stands for each of these persons in a content checksum: a text that depends neither on who was seen first nor
/// on the keys of the link store.
using PersonTokens = std::function<std::vector<std::string>(const std::vector<std::int64_t>& ids)>;

/// SHA-256 over the canonical typed text of the model columns in business-key order, without surrogate keys, run ids or
/// clocks: promise 2's content checksum. Same on every database. Rows are streamed. `tokens` is asked once per page of
/// a table about persons, and may be empty for the others. Where the id of a person is part of the key, the order of
/// rows is that of arrival: then it is the sum of the rows' digests, which no order changes.
[[nodiscard]] std::string content_checksum(odbc::Connection& connection, const model::Table& table,
                                           const PersonTokens& tokens = {});

}  // namespace tilsig::warehouse
