// The worker's side of a fetch: starts the child, takes its bytes, believes nothing but an explicit result.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.hpp"
#include "catalog/source.hpp"
#include "model/proof.hpp"
#include "model/unit.hpp"

namespace tilsig::fetch {

/// What the child is told, over its stdin (never argv or environment): connector, options, unit, cursor, secrets.
struct FetchRequest {
    std::filesystem::path program;    ///< tilsig-fetch
    std::filesystem::path connector;  ///< the plugin library
    const catalog::Source* source = nullptr;
    model::UnitName unit;
    std::optional<std::string> cursor;
    bool look_only = false;    ///< nothing may change at the source, not even what was acknowledged before
    bool acknowledge = false;  ///< run acknowledge(cursor) instead of fetch(); a good end is FetchEnd::delivered
};

/// Told about deliveries as they come in, in the order (begin (known | write*) (end | restart))*. Exceptions end the
/// fetch and reach the caller. Deliveries that were ended count only when run_fetch() returns FetchEnd::delivered.
class DeliverySink {
public:
    virtual ~DeliverySink() = default;
    virtual void begin(std::string_view outside_name, std::string_view media_type, std::string_view charset) = 0;
    /// True when this unit delivered content of this SHA-256 before and it is whole: the delivery that was begun is
    /// that content, and no write() follows. A sink that keeps nothing knows nothing.
    [[nodiscard]] virtual bool known(const std::string& /*sha256*/) { return false; }
    virtual void write(std::string_view bytes) = 0;
    virtual void end(const model::Proof& proof) = 0;
    /// The delivery that is open starts over (a transfer is repeated): forget its bytes; begin() follows. Forgetting
    /// all of this fetch is right for a sink that takes one delivery per fetch.
    virtual void restart() { abandon(); }
    /// The fetch failed after a begin(): nothing that was written, ended or not, may be used. Called once, last.
    virtual void abandon() noexcept = 0;
};

/// Something that a connector says lies at its source. Judged by nobody yet.
struct Lying {
    std::string sender, period;
    std::string what;   ///< name and place as people are told them, redacted
    bool kept = false;  ///< the source keeps what it publishes: nobody needs to hear of it when nobody takes it
};

/// Asked and told by a survey. Exceptions end it and reach the caller.
class SurveySink {
public:
    virtual ~SurveySink() = default;
    /// The cursor of the unit of the feed, sender and period; nothing when there is none.
    [[nodiscard]] virtual std::optional<std::string> cursor_of(const std::string& sender,
                                                               const std::string& period) = 0;
    virtual void lies(const Lying& lying) = 0;
};

enum class FetchEnd {
    delivered,       ///< deliveries with proofs, an explicit result and a normal exit
    nothing_new,     ///< explicit: the source has nothing after the cursor
    retry_later,     ///< transient at the source
    refused,         ///< somebody must act: options, credentials, connector file
    bad_source,      ///< the source broke its protocol, or changed under our hands
    crashed,         ///< the connector took its process down, or failed by its own fault
    timed_out,       ///< the deadline of the source's limits
    over_limit,      ///< memory, CPU, file size or delivery size
    protocol_error,  ///< the connector misused the border: frames, order of calls, processes left behind
};
[[nodiscard]] const char* to_string(FetchEnd end) noexcept;

struct FetchResult {
    FetchEnd end = FetchEnd::crashed;
    std::optional<std::string> cursor;
    std::string message;  ///< redacted; names place and remedy; never empty for a bad end
    std::chrono::seconds retry_after{0};
    std::uint64_t bytes = 0;
    std::uint64_t peak_memory_kib = 0;
    std::chrono::microseconds cpu{0};  ///< of the connector's process
};

/// Runs one fetch child to its end; no process of it is left afterwards. Never throws for what the child does; throws
/// Error(configuration) for a secret that cannot be read, Error(storage/internal) when no child could be started, and
/// whatever the sink throws (the child is killed and reaped first). May be called from several threads at once.
[[nodiscard]] FetchResult run_fetch(const FetchRequest& request, DeliverySink& sink, const Logger& log);

/// Asks the connector which senders and periods of the unit's feed have something at the source that was not delivered:
/// one child for all of them. The unit's period is the newest one, its sender empty for all senders.
/// FetchEnd::delivered (or nothing_new) when the connector has seen everything; what was told before another end is as
/// good as nothing. A minute at most; otherwise like run_fetch().
[[nodiscard]] FetchResult run_survey(const FetchRequest& request, SurveySink& sink, const Logger& log);

/// The connector's own verdict about the options of one source or feed, without network and without secrets: one
/// message per mistake, `option NAME: what; remedy`. A connector that cannot be loaded, crashes or hangs (5 s) is a
/// message too.
[[nodiscard]] std::vector<std::string> check_source(const std::filesystem::path& program,
                                                    const std::filesystem::path& connector,
                                                    const std::map<std::string, std::string>& options,
                                                    const Logger& log);

/// What a connector says about itself.
struct ConnectorDescription {
    std::string name;
    bool uses_http = false;
    bool acknowledges = false;
    bool surveys = false;
    std::vector<std::string> options;
};
/// Asked in a child as well: loading is already the first thing that can go wrong. Error(plugin) with the reason.
[[nodiscard]] ConnectorDescription describe_connector(const std::filesystem::path& program,
                                                      const std::filesystem::path& connector, const Logger& log);

/// The options of a feed: those of the source, overlaid by the feed's own.
[[nodiscard]] std::map<std::string, std::string> options_of(const catalog::Source& source, const std::string& feed);

/// Reads a local file of at most `largest` bytes as if it had been fetched (tilsig run FEED --from FILE).
/// Error(storage) names the file.
void read_local(const std::filesystem::path& file, std::uint64_t largest, DeliverySink& sink);

}  // namespace tilsig::fetch
