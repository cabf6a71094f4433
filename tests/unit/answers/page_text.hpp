// The words of a page without their styles; cells of a table are parted by `|`.
#pragma once

#include <string>

#include "answers/page.hpp"

namespace tilsig::answers {

inline std::string text_of(const Page& page) {
    std::string text;
    for (const auto& block : page.blocks()) {
        if (const auto* line = std::get_if<Line>(&block)) {
            for (const auto& part : line->parts()) text += part.text;
            text += '\n';
            continue;
        }
        for (const auto& row : std::get<Page::Table>(block)) {
            for (const auto& cell : row) text += (&cell == &row.front() ? "" : "|") + cell;
            text += '\n';
        }
    }
    return text;
}

}  // namespace tilsig::answers
