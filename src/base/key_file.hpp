// A key of 32 bytes, and the file that holds one: 64 hex digits, readable by its owner alone.
#pragma once

#include <array>
#include <filesystem>
#include <string_view>

namespace tilsig {

/// 32 key bytes that are wiped on destruction.
class KeyBytes {
public:
    KeyBytes() = default;
    ~KeyBytes();
    KeyBytes(KeyBytes&&) noexcept = default;
    KeyBytes& operator=(KeyBytes&&) noexcept = default;
    KeyBytes(const KeyBytes&) = delete;
    KeyBytes& operator=(const KeyBytes&) = delete;

    /// A new random key.
    static KeyBytes random();
    [[nodiscard]] unsigned char* data() noexcept { return m_bytes.data(); }
    [[nodiscard]] const unsigned char* data() const noexcept { return m_bytes.data(); }
    static constexpr std::size_t size() noexcept { return 32; }

private:
    std::array<unsigned char, 32> m_bytes{};
};

/// The key in the file. `name` is what messages call it: "the landing zone's key". Error(configuration) when the file
/// is missing, readable by others, or does not hold 64 hex digits.
[[nodiscard]] KeyBytes read_key_file(const std::filesystem::path& file, std::string_view name);

/// Writes a new random key with mode 0600; Error(state) when there is one: a key is never overwritten, because
/// everything it sealed would be lost with it. Of several programs that do it at once one succeeds.
void make_key_file(const std::filesystem::path& file);

}  // namespace tilsig
