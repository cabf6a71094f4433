// A sample of a feed that is declared already -> the layout that its contract lacks.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "propose/proposal.hpp"

namespace tilsig::propose {

struct LayoutRequest {
    Request sample;     ///< of a declared feed
    std::string since;  ///< year, month or day from which deliveries look like the sample
};

struct LayoutDifference {
    std::string read_by;   ///< a layout of the contract that reads the sample as it is; nothing is proposed then
    std::string based_on;  ///< as Proposal
    bool whole = true;
    catalog::Layout layout;
    std::vector<std::string> evidence;   ///< why; never a value of the sample
    std::vector<std::string> to_decide;  ///< what a person must look at
    std::vector<std::string> not_read;   ///< columns that no field asks for
    std::string ends;      ///< the open layout of the same form that ends before `since`; empty: none does
    std::string text;      ///< the layout as the contract writes it
    std::string contract;  ///< the whole contract with it
};

/// Finds the shape of the sample as `propose` does, and which of its columns each field of the contract reads: by name,
/// by title, by likeness, or because it alone is left and its values fit. `contract_text` is the contract as it stands.
/// Throws Error(usage) for an unknown feed or a `since` that is no time; Error(data), decode::DeliveryRefused as
/// `propose`.
[[nodiscard]] LayoutDifference find_difference(const LayoutRequest& request, const catalog::Catalog& catalog,
                                               const std::string& contract_text);

}  // namespace tilsig::propose
