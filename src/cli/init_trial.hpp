// A proposal is tried before anybody sees it: read with all other declarations, its examples run, its sample previewed.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cli/new_files.hpp"
#include "operate/preview.hpp"

namespace tilsig::cli {

struct Trial {
    std::size_t examples = 0;
    std::optional<answers::PreviewAnswer> preview;  ///< nothing: the sample was not read as a whole
};

/// `content`: the folder of the declarations; it is not touched. `period`: of which the sample is previewed. Throws
/// Error(internal) with the mistakes when the proposal does not pass: it would be our fault, and nobody should have to
/// mend it.
[[nodiscard]] Trial try_proposal(const std::filesystem::path& content, const std::string& feed,
                                 const std::vector<NewFile>& files, const std::filesystem::path& sample,
                                 const std::string& period, bool whole, Clock& clock);

/// What the preview came to, for people.
[[nodiscard]] std::string preview_text(const Trial& trial);

}  // namespace tilsig::cli
