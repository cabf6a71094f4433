#include "decode/container/zip_archive.hpp"

#include <algorithm>
#include <cstring>
#include <set>

#include "base/error.hpp"
#include "decode/codes.hpp"
#include "decode/container/zip_source.hpp"

namespace tilsig::decode {

namespace {

constexpr std::string_view end_mark = "PK\x05\x06";
constexpr std::size_t end_bytes = 22;         // of the end record without its comment
constexpr std::size_t most_comment = 0xFFFF;  // its length has two bytes

/// A name that is a path to somewhere else when somebody unpacks the archive. Nothing here does, but whoever makes such
/// an archive means harm or has a broken tool.
bool leads_outside(std::string_view name) {
    if (name.empty() || name.front() == '/' || name.find_first_of(std::string_view("\\\0:", 3)) != name.npos)
        return true;
    for (std::size_t begin = 0; begin <= name.size();) {
        const std::size_t end = std::min(name.find('/', begin), name.size());
        if (name.substr(begin, end - begin) == "..") return true;
        begin = end + 1;
    }
    return false;
}

std::string in_mebibytes(std::uint64_t bytes) { return std::to_string(bytes >> 20U) + " MiB"; }

}  // namespace

void ZipArchive::Close::operator()(zip* archive) const noexcept { zip_discard(archive); }

ZipArchive::ZipArchive(Spool& spool, std::string shown_name, ZipLimits limits, MemberNames names)
    : m_spool(spool), m_shown_name(std::move(shown_name)), m_limits(limits), m_names(names) {
    look_for_directory();
    open_archive();
    take_members();
    check_names();
}

void ZipArchive::open_archive() {
    int reason = 0;
    std::string text;
    const auto open = [&](int flags) {
        zip_error_t error;
        zip_error_init(&error);
        zip_source_t* const source = make_zip_source(m_spool, m_trouble, error);
        if (source != nullptr) {
            m_archive.reset(zip_open_from_source(source, flags, &error));
            if (m_archive == nullptr) zip_source_free(source);
        }
        reason = zip_error_code_zip(&error);
        text = zip_error_strerror(&error);
        zip_error_fini(&error);
    };
    open(ZIP_RDONLY | ZIP_CHECKCONS);
    // libzip wants the local headers of streamed members to be all empty or all filled in; common archivers fill in
    // half.
    if (m_archive == nullptr && reason == ZIP_ER_INCONS && headers_agree(m_spool, m_directory)) open(ZIP_RDONLY);
    if (m_archive != nullptr) return;
    if (!m_trouble.empty()) throw Error(ErrorKind::storage, m_trouble);
    if (reason == ZIP_ER_MEMORY) throw Error(ErrorKind::internal, "no memory for the directory of an archive");
    if (reason == ZIP_ER_EXISTS) refuse_archive(code::member, "two members of the zip archive have the same name");
    refuse_archive(code::archive,
                   "the zip archive contradicts itself (" + text + "); ask the sender for the file again");
}

ZipArchive::~ZipArchive() = default;

void ZipArchive::refuse_archive(model::RuleCode code, std::string message) const {
    refuse({}, refusal(code, {}, std::move(message)), m_shown_name);
}

void ZipArchive::look_for_directory() {
    // libzip makes room for as many members as the end record states before it looks at one of them.
    const std::uint64_t size = m_spool.size();
    if (size == 0) refuse_archive(code::empty, "the delivery is empty (0 bytes)");
    std::string head(4, '\0');
    (void)m_spool.read(0, head.data(), head.size());
    std::string tail(static_cast<std::size_t>(std::min<std::uint64_t>(size, end_bytes + most_comment)), '\0');
    (void)m_spool.read(size - tail.size(), tail.data(), tail.size());
    const std::size_t end = tail.rfind(end_mark);
    if (end == std::string::npos || tail.size() - end < end_bytes) {
        if (head == std::string_view("PK\x03\x04", 4))
            refuse_archive(code::cut, "the zip archive has no directory at its end: the delivery is cut");
        refuse_archive(code::archive, "the delivery is not a zip archive");
    }
    if (little(&tail[end + 4], 2) != little(&tail[end + 6], 2))
        refuse_archive(code::archive, "the zip archive is one of several parts; ask the sender for one file");
    // 0xFFFF and more stand in another record (zip64), and are above the cap anyway.
    const std::uint64_t members = little(&tail[end + 10], 2);
    if (members > m_limits.members) {
        refuse_archive(code::limit, "the zip archive states " + std::to_string(members) + " members or more, at most " +
                                        std::to_string(m_limits.members) + " are read");
    }
    // And it reads the whole directory, with names of up to 64 KiB each.
    const std::uint64_t directory = little(&tail[end + 12], 4);
    m_directory = {little(&tail[end + 16], 4), directory, members, size - tail.size() + end,
                   end + end_bytes + little(&tail[end + 20], 2) == tail.size()};
    if (directory > m_limits.directory_bytes) {
        refuse_archive(code::limit, "the directory of the zip archive is longer than " +
                                        in_mebibytes(m_limits.directory_bytes) + ": its names are no names");
    }
}

void ZipArchive::take_members() {
    const zip_int64_t count = zip_get_num_entries(m_archive.get(), 0);
    if (count > static_cast<zip_int64_t>(m_limits.members)) {
        refuse_archive(code::limit, "the zip archive has " + std::to_string(count) + " members, at most " +
                                        std::to_string(m_limits.members) + " are read");
    }
    std::uint64_t total = 0;
    m_members.reserve(static_cast<std::size_t>(count));
    for (zip_int64_t index = 0; index < count; ++index) {
        zip_stat_t stat;
        zip_stat_init(&stat);
        if (zip_stat_index(m_archive.get(), static_cast<zip_uint64_t>(index), ZIP_FL_ENC_RAW, &stat) != 0)
            refuse_archive(code::archive,
                           "member " + std::to_string(index + 1) + " of the zip archive has no name or size");
        std::string name = stat.name;
        if (m_names == MemberNames::parts) std::replace(name.begin(), name.end(), '\\', '/');
        Member member{std::move(name), static_cast<std::uint64_t>(index), stat.size, stat.comp_size};
        check_member(member, stat.comp_method, stat.encryption_method);
        total += member.inflated;
        if (total > m_limits.inflated_bytes || member.inflated > m_limits.inflated_bytes) {
            refuse_archive(code::limit, "the members of the zip archive state more than " +
                                            in_mebibytes(m_limits.inflated_bytes) + " unpacked");
        }
        if (member.name.back() != '/') m_members.push_back(std::move(member));
    }
}

void ZipArchive::check_member(const Member& member, std::uint16_t method, std::uint16_t encryption) const {
    const std::string which = "member " + std::to_string(member.index + 1) + " of the zip archive ";
    if (encryption != ZIP_EM_NONE)
        refuse_archive(code::encrypted, which + "is encrypted; ask the sender for a file without a password");
    if (leads_outside(member.name)) refuse_archive(code::member, which + "has a name that leads out of the archive");
    if (method != ZIP_CM_STORE && method != ZIP_CM_DEFLATE) {
        refuse_archive(code::member, which + "is packed by method " + std::to_string(method) +
                                         "; only stored and deflated members are read");
    }
    if (member.inflated > m_limits.ratio_from && member.inflated / m_limits.ratio > member.packed) {
        refuse_archive(code::limit, which + "states " + in_mebibytes(member.inflated) + " unpacked from " +
                                        std::to_string(member.packed) + " bytes: more than " +
                                        std::to_string(m_limits.ratio) + " to 1");
    }
}

bool ZipArchive::is_same(std::string_view a, std::string_view b) const noexcept {
    if (m_names == MemberNames::as_written) return a == b;
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

void ZipArchive::check_names() const {
    std::set<std::string> names;
    for (const auto& member : m_members) {
        std::string name = member.name;
        if (m_names == MemberNames::parts) {
            for (char& c : name)
                if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 0x20);
        }
        if (!names.insert(std::move(name)).second)
            refuse_archive(code::member, "two members of the zip archive have the same name");
    }
}

const ZipArchive::Member* ZipArchive::find(std::string_view name) const noexcept {
    const auto found = std::find_if(m_members.begin(), m_members.end(),
                                    [&](const Member& member) { return is_same(member.name, name); });
    return found == m_members.end() ? nullptr : &*found;
}

ByteSource ZipArchive::open(const Member& member) {
    const auto close = [](zip_file_t* file) { zip_fclose(file); };
    std::shared_ptr<zip_file_t> file(zip_fopen_index(m_archive.get(), member.index, 0), [close](zip_file_t* opened) {
        if (opened != nullptr) close(opened);
    });
    const std::string which = "member " + std::to_string(member.index + 1) + " of the zip archive ";
    if (file == nullptr)
        refuse_archive(code::archive,
                       which + "cannot be opened (" + zip_error_strerror(zip_get_error(m_archive.get())) + ")");
    return [this, file, which, member, had = std::uint64_t{0}](char* buffer, std::size_t size) mutable -> std::size_t {
        const zip_int64_t count = zip_fread(file.get(), buffer, size);
        if (count < 0) {
            if (!m_trouble.empty()) throw Error(ErrorKind::storage, m_trouble);
            refuse_archive(code::archive, which + "is damaged after " + std::to_string(had) + " bytes (" +
                                              zip_error_strerror(zip_file_get_error(file.get())) + ")");
        }
        had += static_cast<std::uint64_t>(count);
        m_inflated += static_cast<std::uint64_t>(count);
        if (had > member.inflated) refuse_archive(code::archive, which + "has more bytes than the directory states");
        if (m_inflated > m_limits.inflated_bytes)
            refuse_archive(code::limit,
                           "more than " + in_mebibytes(m_limits.inflated_bytes) + " unpacked from the zip archive");
        if (count == 0 && size > 0 && had != member.inflated)
            refuse_archive(code::archive, which + "has fewer bytes than the directory states");
        return static_cast<std::size_t>(count);
    };
}

}  // namespace tilsig::decode
