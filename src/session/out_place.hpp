// Where receipts go; the room alert writes them.
#pragma once

#include <filesystem>
#include <string>

namespace tilsig::session {

/// Where receipts go and who may read them; from tilsig.yaml.
struct OutPlace {
    std::filesystem::path root;  ///< receipts go to <root>/out/<sender>
    std::string group;           ///< of folders and files, `{sender}` stands for the sender's id; empty: our own
    unsigned folder_mode = 02750;
    unsigned file_mode = 0640;
};

}  // namespace tilsig::session
