// gzip streams made here.
#pragma once

#include <zlib.h>

#include <string>

namespace tilsig::decode::testing {

/// One stream; with `name` its header holds that name.
inline std::string gzip(const std::string& bytes, std::string name = {}) {
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    gz_header header{};
    header.name = reinterpret_cast<Bytef*>(name.data());
    if (!name.empty()) deflateSetHeader(&stream, &header);
    std::string packed(deflateBound(&stream, static_cast<uLong>(bytes.size())) + name.size() + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    ::deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

}  // namespace tilsig::decode::testing
