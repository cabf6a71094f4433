// The simplest archive that is one: stored members, no compression, one fixed date.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "world.hpp"

namespace nation {

class Zip {
public:
    explicit Zip(const std::filesystem::path& path) : m_file(path) {}
    Zip(const Zip&) = delete;
    Zip& operator=(const Zip&) = delete;
    ~Zip() {
        auto& out = m_file.text();
        const std::string directory = m_directory;
        out += directory;
        put("PK\5\6");
        number(0, 2);
        number(0, 2);
        number(m_members, 2);
        number(m_members, 2);
        number(static_cast<std::uint32_t>(directory.size()), 4);
        number(m_offset, 4);
        number(0, 2);
    }

    void add(std::string_view name, std::string_view content) {
        std::string fields;  // what a member's header and its entry in the directory share
        const auto put_into = [&fields](std::uint32_t value, int bytes) {
            for (int at = 0; at < bytes; ++at, value >>= 8) fields += static_cast<char>(value & 0xFF);
        };
        put_into(20, 2);
        put_into(0, 2);
        put_into(0, 2);       // stored
        put_into(0, 2);       // midnight
        put_into(0x2821, 2);  // 2000-01-01
        put_into(crc(content), 4);
        put_into(static_cast<std::uint32_t>(content.size()), 4);
        put_into(static_cast<std::uint32_t>(content.size()), 4);
        put_into(static_cast<std::uint32_t>(name.size()), 2);
        put_into(0, 2);
        const std::string header = "PK\3\4" + fields + std::string(name);
        m_directory += "PK\1\2";
        m_directory += std::string("\x14\0", 2) + fields;
        m_directory += std::string(10, '\0');
        for (int at = 0; at < 4; ++at) m_directory += static_cast<char>((m_offset >> (8 * at)) & 0xFF);
        m_directory += name;
        m_file.text() += header;
        m_file.text() += content;
        m_offset += static_cast<std::uint32_t>(header.size() + content.size());
        ++m_members;
    }

private:
    static std::uint32_t crc(std::string_view content) {
        static const std::array<std::uint32_t, 256> table = [] {
            std::array<std::uint32_t, 256> made{};
            for (std::uint32_t at = 0; at < 256; ++at) {
                std::uint32_t value = at;
                for (int bit = 0; bit < 8; ++bit) value = (value & 1U) != 0 ? 0xEDB88320U ^ (value >> 1) : value >> 1;
                made[at] = value;
            }
            return made;
        }();
        std::uint32_t value = 0xFFFFFFFFU;
        for (const char each : content)
            value = table[(value ^ static_cast<unsigned char>(each)) & 0xFFU] ^ (value >> 8);
        return ~value;
    }
    void put(std::string_view bytes) { m_file.text() += bytes; }
    void number(std::uint32_t value, int bytes) {
        for (int at = 0; at < bytes; ++at, value >>= 8) m_file.text() += static_cast<char>(value & 0xFF);
    }

    File m_file;
    std::string m_directory;
    std::uint32_t m_offset = 0;
    std::uint32_t m_members = 0;
};

}  // namespace nation
