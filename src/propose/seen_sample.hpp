// Inside the room only: a sample of a declared feed, read as the contract says where that is possible.
#pragma once

#include <string>
#include <vector>

#include "propose/proposal.hpp"

namespace tilsig::propose {

struct SeenSample {
    catalog::Layout layout;       ///< without names and form of dates: those are what is looked for
    std::vector<Proposal> parts;  ///< shape and profile: of each table of a workbook, else one
    std::string like;             ///< the layout of the contract that it is read as, but for its headers; empty: none
    std::string based_on;         ///< as Proposal
    bool whole = true;
};

/// First as each layout of the contract: delimiter, trailer, sheets and tables are known, and only headers differ. Else
/// the shape is found as that of a new feed. Throws as `propose`.
[[nodiscard]] SeenSample look_at(const Sample& sample, const Request& request, const catalog::Contract& contract,
                                 const catalog::Catalog& catalog);

}  // namespace tilsig::propose
