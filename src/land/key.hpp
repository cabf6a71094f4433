// The master key of the landing zone, and the wrapping of delivery keys with it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/key_file.hpp"

namespace tilsig::land {

/// The key in the key file. Seals nothing but delivery keys.
class MasterKey {
public:
    /// Error(configuration) when the file is missing, readable by others, or does not hold 64 hex digits.
    static MasterKey load(const std::filesystem::path& file);
    /// Writes a new random key with mode 0600; Error(state) when there is one: a key is never overwritten, because
    /// everything it sealed would be lost with it.
    static void make(const std::filesystem::path& file);

    /// Tells keys apart without telling the key: the first 16 hex digits of a hash of it.
    [[nodiscard]] const std::string& id() const noexcept { return m_id; }
    /// Nonce and sealed `data_key`; opens only together with the same `bound`.
    [[nodiscard]] std::string wrap(const KeyBytes& data_key, std::string_view bound) const;
    /// False when the key, `wrapped` or `bound` is another.
    [[nodiscard]] bool unwrap(std::string_view wrapped, std::string_view bound, KeyBytes& data_key) const noexcept;

private:
    KeyBytes m_key;
    std::string m_id;
};

}  // namespace tilsig::land
