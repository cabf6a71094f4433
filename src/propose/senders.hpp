// A register of all municipalities and districts since 2006, from the code lists: who they were, and who came after.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "catalog/catalog.hpp"

namespace tilsig::propose {

/// One code of a sender over a time; half-open, INT64_MAX when open.
struct SenderPeriod {
    std::int64_t from = 0, to = 0;
    std::string code, name, region;
};

struct ProposedSender {
    std::string id;  ///< k and the code when it first appears, b for districts
    bool district = false;
    std::vector<SenderPeriod> periods;    ///< by date
    std::vector<std::string> successors;  ///< of one that has left: who took its codes over; more than one has to be
                                          ///< decided
    [[nodiscard]] bool has_left() const;
};

/// From the lists `municipality`, `municipality_change`, `imdi_region_municipality` and `district`. A municipality that
/// is renumbered, or under whose name others are merged, goes on; one whose name comes back is the same again. Unknown
/// (9999), unspecified and codes without an administration are left out. Error(configuration) when a list is missing.
[[nodiscard]] std::vector<ProposedSender> propose_senders(const catalog::Catalog& catalog);

/// senders.yaml of them (format: src/senders/README.md), each owing `feeds`; what lists cannot know stands in lines
/// with "decide:".
[[nodiscard]] std::string register_text(const std::vector<ProposedSender>& senders, const catalog::Catalog& catalog,
                                        const std::vector<std::string>& feeds);

}  // namespace tilsig::propose
