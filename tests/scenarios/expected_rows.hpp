// What a feed must hold afterwards, as rows of text.
#pragma once

#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "base/files.hpp"

namespace tilsig::test {

inline std::vector<std::string> lines_of(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

/// The rows of a file in tests/scenarios/expected, which was made from the source file without this program.
inline std::vector<std::string> expected_rows(const std::string& name) {
    return lines_of(read_file(std::filesystem::path(TILSIG_SOURCE_DIR "/tests/scenarios/expected") / (name + ".txt")));
}

}  // namespace tilsig::test
