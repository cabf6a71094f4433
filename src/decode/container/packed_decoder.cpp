#include "decode/container/packed_decoder.hpp"

#include <algorithm>
#include <array>

#include "decode/codes.hpp"

namespace tilsig::decode {

PackedDecoder::PackedDecoder(std::unique_ptr<Container> container, bool text, std::string shown_name,
                             const MakeInner& make_inner, std::unique_ptr<catalog::Layout> inner_layout)
    : m_inner_layout(std::move(inner_layout)),
      m_container(std::move(container)),
      m_look_for_archive(text),
      m_shown_name(std::move(shown_name)),
      m_inner(make_inner([this](char* buffer, std::size_t size) { return read(buffer, size); })) {}

bool PackedDecoder::next(model::Batch& out, std::vector<model::Finding>& unreadable) {
    const bool more = m_inner->next(out, unreadable);
    m_report = m_inner->report();
    if (!more) add_container();
    return more;
}

std::size_t PackedDecoder::read(char* buffer, std::size_t size) {
    std::size_t got = m_container->read(buffer, size);
    if (!m_look_for_archive || got == 0) return got;
    m_look_for_archive = false;
    // A container may give its first bytes one by one.
    constexpr std::string_view zip_start = "PK\x03\x04";
    constexpr std::string_view gzip_start = "\x1F\x8B";
    while (got < std::min(size, zip_start.size())) {
        const std::size_t more = m_container->read(buffer + got, size - got);
        if (more == 0) break;
        got += more;
    }
    const std::string_view head(buffer, got);
    if (head.starts_with(zip_start) || head.starts_with(gzip_start))
        refuse({}, refusal(code::archive, {}, "another archive lies within the archive; only one is unpacked"),
               m_shown_name);
    return got;
}

void PackedDecoder::add_container() {
    // A decoder that has read its last byte need not have asked for the end; a checksum is compared there.
    std::array<char, 1> beyond{};
    m_report.delivery_bytes += read(beyond.data(), beyond.size());
    const ContainerAccount& account = m_container->account();
    m_report.bytes.preface += account.before;
    m_report.bytes.trailer += account.after;
    // The landed bytes that no part of the container explains are a residual.
    m_report.delivery_bytes += account.landed - account.packed;
}

}  // namespace tilsig::decode
