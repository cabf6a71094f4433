// tilsig init installation: folders, configuration and key of a new installation.
#pragma once

#include <filesystem>
#include <string>

#include "cli/command.hpp"

namespace tilsig::cli {

/// What somebody wants who makes an installation.
struct InstallationWish {
    /// Holds everything; empty: /etc/tilsig and /var/lib/tilsig for root, ~/tilsig for others.
    std::string folder{};
    std::string database = "sqlite";  ///< or postgresql, mariadb
    std::string server{};             ///< of the database; empty: this machine
    std::string content{};            ///< empty: what came with tilsig
    /// Runs tilsig and owns what it writes; empty: whoever calls, and `tilsig` for root without a folder.
    std::string account{};
};

/// tilsig.yaml of a new installation: the example that comes with tilsig, with what was wished for. `state` is where
/// its state goes, relative to the file or absolute; `in`: where the municipalities' in-folders are, empty: where the
/// content that came with tilsig has them. Error(usage) for an unknown database.
[[nodiscard]] std::string configuration_text(const InstallationWish& wish, const std::string& state,
                                             const std::string& in = {});
/// The example as it comes with tilsig.
[[nodiscard]] std::string example_configuration();

/// Makes what is missing and says what is there already; then examines it and names the next commands. Nothing that is
/// there is changed. Returns the exit code.
int init_installation(const InstallationWish& wish, const Globals& globals, const Output& output);

}  // namespace tilsig::cli
