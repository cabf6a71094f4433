// Files that come into being together: all of them or none, and never over one that is there.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tilsig::cli {

struct NewFile {
    std::string path;  ///< below the folder
    std::string text;
};

/// Throws Error(usage) that names the first file that is there already.
void refuse_existing(const std::filesystem::path& folder, const std::vector<NewFile>& files);

/// Writes every file under another name first, then gives them their names. When one cannot be written, or somebody
/// else has made it meanwhile, those that were made are taken away again, with the folders made for them. Folders of
/// declarations are read by everybody who may run tilsig: mode 0644. Throws Error(usage), Error(storage).
void write_new_files(const std::filesystem::path& folder, const std::vector<NewFile>& files);

}  // namespace tilsig::cli
