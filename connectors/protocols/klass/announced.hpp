// What a table of the statistics bank says of itself, held against what it answered.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "json_scanner.hpp"
#include "spi/host.hpp"

namespace tilsig::klass {

/// The categories an answer must hold, from the table's metadata and the query alone - not from the answer, whose own
/// sizes agree with each other also when half of it is missing.
class Announced {
public:
    /// Throws Failure(bad_source) when the metadata is not what the service documents.
    Announced(std::string_view metadata, std::string_view query);

    /// The proof of a scanned, closed answer, from what the document says of itself (`own_kind`) and the announced
    /// categories. All are there: kind `cells=metadata` (`categories=metadata` for a sparse answer). Some are not:
    /// `lacks` names ten of them (`Tid:2010, 2011`); what that means is for the contract to say. With a selection that
    /// cannot be worked out here (`top`, `agg:`) only the other variables are compared, and the proof stays what it
    /// was. Throws Failure(bad_source) for categories nobody announced and for another number of cells than the
    /// categories make.
    [[nodiscard]] spi::Proof prove(const JsonScanner& answer, const std::string& own_kind) const;

private:
    struct Variable {
        std::string code;
        bool compared = true;
        std::vector<std::string> categories{};
    };
    std::vector<Variable> m_variables;
};

/// Bytes of an answer's `dimension` that are kept for the comparison: some ten thousand categories with their labels.
inline constexpr std::size_t dimension_kept = 16U << 20;

}  // namespace tilsig::klass
