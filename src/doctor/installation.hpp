// What the checks look at: one installation, read as far as it can be read.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "catalog/catalog.hpp"
#include "config/settings.hpp"
#include "odbc/odbc.hpp"
#include "senders/register.hpp"
#include "session/context.hpp"

namespace tilsig::doctor {

struct Installation {
    std::filesystem::path config_file;
    const config::Settings& settings;
    const catalog::Catalog& catalog;
    const senders::Register& senders;
    std::vector<std::string>
        mistakes;  ///< of configuration and declarations; what they are about is not looked at then
    session::Places places;
    std::function<odbc::Dsn()> dsn;  ///< reads the password, so it may throw
    std::string version;
    Clock& clock;

    /// Settings and declarations were read whole.
    [[nodiscard]] bool declared() const noexcept { return mistakes.empty(); }
};

}  // namespace tilsig::doctor
