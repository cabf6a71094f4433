// tilsig init layout: a feed that is declared already looks different from some day on.
#pragma once

#include "cli/environment.hpp"
#include "cli/output.hpp"
#include "propose/layout_difference.hpp"

namespace tilsig::cli {

/// Proposes the layout, tries the contract with it and writes it into the contract, of which nothing else changes;
/// `print`: shows it only. The exit code.
int init_layout(const propose::LayoutRequest& request, bool print, Environment& environment, Output& output);

}  // namespace tilsig::cli
