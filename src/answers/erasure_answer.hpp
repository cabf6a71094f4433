// What an erasure takes out, and the erasures so far.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "answers/page.hpp"
#include "answers/subject_answer.hpp"
#include "ledger/erasures.hpp"

namespace tilsig::answers {

/// Counts only: nothing here tells who it is.
struct ErasureAnswer {
    struct Landed {
        std::string unit, hash;
        std::uint64_t records = 0;
        std::uint64_t mentions = 0;
    };
    bool done = false;   ///< else it is what would go
    bool known = false;  ///< the link store knew the person, or knows that it was erased
    std::vector<ledger::Erasure::Count> counts;
    std::vector<Landed> landed;
    std::uint64_t searched = 0;
    std::vector<UnsearchedDelivery> unsearched;

    [[nodiscard]] bool nothing() const noexcept { return counts.empty() && landed.empty(); }
};

[[nodiscard]] Page to_page(const ErasureAnswer& answer);
[[nodiscard]] nlohmann::json to_json(const ErasureAnswer& answer);

struct ErasuresAnswer {
    std::vector<ledger::Erasure> erasures;
};
[[nodiscard]] Page to_page(const ErasuresAnswer& answer);
[[nodiscard]] nlohmann::json to_json(const ErasuresAnswer& answer);

}  // namespace tilsig::answers
