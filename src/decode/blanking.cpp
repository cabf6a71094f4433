#include "decode/blanking.hpp"

#include <algorithm>
#include <vector>

#include "decode/container/blank.hpp"
#include "decode/container/container.hpp"
#include "decode/container/utf16.hpp"
#include "decode/format_parts.hpp"

namespace tilsig::decode {

namespace {

constexpr std::size_t piece_bytes = 256 * 1024;

std::size_t read_whole(const ByteSource& source, char* buffer, std::size_t size) {
    std::size_t total = 0;
    while (total < size) {
        const std::size_t count = source(buffer + total, size - total);
        if (count == 0) break;
        total += count;
    }
    return total;
}

std::string blanked_record(const catalog::Layout& layout, std::string record) {
    if (const auto blanked = decoding_of(layout).blanked; blanked != nullptr) return blanked(record);
    blank(record, 0, record.size());
    return record;
}

/// Text without some of its records: all else goes through the sweep.
void blank_records(const catalog::Layout& layout, const Blanks& blanks, const ByteSource& source,
                   const ByteSink& sink) {
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
        sink(blanked_record(layout, bytes));
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
    if (blanks.by_lines && catalog::format_of(layout).told_by == catalog::ToldBy::line)
        return blank_lines(blanks, source, sink);
    blank_records(layout, blanks, source, sink);
}

}  // namespace

void write_blanked(const catalog::Layout& layout, const Blanks& blanks, const ByteSource& source, const ByteSink& sink,
                   const std::filesystem::path& folder) {
    const auto inner = [&](const ByteSource& bytes, const ByteSink& to) {
        if (const auto whole = decoding_of(layout).write_blanked; whole != nullptr)
            return whole(layout, blanks, bytes, to, folder);
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
