#include "decode/container.hpp"

#include "decode/codes.hpp"
#include "decode/gzip_container.hpp"
#include "decode/zip_container.hpp"

namespace tilsig::decode {

std::unique_ptr<Container> open_container(const catalog::Layout& layout, ByteSource source, std::string shown_name,
                                          std::filesystem::path folder, UnpackLimits limits) {
    switch (layout.compression) {
        case catalog::Compression::none: return nullptr;
        case catalog::Compression::gzip:
            return std::make_unique<GzipContainer>(std::move(source), std::move(shown_name), limits);
        case catalog::Compression::zip:
            return std::make_unique<ZipContainer>(layout, std::move(source), std::move(shown_name), std::move(folder),
                                                  limits);
    }
    throw Error(ErrorKind::internal, "unknown compression");
}

ByteSource unpacked_bytes(const catalog::Layout& layout, ByteSource source, std::string shown_name) {
    if (layout.compression == catalog::Compression::none) return source;
    std::shared_ptr<Container> container = open_container(layout, std::move(source), std::move(shown_name));
    return [container](char* buffer, std::size_t size) { return container->read(buffer, size); };
}

std::string container_text(const catalog::Layout& layout) {
    switch (layout.compression) {
        case catalog::Compression::gzip: return "gzip";
        case catalog::Compression::zip: return "zip member '" + layout.member + "'";
        default: return {};
    }
}

}  // namespace tilsig::decode
