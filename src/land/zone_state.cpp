#include "land/zone_state.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"

namespace tilsig::land {
namespace {

constexpr const char* content_name = "content";
constexpr const char* manifest_name = "manifest.json";

UniqueFd create(const std::filesystem::path& path) {
    UniqueFd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file.valid()) throw system_error("create", path.string(), errno);
    return file;
}

bool content_is_whole(const ZoneState& zone, const ZoneState::Found& found) {
    try {
        SealedReader content = zone.open(found);
        std::vector<char> buffer(found.stored.manifest.chunk_bytes);
        std::uint64_t at = 0;
        while (const std::size_t count = content.read_at(at, buffer.data(), buffer.size())) at += count;
        return true;
    } catch (const Error&) {
        return false;
    }
}

}  // namespace

std::optional<ZoneState::Found> ZoneState::find(const std::string& delivery) const {
    if (!is_sha256_hex(delivery)) {
        throw Error(ErrorKind::usage, "a delivery is named by the 64 hex digits of its content hash");
    }
    Found found;
    found.path = (folder / delivery).string();
    found.folder_fd = UniqueFd(::open(found.path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
    if (!found.folder_fd.valid()) {
        if (errno == ENOENT) return std::nullopt;
        throw system_error("open", found.path, errno);
    }
    const std::string shown = found.path + "/" + manifest_name;
    // Read through the pinned folder; /proc/self/fd keeps base's read_file usable.
    const std::string pinned = "/proc/self/fd/" + std::to_string(found.folder_fd.get()) + "/" + manifest_name;
    std::string text;
    try {
        text = read_file(pinned);
    } catch (const Error& error) {
        // Removed or exchanged between our two calls: look again. A folder that stands without a manifest is damage.
        if (!still_named(found)) return find(delivery);
        throw Error(ErrorKind::storage, "the manifest of a landed delivery cannot be read")
            .at({shown})
            .remedy("restore the file from a backup; without it the delivery cannot be opened")
            .code(error.error_code());
    }
    found.stored = parse_manifest(text, shown);
    Manifest& manifest = found.stored.manifest;
    const auto damaged = [&](const char* how) {
        return Error(ErrorKind::storage, std::string("the manifest of a landed delivery ") + how)
            .at({shown})
            .remedy("restore the file from a backup; without it the delivery cannot be opened")
            .code("landing-damaged");
    };
    if (manifest.delivery != delivery) throw damaged("belongs to another delivery");
    if (manifest.chunk_bytes == 0) throw damaged("has no chunk size");
    if (manifest.key_id == key.id()) {
        if (!key.unwrap(found.stored.wrapped_key, found.stored.bound(), found.data_key)) {
            throw damaged("was changed, or its data key is damaged");
        }
        if (!open_text(found.data_key, found.stored.sealed_name, manifest.outside_name)) {
            throw damaged("holds a damaged outside name");
        }
        found.key_fits = true;
    }
    return found;
}

bool ZoneState::still_named(const Found& found) {
    struct stat pinned {};
    struct stat named {};
    return ::fstat(found.folder_fd.get(), &pinned) == 0 && ::stat(found.path.c_str(), &named) == 0 &&
           pinned.st_ino == named.st_ino && pinned.st_dev == named.st_dev;
}

SealedReader ZoneState::open(const Found& found) const {
    const Manifest& manifest = found.stored.manifest;
    const std::string path = found.path + "/" + content_name;
    if (!found.key_fits) {
        throw Error(ErrorKind::configuration,
                    "the delivery was sealed with key " + manifest.key_id + ", the key file holds key " + key.id())
            .at({path})
            .remedy("restore the key file with that id")
            .code("landing-key");
    }
    UniqueFd file(::openat(found.folder_fd.get(), content_name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!file.valid()) {
        throw system_error("open", path, errno)
            .at({path})
            .remedy("restore the file from a backup, or fetch the delivery again");
    }
    return {std::move(file), path, found.data_key, manifest.bytes, manifest.chunk_bytes};
}

bool ZoneState::stands(const Found& found) const {
    const bool erased = !found.stored.manifest.derived_from.empty();
    if (!erased && !(found.key_fits && content_is_whole(*this, found))) return false;
    sync_folder(folder);
    return true;
}

DeliveryWriter::DeliveryWriter(const ZoneState& state, std::uint32_t chunk_bytes)
    : zone(state),
      incoming(state.folder),
      data_key(KeyBytes::random()),
      file(create(incoming.path() / content_name)),
      content(file.get(), (incoming.path() / content_name).string(), data_key, chunk_bytes) {}

void DeliveryWriter::complete(const Manifest& manifest) {
    if (!content_complete) {
        content.finish();
        sync_file(file.get(), incoming.path() / content_name);
        content_complete = true;
    }
    StoredManifest stored;
    stored.manifest = manifest;
    stored.sealed_name = seal_text(data_key, manifest.outside_name);
    stored.wrapped_key = zone.key.wrap(data_key, stored.bound());
    const std::filesystem::path path = incoming.path() / manifest_name;
    const UniqueFd out = create(path);
    write_all(out.get(), stored.text(), path);
    sync_file(out.get(), path);
}

}  // namespace tilsig::land
