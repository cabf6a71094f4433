// What the parts of the landing zone share: the folder, the key, and the reading and writing of one delivery's folder.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/files.hpp"
#include "land/incoming.hpp"
#include "land/key.hpp"
#include "land/manifest.hpp"
#include "land/sealed_file.hpp"

namespace tilsig::land {

struct ZoneState {
    std::filesystem::path folder;
    MasterKey key;
    const Clock& clock;

    /// A delivery as found. `folder_fd` pins it, so that manifest and content belong together even while another
    /// process exchanges or removes it.
    struct Found {
        UniqueFd folder_fd;
        std::string path;  ///< for messages
        StoredManifest stored;
        KeyBytes data_key;
        bool key_fits = false;  ///< false: sealed with another key; the data key is then not known
    };
    /// Nothing when it is not there; Error(storage) when the manifest is damaged or is not about this delivery.
    [[nodiscard]] std::optional<Found> find(const std::string& delivery) const;
    /// Opens the content; Error(configuration) when the key does not fit.
    [[nodiscard]] SealedReader open(const Found& found) const;
    /// False when the delivery was removed or exchanged since it was found: what is missing then is not damage.
    [[nodiscard]] static bool still_named(const Found& found);
    /// True when landing the same bytes again may rely on this one: erased, or every byte can be opened (all are read,
    /// which is cheap beside receiving them). Makes the name durable: its writer may have been killed between rename
    /// and sync.
    [[nodiscard]] bool stands(const Found& found) const;
};

/// A content file being written into an incoming folder under a new data key, and its manifest.
struct DeliveryWriter {
    DeliveryWriter(const ZoneState& zone, std::uint32_t chunk_bytes);
    /// Ends the content, writes the manifest and syncs both. A second call writes another manifest for the same
    /// content.
    void complete(const Manifest& manifest);

    const ZoneState& zone;
    Incoming incoming;
    KeyBytes data_key;
    UniqueFd file;
    SealedWriter content;
    bool content_complete = false;
};

}  // namespace tilsig::land
