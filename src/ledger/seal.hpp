// A short checksum over a row that steers the program: a cursor or marker changed by damage must not be believed.
#pragma once

#include <cstdint>
#include <string>

#include "base/hash.hpp"

namespace tilsig::ledger {

/// Not keyed: it finds damage, not forgery. 64 bits are ample for that.
[[nodiscard]] inline std::string cursor_seal(std::int64_t unit_id, const std::string& position) {
    return sha256_hex("cursor\n" + std::to_string(unit_id) + "\n" + position).substr(0, 16);
}
[[nodiscard]] inline std::string marker_seal(std::int64_t load_seq, std::int64_t run_id, const std::string& loaded_at) {
    return sha256_hex("marker\n" + std::to_string(load_seq) + "\n" + std::to_string(run_id) + "\n" + loaded_at)
        .substr(0, 16);
}

}  // namespace tilsig::ledger
