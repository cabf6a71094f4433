// A site with an index and one file per item, as https_index reads it: data/index/<name>/*.
#pragma once

#include <filesystem>

#include "standin/message.hpp"

namespace tilsig::standin {

/// /index/<name>/index.json lists the folder's files with length and SHA-256, made anew for each question, so that a
/// test may add or change files while the stand-in runs; /index/<name>/<file> gives one of them.
[[nodiscard]] Site index_site(const std::filesystem::path& data);

}  // namespace tilsig::standin
