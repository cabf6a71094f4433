#include "decode/container/container.hpp"

#include "decode/codes.hpp"
#include "decode/container/gzip.hpp"
#include "decode/container/utf16.hpp"
#include "decode/container/zip.hpp"
#include "decode/transcode.hpp"

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
    const auto bytes_of = [](std::shared_ptr<Container> container) -> ByteSource {
        return [container](char* buffer, std::size_t size) { return container->read(buffer, size); };
    };
    if (layout.compression != catalog::Compression::none)
        source = bytes_of(open_container(layout, std::move(source), shown_name));
    if (!catalog::is_utf16(layout.encoding)) return source;
    return bytes_of(std::make_shared<Utf16Container>(layout.encoding, std::move(source), std::move(shown_name)));
}

std::string container_text(const catalog::Layout& layout) {
    std::string text;
    if (layout.compression == catalog::Compression::gzip) text = "gzip";
    if (layout.compression == catalog::Compression::zip) text = "zip member '" + layout.member + "'";
    if (!catalog::is_utf16(layout.encoding)) return text;
    return text + (text.empty() ? "" : ", ") + encoding_name(layout.encoding);
}

}  // namespace tilsig::decode
