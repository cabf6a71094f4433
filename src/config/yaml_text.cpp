#include "config/yaml_text.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace tilsig::config {

Place place_of(std::string_view text, std::size_t offset, const std::string& file) {
    const std::string_view before = text.substr(0, offset);
    const auto line = static_cast<std::uint64_t>(std::count(before.begin(), before.end(), '\n')) + 1;
    const auto start = before.rfind('\n') + 1;  // npos + 1 is 0
    const auto column = std::count_if(before.begin() + static_cast<std::ptrdiff_t>(start), before.end(),
                                      [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
    return {file, line, static_cast<std::uint64_t>(column) + 1};
}

std::vector<Place> indentation_tabs(std::string_view text, const std::string& file, bool blank_lines) {
    std::vector<Place> found;
    std::uint64_t line = 0;
    for (std::size_t at = 0; at < text.size();) {
        ++line;
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::size_t content = std::min(text.find_first_not_of(" \t\r", at), end);
        const std::size_t tab = text.substr(at, content - at).find('\t');
        if (tab != std::string_view::npos && (content < end || blank_lines)) found.push_back({file, line, tab + 1});
        at = end + 1;
    }
    return found;
}

bool readable(std::string_view text, const std::string& file, Lints& lints, std::size_t most_bytes) {
    if (text.size() > most_bytes) {
        lints.add({file, 0, 0}, "the file is larger than " + std::to_string(most_bytes / 1024) + " KiB",
                  "split it, or check that it is the right file");
        return false;
    }
    if (const auto bad = find_invalid_utf8(text); bad != std::string_view::npos) {
        lints.add(place_of(text, bad, file), "the file is not UTF-8 from here on", "save it as UTF-8");
        return false;
    }
    const auto control = std::find_if(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7F;
    });
    if (control != text.end()) {
        lints.add(place_of(text, static_cast<std::size_t>(control - text.begin()), file),
                  "a control character stands here", "remove it");
        return false;
    }
    return true;
}

}  // namespace tilsig::config
