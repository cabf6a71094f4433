// Generated deliveries: the same in every run and on every machine.
#pragma once

#include <vector>

#include "conform/reference_model.hpp"
#include "load/loader.hpp"

namespace tilsig::conform {

/// `count` rows with keys from `first_key` on; other values for each `seed`.
[[nodiscard]] std::vector<Row> generated(std::size_t count, std::size_t first_key, std::uint32_t seed);
/// Every `nth` row has another amount.
[[nodiscard]] std::vector<Row> with_changes(std::vector<Row> rows, std::size_t nth);
[[nodiscard]] std::vector<Row> reordered(std::vector<Row> rows);
/// Keys and values that drivers and engines have been seen to change: blanks at the end, case, combining characters,
/// four bytes, quotes, backslashes, the largest numbers, first and last days, a text of a megabyte, NULL beside empty.
[[nodiscard]] std::vector<Row> torture();
/// Two equal rows of one key, two different ones of another.
[[nodiscard]] std::vector<Row> clashing();

/// add()s the rows in batches; the first column is the owner, record numbers count from 1.
void feed(load::UnitLoader& loader, const model::Table& table, const std::vector<Row>& rows);

}  // namespace tilsig::conform
