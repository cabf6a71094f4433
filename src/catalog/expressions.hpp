// Expressions of rules, filters and columns: which names they may use, and their mistakes at their places.
#pragma once

#include <optional>
#include <string>

#include "catalog/contract.hpp"
#include "config/yaml.hpp"
#include "expression/program.hpp"
#include "model/stage_schema.hpp"

namespace tilsig::catalog {

struct Catalog;

/// The names that an expression over a stage may use: its columns (catalog/stages.hpp), and the code lists of kind
/// codes.
[[nodiscard]] expression::Scope expression_scope(const model::StageSchema& in, const Catalog& catalog);

/// First day of a period written 2026, 2026-11 or 2026-11-22; nothing for anything else ("all").
[[nodiscard]] std::optional<std::int64_t> first_day(std::string_view period) noexcept;

/// What `$period`, `$sender` and `$received_at` (as written in the warehouse) are for a unit; empty texts are null.
[[nodiscard]] expression::Circumstances circumstances(const Catalog& catalog, std::string_view period,
                                                      std::string_view sender, std::string_view received_at);

/// Compiles what stands in `node`; mistakes become lints inside it, as does a result that is not of `wanted` when
/// given. `what` names the thing for messages: "when".
[[nodiscard]] std::optional<expression::Program> read_expression(const config::Node& node, std::string_view what,
                                                                 std::optional<expression::Kind> wanted,
                                                                 const expression::Scope& scope, config::Lints& lints);

}  // namespace tilsig::catalog
