// Rows after mapping, rejects beside them - without landing zone and without database.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "catalog/catalog.hpp"
#include "pipeline/transform.hpp"

namespace tilsig::pipeline {

struct Preview {
    std::vector<std::string> columns;            ///< of the target table
    std::vector<std::vector<std::string>> rows;  ///< the first accepted records; null is "-"
    PassResult pass;                             ///< the whole file's account and findings
};

/// Reads the whole file, keeps the first `limit` rows. Throws decode::DeliveryRefused.
[[nodiscard]] Preview preview_file(const catalog::Catalog& catalog, const model::UnitName& unit,
                                   const std::filesystem::path& file, const std::string& received_at,
                                   std::size_t limit);

/// `tilsig test`: rule examples and mapping examples run through the real checker and mapper; what comes out otherwise
/// than declared is a mistake at the example's place. Returns the number of examples run.
[[nodiscard]] std::size_t run_declared_tests(const catalog::Catalog& catalog, config::Lints& lints);

/// Compiles the XML schemas of all layouts; what is wrong with one is a mistake at its line. No network, no other file.
void check_schemas(const catalog::Catalog& catalog, config::Lints& lints);

}  // namespace tilsig::pipeline
