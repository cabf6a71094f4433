// What the daemon works with: read at the start, and anew at each reload.
#pragma once

#include <functional>
#include <memory>

#include "config/settings.hpp"
#include "session/context.hpp"

namespace tilsig::daemon {

/// Settings and declarations as they stood when they were read; checked whole.
class Configuration {
public:
    Configuration() = default;
    virtual ~Configuration() = default;
    Configuration(const Configuration&) = delete;
    Configuration& operator=(const Configuration&) = delete;

    [[nodiscard]] virtual const config::Settings& settings() const = 0;
    /// Lives as long as this object.
    [[nodiscard]] virtual const session::Context& context() const = 0;
};

/// Throws Error(configuration) with all mistakes of all files.
using ReadConfiguration = std::function<std::unique_ptr<Configuration>()>;

}  // namespace tilsig::daemon
