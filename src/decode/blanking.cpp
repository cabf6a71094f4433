#include "decode/blanking.hpp"

#include <algorithm>
#include <vector>

#include "decode/container/blank.hpp"
#include "decode/container/container.hpp"
#include "decode/container/utf16.hpp"
#include "decode/xlsx/blank.hpp"

namespace tilsig::decode {

namespace {

using catalog::FormatKind;

constexpr std::size_t piece_bytes = 256 * 1024;

bool is_line_end(char c) noexcept { return c == '\n' || c == '\r'; }

void blank(std::string& bytes, std::size_t from, std::size_t to, char with = ' ') {
    const auto at = [&](std::size_t place) { return bytes.begin() + static_cast<std::ptrdiff_t>(place); };
    std::replace_if(
        at(from), at(to), [](char c) { return !is_line_end(c); }, with);
}

std::string blanked_json(const std::string& record) {
    std::string bytes = record;
    const bool shell = record.size() >= 2 && (record[0] == '{' || record[0] == '[' || record[0] == '"');
    if (shell)
        blank(bytes, 1, bytes.size() - 1);
    else
        blank(bytes, 0, bytes.size(), '9');  // a bare number stays one
    return bytes;
}

/// `<p:sak xmlns:p="..." nr="1"><a/></p:sak>` becomes `<p:sak xmlns:p="..."   />`: without the declaration the name
/// would mean something else.
std::string blanked_xml(const std::string& record) {
    std::string blanked = record;
    const auto keep_until = [&](std::size_t from) {
        std::size_t at = from;
        while (at < record.size() && std::string_view(" \t\r\n/>").find(record[at]) == std::string_view::npos) ++at;
        return at;
    };
    const std::size_t name_end = keep_until(0);
    blank(blanked, name_end, blanked.size());
    std::size_t last = name_end;
    for (std::size_t at = name_end; at < record.size() && record[at] != '>' && record[at] != '/';) {
        if (std::string_view(" \t\r\n").find(record[at]) != std::string_view::npos) {
            ++at;
            continue;
        }
        const std::size_t value = record.find_first_of("\"'", at);
        if (value == std::string::npos) break;
        const std::size_t end = record.find(record[value], value + 1);
        if (end == std::string::npos) break;
        if (record.compare(at, 5, "xmlns") == 0 &&
            std::string_view(": =\t\r\n").find(record[at + 5]) != std::string_view::npos) {
            blanked.replace(at, end + 1 - at, record, at, end + 1 - at);
            last = end + 1;
        }
        at = end + 1;
    }
    // The shell ends where the record did, but not over a name or a declaration.
    const std::size_t close = std::max(last, blanked.size() - std::min<std::size_t>(2, blanked.size()));
    if (close + 2 <= blanked.size()) blanked.replace(close, 2, "/>");
    return blanked;
}

std::size_t read_whole(const ByteSource& source, char* buffer, std::size_t size) {
    std::size_t total = 0;
    while (total < size) {
        const std::size_t count = source(buffer + total, size - total);
        if (count == 0) break;
        total += count;
    }
    return total;
}

/// Text without some of its records: all else goes through the sweep.
void blank_records(FormatKind format, const Blanks& blanks, const ByteSource& source, const ByteSink& sink) {
    NumberSweep sweep(blanks.is_theirs, sink);
    std::string bytes;
    std::uint64_t offset = 0;
    const auto pass_until = [&](std::uint64_t end) {
        while (offset < end) {
            bytes.resize(static_cast<std::size_t>(std::min<std::uint64_t>(piece_bytes, end - offset)));
            const std::size_t count = read_whole(source, bytes.data(), bytes.size());
            if (count == 0) return;
            sweep.write(std::string_view(bytes).substr(0, count));
            offset += count;
        }
    };
    for (const auto& place : blanks.records.all()) {
        if (place.offset < offset) continue;  // the same record twice
        pass_until(place.offset);
        sweep.end();
        bytes.resize(place.length);
        bytes.resize(read_whole(source, bytes.data(), bytes.size()));
        offset += bytes.size();
        sink(blanked_record(format, bytes));
    }
    pass_until(UINT64_MAX);
    sweep.end();
}

/// Text of which nobody knows the records.
void blank_lines(const Blanks& blanks, const ByteSource& source, const ByteSink& sink) {
    std::string held, piece(piece_bytes, '\0');
    const auto write_line = [&](std::size_t size) {
        std::string line = held.substr(0, size);
        NumberSweep sweep(blanks.is_theirs, {});
        sweep.write(line);
        sweep.end();
        if (sweep.found() > 0) blank(line, 0, line.size());
        sink(line);
        held.erase(0, size);
    };
    while (const std::size_t count = source(piece.data(), piece.size())) {
        held.append(piece, 0, count);
        for (std::size_t end = held.find('\n'); end != std::string::npos; end = held.find('\n')) write_line(end + 1);
    }
    if (!held.empty()) write_line(held.size());
}

void blank_text(const catalog::Layout& layout, const Blanks& blanks, const ByteSource& source, const ByteSink& sink) {
    const bool lines = layout.format == FormatKind::csv || layout.format == FormatKind::fixed;
    if (blanks.by_lines && lines) return blank_lines(blanks, source, sink);
    blank_records(layout.format, blanks, source, sink);
}

}  // namespace

std::string blanked_record(FormatKind format, std::string_view record) {
    std::string bytes(record);
    if (format == FormatKind::json) return blanked_json(bytes);
    if (format == FormatKind::xml) return blanked_xml(bytes);
    blank(bytes, 0, bytes.size());
    return bytes;
}

void write_blanked(const catalog::Layout& layout, const Blanks& blanks, const ByteSource& source, const ByteSink& sink,
                   const std::filesystem::path& folder) {
    const auto inner = [&](const ByteSource& bytes, const ByteSink& to) {
        if (layout.format == FormatKind::xlsx) return blank_workbook(layout, blanks, bytes, to, folder);
        if (!catalog::is_utf16(layout.encoding)) return blank_text(layout, blanks, bytes, to);
        Utf16Container text(layout.encoding, bytes, "delivery");
        Utf16Writer writer(text, to);
        blank_text(
            layout, blanks, [&](char* buffer, std::size_t size) { return text.read(buffer, size); },
            [&](std::string_view piece) { writer.write(piece); });
    };
    const auto container = open_container(layout, source, "delivery", folder);
    if (container == nullptr) return inner(source, sink);
    const ByteSource unpacked = [&](char* buffer, std::size_t size) { return container->read(buffer, size); };
    if (layout.compression == catalog::Compression::gzip)
        return pack_gzip([&](const ByteSink& to) { inner(unpacked, to); }, sink);
    pack_zip({{packed_name(layout), [&](const ByteSink& to) { inner(unpacked, to); }}}, sink);
}

std::uint64_t count_numbers(const catalog::Layout& layout, const IsTheirs& is_theirs, const ByteSource& source) {
    const ByteSource bytes = unpacked_bytes(layout, source, "delivery");
    NumberSweep sweep(is_theirs, {});
    std::string piece(piece_bytes, '\0');
    while (const std::size_t count = bytes(piece.data(), piece.size()))
        sweep.write(std::string_view(piece).substr(0, count));
    sweep.end();
    return sweep.found();
}

}  // namespace tilsig::decode
