// Texts that must be found nowhere in the clear, in every form that a reader or a program could turn back with no key.
#pragma once

#include <gtest/gtest.h>
#include <sodium.h>

#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "base/files.hpp"

namespace tilsig::test {

/// No padding: what stands behind it in a longer text decides that.
inline std::string base64(const std::string& bytes) {
    std::string out(sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                      sodium_base64_VARIANT_ORIGINAL);
    return out.substr(0, out.find_first_of(std::string_view("=\0", 2)));
}

inline std::string hex(const std::string& bytes) {
    std::string out;
    for (const char c : bytes) {
        char two[3];
        std::snprintf(two, sizeof two, "%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
        out += two;
    }
    return out;
}

/// UTF-8, UTF-16 in both orders of bytes, hex, base64 at each place of a longer text, digits in the groups people
/// write.
class Planted {
public:
    explicit Planted(std::vector<std::string> texts) {
        for (const auto& text : texts) add(text);
    }
    void add(const std::string& text) {
        m_forms.push_back(text);
        std::string little, big;
        for (const char c : text) {
            little += {c, '\0'};
            big += {'\0', c};
        }
        m_forms.push_back(little);
        m_forms.push_back(big);
        m_forms.push_back(hex(text));
        // The characters that its neighbours share are left out.
        for (std::size_t shift = 0; shift < 3; ++shift) {
            const auto whole = base64(std::string(shift, 'x') + text);
            const std::size_t from = shift == 0 ? 0 : 4;
            m_forms.push_back(whole.substr(from, (text.size() + shift) / 3 * 4 - from));
        }
        if (text.size() == 11 && text.find_first_not_of("0123456789") == std::string::npos) {
            m_forms.push_back(text.substr(0, 6) + " " + text.substr(6));
            m_forms.push_back(text.substr(0, 6) + "-" + text.substr(6));
        }
    }
    void expect_absent(const std::string& text, const std::string& where) const {
        for (const auto& form : m_forms)
            EXPECT_EQ(text.find(form), std::string::npos) << "what was planted stands in " << where << " as " << form;
    }
    /// In every file below the folder and in every name of one, but for those that `theirs` says senders wrote.
    /// Returns how many were searched.
    template <typename Theirs>
    std::size_t expect_absent_below(const std::filesystem::path& folder, const Theirs& theirs) const {
        std::size_t files = 0;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
            const auto path = entry.path().lexically_relative(folder).string();
            if (!entry.is_regular_file() || theirs(path)) continue;
            ++files;
            expect_absent(read_file(entry.path()), path);
            expect_absent(path, "the name of a file");
        }
        return files;
    }

private:
    std::vector<std::string> m_forms;
};

}  // namespace tilsig::test
