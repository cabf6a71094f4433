// Where receipts go. Apart from the rest of the room, because everybody who knows an installation's folders includes
// it.
#pragma once

#include <filesystem>
#include <string>

namespace tilsig::alert {

/// Where receipts go and who may read them; from tilsig.yaml.
struct OutPlace {
    std::filesystem::path root;  ///< receipts go to <root>/out/<sender>
    std::string group;           ///< of folders and files, `{sender}` stands for the sender's id; empty: our own
    unsigned folder_mode = 02750;
    unsigned file_mode = 0640;
};

}  // namespace tilsig::alert
