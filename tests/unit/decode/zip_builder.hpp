// Zip archives made by hand, so that each of their numbers can lie.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace tilsig::decode::testing {

class ZipBuilder {
public:
    /// Everything that the two headers of a member say.
    struct Entry {
        std::string name;
        std::string packed;  ///< the member's bytes as they stand in the archive
        std::uint16_t flags = 0;
        std::uint16_t method = 0;
        std::uint32_t crc = 0;
        std::uint32_t inflated = 0;
        std::uint32_t offset = 0;
        std::uint32_t local_inflated = 0;  ///< in the local header, normally as `inflated`
        std::uint32_t local_crc = 0;       ///< normally as `crc`
        std::uint32_t local_packed = 0;    ///< normally the size of `packed`
        std::string local_name;            ///< normally as `name`
    };

    ZipBuilder& add(const std::string& name, const std::string& bytes, bool deflated = true,
                    const std::function<void(Entry&)>& lie = {}) {
        Entry entry;
        entry.name = name;
        entry.method = deflated ? 8 : 0;
        entry.packed = deflated ? deflate(bytes) : bytes;
        entry.crc = static_cast<std::uint32_t>(
            crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
        entry.inflated = entry.local_inflated = static_cast<std::uint32_t>(bytes.size());
        entry.local_crc = entry.crc;
        entry.local_packed = static_cast<std::uint32_t>(entry.packed.size());
        if (lie) lie(entry);
        if (entry.local_name.empty()) entry.local_name = entry.name;
        entry.offset = static_cast<std::uint32_t>(m_bytes.size());
        m_bytes += "PK\x03\x04" + two(20) + two(entry.flags) + two(entry.method) + stamp + four(entry.local_crc) +
                   four(entry.local_packed) + four(entry.local_inflated) +
                   two(static_cast<std::uint16_t>(entry.local_name.size())) + two(0) + entry.local_name + entry.packed;
        m_entries.push_back(entry);
        return *this;
    }

    /// The archive; `stated_members` other than 0 replaces the true count in the end record.
    [[nodiscard]] std::string bytes(std::uint16_t stated_members = 0) const {
        std::string directory;
        for (const auto& entry : m_entries) {
            directory += "PK\x01\x02" + two(20) + two(20) + two(entry.flags) + two(entry.method) + stamp +
                         four(entry.crc) + four(static_cast<std::uint32_t>(entry.packed.size())) +
                         four(entry.inflated) + two(static_cast<std::uint16_t>(entry.name.size())) + two(0) + two(0) +
                         two(0) + two(0) + four(0) + four(entry.offset) + entry.name;
        }
        const auto count = stated_members == 0 ? static_cast<std::uint16_t>(m_entries.size()) : stated_members;
        return m_bytes + directory + "PK\x05\x06" + two(0) + two(0) + two(count) + two(count) +
               four(static_cast<std::uint32_t>(directory.size())) + four(static_cast<std::uint32_t>(m_bytes.size())) +
               two(0);
    }

    static std::string deflate(const std::string& bytes) {
        z_stream stream{};
        deflateInit2(&stream, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
        std::string packed(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
        stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
        stream.avail_in = static_cast<uInt>(bytes.size());
        stream.next_out = reinterpret_cast<Bytef*>(packed.data());
        stream.avail_out = static_cast<uInt>(packed.size());
        ::deflate(&stream, Z_FINISH);
        packed.resize(stream.total_out);
        deflateEnd(&stream);
        return packed;
    }

private:
    static std::string two(std::uint16_t value) {
        return {static_cast<char>(value & 0xFFU), static_cast<char>(value >> 8U)};
    }
    static std::string four(std::uint32_t value) {
        return two(static_cast<std::uint16_t>(value & 0xFFFFU)) + two(static_cast<std::uint16_t>(value >> 16U));
    }
    static inline const std::string stamp{"\x00\x00\x21\x00", 4};  // 1980-01-01 00:00

    std::string m_bytes;
    std::vector<Entry> m_entries;
};

}  // namespace tilsig::decode::testing
