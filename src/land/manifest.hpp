// What is known about a landed delivery, and its form on disk.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "model/erased_places.hpp"
#include "model/proof.hpp"

namespace tilsig::land {

/// What is known about a landed delivery; stored beside it (readable without the key, holds no content).
struct Manifest {
    std::string delivery;      ///< SHA-256 of the plain bytes, hex: the identity and the local name
    std::string unit;          ///< UnitName::text() of the first unit that delivered it
    std::uint64_t bytes = 0;   ///< plain size; of a derivative, its own
    std::string outside_name;  ///< raw bytes; sealed in the file, because people write identifiers into file names
    std::string media_type, charset;
    model::Proof proof;
    std::string received_at;  ///< to_text(Instant)
    std::string retention;    ///< class: a count with s, m, h or d ("90d"), or "keep"
    std::uint32_t chunk_bytes = 0;
    std::string key_id;        ///< which key file wrapped the delivery key
    std::string derived_from;  ///< delivery id of the original when this is an erasure derivative
    std::string erased_at;     ///< to_text(Instant) of the last erasure
    /// Where the records stood that were erased; their numbers are not kept. Of a packed delivery, places in the
    /// unpacked bytes.
    std::vector<model::RecordPlace> erased{};
    bool operator==(const Manifest&) const = default;
};

/// A manifest as it stands on disk: the fields, and the three values that need a key to be understood or made.
struct StoredManifest {
    Manifest manifest;        ///< outside_name is empty here; it lives in `sealed_name`
    std::string sealed_name;  ///< the outside name under the data key
    std::string wrapped_key;  ///< the data key under the master key, bound to `bound()`

    /// Every field but the wrapped key, in one canonical text: what the wrapping authenticates, so that a manifest that
    /// was edited no longer opens its delivery.
    [[nodiscard]] std::string bound() const;
    /// The file's text, with a check sum so that damage shows without a key.
    [[nodiscard]] std::string text() const;
};

/// Reads what text() wrote. Error(storage) at `path` when it is damaged or of another make.
[[nodiscard]] StoredManifest parse_manifest(std::string_view text, const std::string& path);

/// The length of a retention class, nothing for "keep"; Error(configuration) for anything else.
[[nodiscard]] std::optional<std::chrono::seconds> retention_length(std::string_view retention);

}  // namespace tilsig::land
