// mappings/figures/*.yaml: read once, every mistake at its place.
#pragma once

#include <filesystem>
#include <vector>

#include "catalog/catalog.hpp"
#include "figures/figure.hpp"

namespace tilsig::figures {

/// By code. The catalog must be whole: a figure names its feed and columns of the tables there, and outlives neither.
/// Mistakes go to `lints`; the figures are to be used only when there were none. No folder: no figures.
[[nodiscard]] std::vector<Figure> read_figures(const std::filesystem::path& root, const catalog::Catalog& catalog,
                                               config::Lints& lints);

}  // namespace tilsig::figures
