#include "propose/sample.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>

#include "base/files.hpp"
#include "base/text.hpp"
#include "decode/container/container.hpp"
#include "decode/container/zip_archive.hpp"
#include "decode/spool.hpp"
#include "decode/xlsx/book.hpp"

namespace tilsig::propose {

namespace {

constexpr std::uint64_t most_packed = 4ULL << 30U;  // as the decoders: larger archives would be zip64

std::shared_ptr<UniqueFd> open_file(const std::filesystem::path& file) {
    auto fd = std::make_shared<UniqueFd>(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd->valid()) throw system_error("open", file.string(), errno).remedy("name a file that can be read");
    return fd;
}

std::string read_at(const std::filesystem::path& file, std::uint64_t offset, std::size_t size) {
    const auto fd = open_file(file);
    std::string bytes(size, '\0');
    const ssize_t got = ::pread(fd->get(), bytes.data(), size, static_cast<off_t>(offset));
    if (got < 0) throw system_error("read", file.string(), errno);
    bytes.resize(static_cast<std::size_t>(got));
    return bytes;
}

/// With its mark, or with every other byte 0 as Latin letters have it.
std::optional<catalog::Encoding> utf16_of(std::string_view begin) {
    if (begin.starts_with("\xFF\xFE") || begin.starts_with("\xFE\xFF")) return catalog::Encoding::utf16;
    if (begin.size() < 8) return std::nullopt;
    std::size_t even = 0, odd = 0;
    for (std::size_t at = 0; at < begin.size(); ++at)
        if (begin[at] == '\0') ++(at % 2 == 0 ? even : odd);
    if (odd == 4 && even == 0) return catalog::Encoding::utf16le;
    if (even == 4 && odd == 0) return catalog::Encoding::utf16be;
    return std::nullopt;
}

/// `data/report-2026.csv` -> `*/*.csv`: what the next delivery's member will probably be called too.
std::string pattern_of(std::string_view member) {
    std::string pattern;
    for (auto slash = member.find('/'); slash != std::string_view::npos; slash = member.find('/')) {
        pattern += "*/";
        member.remove_prefix(slash + 1);
    }
    const auto dot = member.rfind('.');
    const std::string_view ending = dot == std::string_view::npos ? std::string_view() : member.substr(dot);
    const bool plain = ending.size() <= 6 && std::all_of(ending.begin(), ending.end(), [](unsigned char c) {
                           return c == '.' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
                       });
    return pattern + "*" + (plain ? std::string(ending) : std::string());
}

}  // namespace

Error unusable(const std::string& shown, std::uint64_t line, const std::string& message, const std::string& remedy) {
    return Error(ErrorKind::data, message).at(Place{shown, line, 0}).remedy(remedy);
}

decode::ByteSource bytes_of(std::string_view bytes) {
    return [bytes](char* buffer, std::size_t size) mutable {
        const std::size_t count = std::min(size, bytes.size());
        std::memcpy(buffer, bytes.data(), count);
        bytes.remove_prefix(count);
        return count;
    };
}

Sample::Sample(std::filesystem::path file, const std::string& member, const Bounds& bounds)
    : m_file(std::move(file)), m_shown(display_name(m_file.filename().string())) {
    const auto fd = open_file(m_file);
    struct stat found {};
    if (::fstat(fd->get(), &found) != 0) throw system_error("stat", m_file.string(), errno);
    if (!S_ISREG(found.st_mode))
        throw unusable(m_shown, 0, "not a regular file", "name a file that was delivered, or is like one");
    m_file_bytes = static_cast<std::uint64_t>(found.st_size);
    if (m_file_bytes == 0)
        throw unusable(m_shown, 0, "the sample is empty (0 bytes)", "take a delivery that has records");
    const std::string magic = read_at(m_file, 0, 8);
    if (magic.starts_with("PK\x03\x04") || magic.starts_with("PK\x05\x06")) {
        look_into_zip(member);
    } else if (!member.empty()) {
        throw Error(ErrorKind::usage, "--member is for zip archives, and " + m_shown + " is none")
            .remedy("leave it out");
    } else if (magic.starts_with("\x1F\x8B")) {
        m_container.compression = catalog::Compression::gzip;
    } else if (const auto utf16 = utf16_of(magic)) {
        m_container.encoding = *utf16;
    } else if (magic.starts_with("\xD0\xCF\x11\xE0")) {
        decode::Spool spool;
        auto source = bytes();
        (void)decode::spool_all(source, spool, most_packed);
        decode::refuse_other_workbooks(spool, m_shown);
    }
    if (!m_workbook) read_head(bounds);
}

void Sample::look_into_zip(const std::string& member) {
    decode::Spool spool;
    auto source = bytes();
    if (!decode::spool_all(source, spool, most_packed))
        throw unusable(m_shown, 0, "the archive is larger than 4 GiB", "take a smaller delivery");
    const decode::ZipArchive archive(spool, m_shown);
    if (archive.find("[Content_Types].xml") != nullptr) {
        if (!member.empty())
            throw Error(ErrorKind::usage, "--member is for zip archives, and " + m_shown + " is a workbook")
                .remedy("leave it out");
        if (archive.find("word/document.xml") != nullptr || archive.find("ppt/presentation.xml") != nullptr)
            throw unusable(m_shown, 0, "a document of a text or presentation program, which holds no table for records",
                           "ask the sender for the table as .xlsx or CSV UTF-8");
        m_workbook = true;
        return;
    }
    if (archive.find("mimetype") != nullptr && archive.find("content.xml") != nullptr)
        throw unusable(m_shown, 0, "an OpenDocument workbook or document (.ods), which no layout of tilsig reads",
                       "save it as .xlsx, or ask the sender to");
    m_container.compression = catalog::Compression::zip;
    m_container.ignore_other_members = archive.members().size() > 1;
    if (member.empty() && archive.members().size() != 1)
        throw unusable(
            m_shown, 0,
            "the zip archive has " + std::to_string(archive.members().size()) + " members; a delivery is one",
            "say which one with --member, for example --member '*.csv'");
    m_container.member = member.empty() ? pattern_of(archive.members().front().name) : member;
}

void Sample::read_head(const Bounds& bounds) {
    const auto source = decode::unpacked_bytes(m_container, bytes(), m_shown);
    m_head.resize(bounds.head_bytes);
    std::size_t held = 0;
    while (held < m_head.size()) {
        const std::size_t got = source(m_head.data() + held, m_head.size() - held);
        if (got == 0) break;
        held += got;
    }
    char beyond = 0;
    m_head_is_all = held < m_head.size() || source(&beyond, 1) == 0;
    m_head.resize(held);
    m_head.shrink_to_fit();
    if (m_head.empty())
        throw unusable(m_shown, 0, "there is nothing in the archive's file (0 bytes)",
                       "take a delivery that has records");
}

decode::ByteSource Sample::bytes() const {
    return [fd = open_file(m_file), file = m_file](char* buffer, std::size_t size) {
        const ssize_t count = ::read(fd->get(), buffer, size);
        if (count < 0) throw system_error("read", file.string(), errno);
        return static_cast<std::size_t>(count);
    };
}

bool Sample::ends_with_line_end() const {
    constexpr std::string_view ends = "\n\r\x1A";  // 0x1A ends a file, and its last line too
    if (m_head_is_all) return ends.find(m_head.back()) != std::string_view::npos;
    if (m_container.compression != catalog::Compression::none) return true;
    const std::size_t tail = catalog::is_utf16(m_container.encoding) ? 2 : 1;
    return read_at(m_file, m_file_bytes - tail, tail).find_first_of(ends) != std::string::npos;
}

}  // namespace tilsig::propose
