// Opening the zone, looking up, listing and removing deliveries.
#include "land/landing_zone.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "land/landing_writer_state.hpp"
#include "land/zone_state.hpp"

namespace tilsig::land {
namespace {

bool holds_deliveries(const std::filesystem::path& folder) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (is_sha256_hex(entry.path().filename().string())) return true;
    }
    return false;
}

MasterKey load_or_make_key(const std::filesystem::path& zone, const std::filesystem::path& key_file) {
    if (!std::filesystem::exists(key_file)) {
        if (holds_deliveries(zone)) {
            throw Error(ErrorKind::configuration, "the key file is missing, but the landing zone holds deliveries")
                .at({key_file.string()})
                .remedy("restore the key file; a new key would not open them");
        }
        try {
            MasterKey::make(key_file);
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::state) throw;  // state: another process made it meanwhile
        }
    }
    return MasterKey::load(key_file);
}

void open_folder(const std::filesystem::path& folder) {
    if (std::filesystem::is_directory(folder)) return;
    make_private_folder(folder);
    sync_folder(folder.has_parent_path() ? folder.parent_path() : ".");
}

Error not_there(const std::string& delivery) {
    return Error(ErrorKind::state, "delivery " + delivery.substr(0, 12) + " is not in the landing zone")
        .remedy("it was removed when its retention ended, or belongs to another zone; fetch it again");
}

}  // namespace

struct LandedReader::State {
    Manifest manifest;
    SealedReader content;
    std::uint64_t position = 0;
};

LandedReader::LandedReader(std::unique_ptr<State> state) : m_state(std::move(state)) {}
LandedReader::~LandedReader() = default;
LandedReader::LandedReader(LandedReader&&) noexcept = default;
void LandedReader::seek(std::uint64_t offset) { m_state->position = offset; }
std::uint64_t LandedReader::size() const noexcept { return m_state->manifest.bytes; }
const Manifest& LandedReader::manifest() const noexcept { return m_state->manifest; }

std::size_t LandedReader::read(char* buffer, std::size_t size) {
    std::size_t total = 0;
    while (total < size) {
        const std::size_t count = m_state->content.read_at(m_state->position, buffer + total, size - total);
        if (count == 0) break;
        m_state->position += count;
        total += count;
    }
    return total;
}

LandingZone::LandingZone(std::filesystem::path folder, const std::filesystem::path& key_file, const Clock& clock) {
    open_folder(folder);
    MasterKey key = load_or_make_key(folder, key_file);
    Incoming::sweep(folder);
    m_state = std::make_unique<ZoneState>(ZoneState{std::move(folder), std::move(key), clock});
}
LandingZone::LandingZone(std::unique_ptr<ZoneState> state) : m_state(std::move(state)) {}
LandingZone LandingZone::look(std::filesystem::path folder, const std::filesystem::path& key_file, const Clock& clock) {
    return LandingZone(std::make_unique<ZoneState>(ZoneState{std::move(folder), MasterKey::load(key_file), clock}));
}
LandingZone::~LandingZone() = default;
LandingZone::LandingZone(LandingZone&&) noexcept = default;

void LandingZone::make_key(const std::filesystem::path& key_file) { MasterKey::make(key_file); }

LandingWriter LandingZone::begin(const model::UnitName& unit, std::string_view outside_name,
                                 std::string_view media_type, std::string_view charset, std::string_view retention) {
    // Asked only for the mistake: a class that cannot be read later would keep its bytes for ever.
    static_cast<void>(retention_length(retention));
    auto state = std::make_unique<LandingWriter::State>(*m_state, default_chunk_bytes);
    Manifest& manifest = state->manifest;
    manifest.unit = unit.text();
    manifest.outside_name = outside_name;
    manifest.media_type = display_name(media_type);
    manifest.charset = display_name(charset);
    manifest.retention = retention;
    manifest.chunk_bytes = default_chunk_bytes;
    manifest.key_id = m_state->key.id();
    return LandingWriter(std::move(state));
}

LandedReader LandingZone::open(const std::string& delivery) const {
    for (;;) {
        const auto found = m_state->find(delivery);
        if (!found) throw not_there(delivery);
        try {
            return LandedReader(std::make_unique<LandedReader::State>(
                LandedReader::State{found->stored.manifest, m_state->open(*found)}));
        } catch (const Error&) {
            if (ZoneState::still_named(*found)) throw;  // else it was exchanged under our hands: open the one there now
        }
    }
}

std::optional<Manifest> LandingZone::find(const std::string& delivery) const {
    auto found = m_state->find(delivery);
    if (!found) return std::nullopt;
    return std::move(found->stored.manifest);
}

std::optional<Manifest> LandingZone::find_whole(const std::string& delivery) const {
    auto found = m_state->find(delivery);
    if (!found || !m_state->stands(*found)) return std::nullopt;
    return std::move(found->stored.manifest);
}

std::vector<Manifest> LandingZone::list(std::vector<Error>* damaged) const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(m_state->folder)) {
        std::string name = entry.path().filename().string();
        if (is_sha256_hex(name)) names.push_back(std::move(name));
    }
    std::sort(names.begin(), names.end());
    std::vector<Manifest> manifests;
    for (const std::string& name : names) {
        try {
            if (auto manifest = find(name)) manifests.push_back(std::move(*manifest));
        } catch (const Error& error) {
            if (damaged == nullptr) throw;
            damaged->push_back(error);
        }
    }
    return manifests;
}

std::vector<Manifest> LandingZone::expired(Instant now, std::vector<Error>* damaged) const {
    std::vector<Manifest> manifests = list(damaged);
    std::erase_if(manifests, [&](const Manifest& manifest) {
        const auto length = retention_length(manifest.retention);
        return !length || parse_instant(manifest.received_at) + *length > now;
    });
    return manifests;
}

void LandingZone::remove(const std::string& delivery) {
    const ZoneLock guard(m_state->folder, ZoneLock::What::change);
    if (!is_sha256_hex(delivery) || !std::filesystem::exists(m_state->folder / delivery)) throw not_there(delivery);
    Incoming grave(m_state->folder);
    grave.take(delivery);
    grave.discard();
}

}  // namespace tilsig::land
