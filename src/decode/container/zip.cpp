#include "decode/container/zip.hpp"

#include <fnmatch.h>

#include "decode/codes.hpp"

namespace tilsig::decode {

namespace {

constexpr std::uint64_t most_packed = 4ULL << 30U;  // larger ones would be zip64; nobody delivers those

}  // namespace

ZipContainer::ZipContainer(const catalog::Layout& layout, ByteSource source, std::string shown_name,
                           std::filesystem::path folder, UnpackLimits limits)
    : m_layout(layout),
      m_source(std::move(source)),
      m_shown_name(std::move(shown_name)),
      m_limits(limits),
      m_spool(std::move(folder)) {}

std::size_t ZipContainer::read(char* buffer, std::size_t size) {
    if (!m_archive) open();
    const std::size_t got = m_member(buffer, size);
    m_account.unpacked += got;
    return got;
}

void ZipContainer::open() {
    if (!spool_all(m_source, m_spool, most_packed))
        refuse({}, refusal(code::limit, {}, "the zip archive is larger than 4 GiB"), m_shown_name);
    ZipLimits limits;
    limits.inflated_bytes = m_limits.unpacked_bytes;
    limits.ratio = m_limits.ratio;
    limits.ratio_from = m_limits.ratio_from;
    m_archive = std::make_unique<ZipArchive>(m_spool, m_shown_name, limits);
    const ZipArchive::Member& member = choose();
    m_account.landed = m_spool.size();
    m_account.packed = member.packed;
    m_account.before = m_account.landed - member.packed;
    m_member = m_archive->open(member);
}

const ZipArchive::Member& ZipContainer::choose() const {
    const ZipArchive::Member* chosen = nullptr;
    std::size_t matching = 0;
    for (const auto& member : m_archive->members()) {
        if (fnmatch(m_layout.member.c_str(), member.name.c_str(), FNM_PATHNAME | FNM_NOESCAPE) != 0) continue;
        if (matching++ == 0) chosen = &member;
    }
    const std::string wanted = "'" + m_layout.member + "'";
    if (matching != 1) {
        refuse({},
               refusal(code::member, {},
                       matching == 0 ? "no member of the zip archive is named like " + wanted
                                     : std::to_string(matching) + " members of the zip archive are named like " +
                                           wanted + "; a delivery has one"),
               m_shown_name);
    }
    if (m_archive->members().size() > 1 && !m_layout.ignore_other_members) {
        refuse({},
               refusal(code::member, {},
                       "the zip archive has " + std::to_string(m_archive->members().size() - 1) + " members beside " +
                           wanted + "; if that is in order, declare `other_members: ignore`"),
               m_shown_name);
    }
    return *chosen;
}

}  // namespace tilsig::decode
