#include <charconv>

#include "model/finding.hpp"

namespace tilsig::model {

namespace {

/// Takes a number from the front of `text`; false when there is none.
template <typename Number>
bool take(std::string_view& text, Number& number) {
    const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
    if (end.ec != std::errc()) return false;
    text.remove_prefix(static_cast<std::size_t>(end.ptr - text.data()));
    return true;
}

bool take(std::string_view& text, char mark) {
    if (!text.starts_with(mark)) return false;
    text.remove_prefix(1);
    return true;
}

}  // namespace

std::string OtherPlaces::text() const {
    std::string text;
    const auto begin = [&text] { text += text.empty() ? "" : " "; };
    for (const Place& place : named) {
        begin();
        text += std::to_string(place.number) + ":" + std::to_string(place.line);
        if (place.sheet != 0) text += ":" + std::to_string(place.sheet);
    }
    if (more > 0) {
        begin();
        text += "+" + std::to_string(more);
    }
    if (loaded > 0) {
        begin();
        text += "=" + std::to_string(loaded);
    }
    return text;
}

OtherPlaces OtherPlaces::parse(std::string_view text) {
    OtherPlaces read;
    while (!text.empty()) {
        bool sound = false;
        if (take(text, '+')) {
            sound = take(text, read.more);
        } else if (take(text, '=')) {
            sound = take(text, read.loaded);
        } else {
            Place place;
            sound = take(text, place.number) && take(text, ':') && take(text, place.line);
            if (sound && take(text, ':')) sound = take(text, place.sheet);
            read.named.push_back(place);
        }
        if (!sound || (!text.empty() && !take(text, ' '))) return {};
    }
    return read;
}

}  // namespace tilsig::model
