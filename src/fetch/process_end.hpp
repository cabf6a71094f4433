// How the connector's process ended, in words a person can act on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "fetch/fetch.hpp"
#include "plugin/child_request.hpp"
#include "process/process_end.hpp"

namespace tilsig::fetch {

struct BadEnd {
    FetchEnd end = FetchEnd::crashed;
    std::string message;
};

/// Empty for exit code 0, the only end that lets a result count.
[[nodiscard]] std::optional<BadEnd> explain_end(process::ProcessEnd end, std::int64_t cpu_microseconds,
                                                const plugin::ChildLimits& limits);

}  // namespace tilsig::fetch
