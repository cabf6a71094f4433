// Which fields identify a record: the smallest set that is unique over the sample.
#pragma once

#include <string>
#include <vector>

#include "propose/decide.hpp"

namespace tilsig::propose {

struct ProposedKey {
    std::vector<std::size_t> fields;  ///< positions in the proposed fields
    std::vector<std::string> evidence;
    std::vector<std::string> to_decide;
    bool unique = false;  ///< false: no set was found, `fields` tell as many records apart as any
};

/// Of a cube: its dimensions. Else the labels of a wide table and what says when the figures are of, with up to five
/// more fields that are never empty, not personal and no measure; the work is bounded. Throws Error(data) when no field
/// at all can be in a key.
[[nodiscard]] ProposedKey find_key(const std::vector<ProposedField>& fields, const Profile& profile,
                                   const std::string& shown);

}  // namespace tilsig::propose
