// A zip archive out of a sender's hands: libzip behind caps, with refusals that say what is wrong.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "decode/container/zip_headers.hpp"
#include "decode/decoder.hpp"
#include "decode/spool.hpp"

struct zip;

namespace tilsig::decode {

/// How names of members are compared: byte by byte, or as those of the parts of a package, without case and with either
/// slash.
enum class MemberNames { as_written, parts };

/// What an archive may cost. The ratio counts only above 1 MiB: small honest members (styles of a workbook) are far
/// above any ratio. DEFLATE itself ends at 1032.
struct ZipLimits {
    std::uint64_t members = 4096;
    std::uint64_t directory_bytes = 4ULL << 20U;  ///< names, extra fields and comments of all members
    std::uint64_t inflated_bytes = 8ULL << 30U;   ///< all that is read, of all members together
    std::uint64_t ratio = 250;
    std::uint64_t ratio_from = 1ULL << 20U;
};

/// Everything that can be known from the directory is checked when it is opened, the rest while members are read.
/// Trouble is DeliveryRefused: SYS-E010 (no bytes), SYS-E014 (a cap), SYS-E015 (cut), SYS-E019 (not an archive, or its
/// parts contradict each other), SYS-E020 (encrypted), SYS-E021 (a member's name or method). Members are named by
/// number in messages: their names are the sender's text.
class ZipArchive {
public:
    struct Member {
        std::string name;  ///< raw bytes; only for comparison, never a path
        std::uint64_t index = 0;
        std::uint64_t inflated = 0;  ///< as stated
        std::uint64_t packed = 0;
    };

    /// `spool` must outlive the archive and everything opened from it, and must not grow any more.
    ZipArchive(Spool& spool, std::string shown_name, ZipLimits limits = {},
               MemberNames names = MemberNames::as_written);
    ~ZipArchive();
    ZipArchive(const ZipArchive&) = delete;
    ZipArchive& operator=(const ZipArchive&) = delete;

    /// In the order of the directory, folders left out.
    [[nodiscard]] const std::vector<Member>& members() const noexcept { return m_members; }
    /// nullptr when there is none.
    [[nodiscard]] const Member* find(std::string_view name) const noexcept;
    /// The member's bytes; more, fewer or other bytes than the directory states are refused where they show. Must not
    /// outlive the archive.
    [[nodiscard]] ByteSource open(const Member& member);
    [[nodiscard]] std::uint64_t inflated_bytes() const noexcept { return m_inflated; }

private:
    struct Close {
        void operator()(zip* archive) const noexcept;
    };
    [[noreturn]] void refuse_archive(model::RuleCode code, std::string message) const;
    void look_for_directory();
    void open_archive();
    [[nodiscard]] bool is_same(std::string_view a, std::string_view b) const noexcept;
    void check_names() const;
    void take_members();
    void check_member(const Member& member, std::uint16_t method, std::uint16_t encryption) const;

    Spool& m_spool;
    std::string m_shown_name;
    ZipLimits m_limits;
    MemberNames m_names;
    ZipDirectory m_directory;
    std::string m_trouble;  ///< of the spool, which libzip cannot carry
    std::unique_ptr<zip, Close> m_archive;
    std::vector<Member> m_members;
    std::uint64_t m_inflated = 0;
};

}  // namespace tilsig::decode
