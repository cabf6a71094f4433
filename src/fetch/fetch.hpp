// The worker's side of a fetch: starts the child, takes its bytes, believes nothing but an explicit result.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.hpp"
#include "catalog/source.hpp"
#include "model/unit.hpp"

namespace tilsig::fetch {

/// What the child is told, over its stdin (never argv or environment): connector, options, unit, cursor, secrets.
struct FetchRequest {
    std::filesystem::path program;           ///< tilsig-fetch
    std::filesystem::path connector;         ///< the plugin library
    const catalog::Source* source = nullptr;
    model::UnitName unit;
    std::optional<std::string> cursor;
    bool acknowledge = false;                ///< run acknowledge() instead of fetch()
};

/// Told about deliveries as they come in. Exceptions end the fetch and reach the caller.
class DeliverySink {
public:
    virtual ~DeliverySink() = default;
    virtual void begin(std::string_view outside_name, std::string_view media_type, std::string_view charset) = 0;
    virtual void write(std::string_view bytes) = 0;
    virtual void end(std::string_view proof) = 0;
    /// The child failed after begin(): what was written must not be used.
    virtual void abandon() noexcept = 0;
};

enum class FetchEnd { delivered, nothing_new, retry_later, refused, bad_source, crashed, timed_out, over_limit, protocol_error };
[[nodiscard]] const char* to_string(FetchEnd end) noexcept;

struct FetchResult {
    FetchEnd end = FetchEnd::crashed;
    std::optional<std::string> cursor;
    std::string message;                     ///< redacted; names place and remedy
    std::chrono::seconds retry_after{0};
    std::uint64_t bytes = 0;
    std::uint64_t peak_memory_kib = 0;
    std::chrono::microseconds cpu{0};
};

/// Runs one fetch child to its end and reaps its whole process group. Never throws for what the child does; throws
/// Error(storage/internal) when no child could be started, and whatever the sink throws.
[[nodiscard]] FetchResult run_fetch(const FetchRequest& request, DeliverySink& sink, const Logger& log);

/// Reads a local file as if it had been fetched (tilsig run FEED --from FILE). Error(storage) names the file.
void read_local(const std::filesystem::path& file, DeliverySink& sink);

}  // namespace tilsig::fetch
