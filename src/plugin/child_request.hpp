// What a fetch child is told on its standard input: one JSON document. Never argv, never the environment: both can be
// read by other processes.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.hpp"

namespace tilsig::plugin {

enum class ChildMode { fetch, acknowledge, check, describe, survey };

struct ChildLimits {
    std::uint64_t memory = 256ULL << 20;  ///< address space
    std::chrono::seconds cpu{300};
    std::chrono::seconds deadline{900};  ///< the worker keeps it; the child only shortens its HTTP deadlines to it
    std::uint64_t delivery_bytes = 2ULL << 30;
    int open_files = 64;
};

struct ChildRequest {
    ChildMode mode = ChildMode::fetch;
    std::string library;  ///< path of the connector library
    std::string feed, sender, period;
    std::optional<std::string> cursor;
    bool look_only = false;  ///< tilsig_unit::look_only
    std::map<std::string, std::string> options;
    std::map<std::string, std::string> siblings;  ///< `FEED:OPTION` of the source's other feeds; not checked here
    std::map<std::string, Secret> secrets;
    ChildLimits limits;
};

/// The document. It holds secrets: the caller wipes it. Error(configuration) names the option or secret that is not
/// UTF-8.
[[nodiscard]] std::string encode(const ChildRequest& request);
/// Error(internal) when it is no request of this version. `document` is not kept.
[[nodiscard]] ChildRequest decode(std::string_view document);
/// Overwrites and empties; the compiler may not leave it out.
void wipe(std::string& text) noexcept;

}  // namespace tilsig::plugin
