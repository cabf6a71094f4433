// A sample file: what is around it, its first bytes without that, and its bytes as often as they are needed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "catalog/layout.hpp"
#include "decode/decoder.hpp"

namespace tilsig::propose {

/// How much of a sample is looked at. What lies beyond is not read, and the evidence says so.
struct Bounds {
    std::size_t head_bytes = 8U << 20U;  ///< unpacked; the shape of the file is found in them
    std::uint64_t records = 250'000;
    std::uint64_t cells = 4'000'000;  ///< records x columns: eight bytes of each are kept for finding keys
    std::size_t columns = 400;        ///< more are no table that a warehouse could hold
};

class Sample {
public:
    /// Opens the file and looks into it. `member` chooses among the members of a zip archive: a pattern with `*` and
    /// `?`, not across folders; empty: the archive must have one. Throws Error(data) or decode::DeliveryRefused for
    /// what is empty, binary, cut, or packed in a way that is not read; Error(storage) for a file that cannot be
    /// opened.
    Sample(std::filesystem::path file, const std::string& member, const Bounds& bounds);

    /// Name of the file for messages.
    [[nodiscard]] const std::string& shown() const noexcept { return m_shown; }
    [[nodiscard]] std::uint64_t file_bytes() const noexcept { return m_file_bytes; }
    /// compression, member, other_members of the layout, and UTF-16 as its encoding; the rest is for whoever finds the
    /// shape.
    [[nodiscard]] const catalog::Layout& container() const noexcept { return m_container; }
    [[nodiscard]] bool is_workbook() const noexcept { return m_workbook; }
    /// The first bytes, unpacked and not in UTF-16; empty for a workbook.
    [[nodiscard]] std::string_view head() const noexcept { return m_head; }
    [[nodiscard]] bool head_is_all() const noexcept { return m_head_is_all; }
    /// The bytes as they lie in the file, from the first one on.
    [[nodiscard]] decode::ByteSource bytes() const;
    /// The last byte of the text is a line end; unknown for packed samples that do not fit the head: then true.
    [[nodiscard]] bool ends_with_line_end() const;

private:
    void look_into_zip(const std::string& member);
    void read_head(const Bounds& bounds);

    std::filesystem::path m_file;
    std::string m_shown;
    std::uint64_t m_file_bytes = 0;
    catalog::Layout m_container;
    bool m_workbook = false;
    std::string m_head;
    bool m_head_is_all = false;
};

/// Reads from memory; `bytes` must outlive it.
[[nodiscard]] decode::ByteSource bytes_of(std::string_view bytes);

/// The error for a sample that nothing can be proposed from; the command ends with exit code 1 and nothing is written.
[[nodiscard]] Error unusable(const std::string& shown, std::uint64_t line, const std::string& message,
                             const std::string& remedy);

}  // namespace tilsig::propose
