// Inside the room only: mappings/system as it was when the program was built.
#pragma once

#include <string_view>
#include <vector>

namespace tilsig::rules {

struct EmbeddedFile {
    std::string_view path;  ///< below the content folder: mappings/system/file.rules.yaml
    std::string_view text;
};
/// In name order. The definition is made by tools/cmake/embed.cmake.
[[nodiscard]] std::vector<EmbeddedFile> embedded_files();

}  // namespace tilsig::rules
