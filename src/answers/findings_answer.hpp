// What was found in a delivery: how many of each code, and the first of them with their places.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "answers/finding_answer.hpp"
#include "answers/page.hpp"
#include "ledger/ledger.hpp"

namespace tilsig::answers {

struct FindingsAnswer {
    std::map<std::string, std::uint64_t> counts;  ///< all of the run, by code
    std::vector<model::Finding> findings;         ///< some of them; those of one code stand together

    [[nodiscard]] std::uint64_t total() const;  ///< of the counts
};

/// What the ledger keeps of a run, the rarest code first. At most `per_code` findings of each code; with `only`, of
/// that code alone.
[[nodiscard]] FindingsAnswer stored_findings(ledger::Ledger& ledger, std::int64_t run_id, const std::string& only,
                                             std::int64_t per_code);

/// "SYS-U001 2, SYS-F002 1 300", rarest first; "nothing was found" for none.
[[nodiscard]] std::string counted_findings(const std::map<std::string, std::uint64_t>& counts);

/// Code by code, each with its words once and then its places. A code without a count has as many as are given.
void add_findings(Page& page, const FindingsAnswer& found, const Declarations& declared);

/// Puts `findings` and `finding_counts` into a document.
void add_findings(nlohmann::json& document, const FindingsAnswer& found, const Declarations& declared);

}  // namespace tilsig::answers
