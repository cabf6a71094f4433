#include "decode/container/blank.hpp"

#include <fnmatch.h>
#include <zip.h>
#include <zlib.h>

#include <memory>

#include "base/error.hpp"

namespace tilsig::decode {

namespace {

constexpr std::size_t piece_bytes = 64 * 1024;
constexpr int gzip_window = 15 + 16;  // the largest window, in a gzip stream

Error no_memory() { return Error(ErrorKind::internal, "no memory to pack what remains of a delivery"); }

struct Discard {
    void operator()(zip* archive) const noexcept { zip_discard(archive); }
};
struct Free {
    void operator()(zip_source* source) const noexcept { zip_source_free(source); }
};

void add_member(zip* archive, const std::string& name, const std::string& bytes) {
    zip_source* const source = zip_source_buffer(archive, bytes.data(), bytes.size(), 0);
    if (source == nullptr) throw no_memory();
    const zip_int64_t index = zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        zip_source_free(source);
        throw no_memory();
    }
    (void)zip_file_set_mtime(archive, static_cast<zip_uint64_t>(index), 0, 0);
}

void hand_over(zip_source* packed, const ByteSink& sink) {
    if (zip_source_open(packed) != 0) throw no_memory();
    std::string piece(piece_bytes, '\0');
    zip_int64_t count = 0;
    while ((count = zip_source_read(packed, piece.data(), piece.size())) > 0)
        sink(std::string_view(piece).substr(0, static_cast<std::size_t>(count)));
    (void)zip_source_close(packed);
    if (count < 0) throw no_memory();
}

}  // namespace

void pack_gzip(const Writer& content, const ByteSink& sink) {
    z_stream stream{};
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        throw no_memory();
    const std::unique_ptr<z_stream, decltype(&deflateEnd)> end(&stream, deflateEnd);
    std::string piece(piece_bytes, '\0');
    const auto deflate_some = [&](int flush) {
        do {
            stream.next_out = reinterpret_cast<Bytef*>(piece.data());
            stream.avail_out = static_cast<uInt>(piece.size());
            if (deflate(&stream, flush) == Z_STREAM_ERROR) throw no_memory();
            sink(std::string_view(piece).substr(0, piece.size() - stream.avail_out));
        } while (stream.avail_out == 0);
    };
    content([&](std::string_view bytes) {
        while (!bytes.empty()) {
            const std::string_view some = bytes.substr(0, piece_bytes);
            stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(some.data()));
            stream.avail_in = static_cast<uInt>(some.size());
            deflate_some(Z_NO_FLUSH);
            bytes.remove_prefix(some.size());
        }
    });
    deflate_some(Z_FINISH);
}

void pack_zip(const std::vector<ZipPart>& parts, const ByteSink& sink) {
    std::vector<std::string> contents;  // libzip reads them when the archive is closed
    contents.reserve(parts.size());
    const std::unique_ptr<zip_source, Free> packed(zip_source_buffer_create(nullptr, 0, 0, nullptr));
    if (packed == nullptr) throw no_memory();
    zip_source_keep(packed.get());
    std::unique_ptr<zip, Discard> archive(zip_open_from_source(packed.get(), ZIP_CREATE | ZIP_TRUNCATE, nullptr));
    if (archive == nullptr) {
        zip_source_free(packed.get());
        throw no_memory();
    }
    for (const auto& part : parts) {
        auto& bytes = contents.emplace_back();
        part.content([&](std::string_view piece) { bytes += piece; });
        add_member(archive.get(), part.name, bytes);
    }
    if (zip_close(archive.get()) != 0) throw no_memory();
    (void)archive.release();
    hand_over(packed.get(), sink);
}

std::string packed_name(const catalog::Layout& layout) {
    std::string name;
    const std::string& pattern = layout.member;
    for (std::size_t at = 0; at < pattern.size(); ++at) {
        const std::size_t close = pattern[at] == '[' ? pattern.find(']', at + 2) : std::string::npos;
        if (pattern[at] == '*') {
            name += "delivery";
        } else if (pattern[at] == '?') {
            name += 'x';
        } else if (close != std::string::npos) {
            name += pattern[at + 1];
            at = close;
        } else {
            name += pattern[at];
        }
    }
    if (fnmatch(pattern.c_str(), name.c_str(), FNM_PATHNAME | FNM_NOESCAPE) == 0) return name;
    throw Error(ErrorKind::state, "no name can be made that fits the pattern '" + pattern + "' of the data member")
        .remedy("write `member` with * and ? only");
}

}  // namespace tilsig::decode
