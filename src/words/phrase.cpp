#include "words/phrase.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace tilsig::words {

Phrase Phrase::parse(std::string_view text, std::string& mistake) {
    Phrase phrase;
    mistake.clear();
    while (!text.empty()) {
        const auto brace = text.find_first_of("{}");
        if (brace != 0) phrase.m_pieces.push_back({false, std::string(text.substr(0, brace))});
        if (brace == std::string_view::npos) break;
        const auto end = text.find('}', brace);
        const auto name = text.substr(brace + 1, end == std::string_view::npos ? end : end - brace - 1);
        const bool is_name = text[brace] == '{' && end != std::string_view::npos && !name.empty() &&
                             name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
        if (!is_name) {
            mistake = "a brace that begins or ends no placeholder";
            break;
        }
        phrase.m_pieces.push_back({true, std::string(name)});
        text.remove_prefix(end + 1);
    }
    return phrase;
}

std::string Phrase::fill(std::span<const Value> values) const {
    std::string out;
    for (const auto& piece : m_pieces) {
        if (!piece.placeholder) {
            out += piece.text;
            continue;
        }
        const auto found =
            std::find_if(values.begin(), values.end(), [&](const auto& value) { return value.first == piece.text; });
        if (found == values.end())
            throw Error(ErrorKind::internal, "nothing is said of the placeholder {" + piece.text + "} of a letter");
        out += found->second;
    }
    return out;
}

std::vector<std::string> Phrase::placeholders() const {
    std::vector<std::string> names;
    for (const auto& piece : m_pieces)
        if (piece.placeholder) names.push_back(piece.text);
    return names;
}

}  // namespace tilsig::words
