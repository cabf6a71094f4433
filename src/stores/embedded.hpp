// Inside the room only: tables.yaml and files.yaml as they were when the program was built.
#pragma once

#include <string_view>
#include <vector>

namespace tilsig::stores {

struct EmbeddedFile {
    std::string_view path;  ///< in the source tree: src/stores/tables.yaml
    std::string_view text;
};
/// In name order. The definition is made by tools/cmake/embed.cmake.
[[nodiscard]] std::vector<EmbeddedFile> embedded_files();

}  // namespace tilsig::stores
