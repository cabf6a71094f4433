#include "fetch/fetch.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "fetch/child_process.hpp"
#include "fetch/child_run_loop.hpp"
#include "fetch/fetch_session.hpp"
#include "spi/abi.h"

namespace tilsig::fetch {

namespace {

/// check and describe do no work worth waiting for.
constexpr std::chrono::seconds check_deadline{5};
/// The night waits for it.
constexpr std::chrono::seconds survey_deadline{60};

FetchResult run_child(const std::filesystem::path& program, const plugin::ChildRequest& request,
                      FetchSession& session) {
    std::string document = plugin::encode(request);
    const ChildEnd end = [&] {
        ChildProcess child(program, document);
        plugin::wipe(document);
        return run_to_end(child, request.limits.deadline, session);
    }();
    return session.conclude(end);
}

plugin::ChildRequest question(plugin::ChildMode mode, const std::filesystem::path& connector) {
    plugin::ChildRequest request;
    request.mode = mode;
    request.library = std::filesystem::absolute(connector).string();
    request.limits.cpu = check_deadline;
    request.limits.deadline = check_deadline;
    return request;
}

}  // namespace

const char* to_string(FetchEnd end) noexcept {
    switch (end) {
        case FetchEnd::delivered: return "delivered";
        case FetchEnd::nothing_new: return "nothing_new";
        case FetchEnd::retry_later: return "retry_later";
        case FetchEnd::refused: return "refused";
        case FetchEnd::bad_source: return "bad_source";
        case FetchEnd::crashed: return "crashed";
        case FetchEnd::timed_out: return "timed_out";
        case FetchEnd::over_limit: return "over_limit";
        case FetchEnd::protocol_error: return "protocol_error";
    }
    return "unknown";
}

std::map<std::string, std::string> options_of(const catalog::Source& source, const std::string& feed) {
    auto options = source.options;
    for (const auto& entry : source.feeds) {
        if (entry.feed != feed) continue;
        for (const auto& [name, value] : entry.options) options[name] = value;
    }
    return options;
}

namespace {

std::map<std::string, std::string> siblings_of(const catalog::Source& source, const std::string& feed) {
    std::map<std::string, std::string> siblings;
    for (const auto& entry : source.feeds) {
        if (entry.feed == feed) continue;
        for (const auto& [name, value] : options_of(source, entry.feed)) siblings[entry.feed + ":" + name] = value;
    }
    return siblings;
}

plugin::ChildRequest request_of(const FetchRequest& request, plugin::ChildMode mode) {
    const catalog::Source& source = *request.source;
    plugin::ChildRequest child;
    child.mode = mode;
    child.library = std::filesystem::absolute(request.connector).string();
    child.feed = request.unit.feed;
    child.sender = request.unit.sender;
    child.period = request.unit.period;
    child.cursor = request.cursor;
    child.look_only = request.look_only;
    child.options = options_of(source, request.unit.feed);
    child.siblings = siblings_of(source, request.unit.feed);
    for (const auto& [name, reference] : source.secrets) child.secrets.emplace(name, read_secret(reference));
    child.limits = {source.limits.memory, source.limits.cpu, source.limits.deadline, source.limits.delivery_bytes,
                    source.limits.open_files};
    return child;
}

}  // namespace

FetchResult run_fetch(const FetchRequest& request, DeliverySink& sink, const Logger& log) {
    if (request.source == nullptr) throw Error(ErrorKind::internal, "a fetch without a source");
    if (request.acknowledge && !request.cursor) throw Error(ErrorKind::internal, "an acknowledgement without a cursor");
    const catalog::Source& source = *request.source;
    const plugin::ChildRequest child =
        request_of(request, request.acknowledge ? plugin::ChildMode::acknowledge : plugin::ChildMode::fetch);
    const Logger unit_log = log.with("unit", ours(request.unit.text())).with("protocol", ours(source.protocol));
    FetchSession session(child, &sink, unit_log);
    const FetchResult result = run_child(request.program, child, session);
    unit_log.debug("fetch.end", {{"end", ours(to_string(result.end))},
                                 {"bytes", result.bytes},
                                 {"cpu_us", result.cpu.count()},
                                 {"peak_kib", result.peak_memory_kib}});
    return result;
}

FetchResult run_survey(const FetchRequest& request, SurveySink& sink, const Logger& log) {
    if (request.source == nullptr) throw Error(ErrorKind::internal, "a survey without a source");
    auto child = request_of(request, plugin::ChildMode::survey);
    child.limits.deadline = std::min(child.limits.deadline, survey_deadline);
    const Logger feed_log = log.with("feed", ours(request.unit.feed)).with("protocol", ours(request.source->protocol));
    FetchSession session(child, nullptr, feed_log, &sink);
    const FetchResult result = run_child(request.program, child, session);
    feed_log.debug("survey.end", {{"end", ours(to_string(result.end))}, {"cpu_us", result.cpu.count()}});
    return result;
}

std::vector<std::string> check_source(const std::filesystem::path& program, const std::filesystem::path& connector,
                                      const std::map<std::string, std::string>& options, const Logger& log) {
    auto request = question(plugin::ChildMode::check, connector);
    request.options = options;
    FetchSession session(request, nullptr, log);
    const FetchResult result = run_child(program, request, session);
    auto mistakes = session.mistakes();
    if (result.end != FetchEnd::delivered) mistakes.push_back(result.message);
    return mistakes;
}

ConnectorDescription describe_connector(const std::filesystem::path& program, const std::filesystem::path& connector,
                                        const Logger& log) {
    const auto request = question(plugin::ChildMode::describe, connector);
    FetchSession session(request, nullptr, log);
    const FetchResult result = run_child(program, request, session);
    const auto& texts = session.description();
    if (result.end != FetchEnd::delivered || texts.size() < 2) {
        throw Error(ErrorKind::plugin, result.message.empty()
                                           ? connector.filename().string() + " does not describe itself"
                                           : result.message);
    }
    const unsigned long capabilities = std::strtoul(texts[1].c_str(), nullptr, 10);
    return {texts[0], (capabilities & TILSIG_CAN_HTTP) != 0, (capabilities & TILSIG_CAN_ACKNOWLEDGE) != 0,
            (capabilities & TILSIG_CAN_SURVEY) != 0, std::vector<std::string>(texts.begin() + 2, texts.end())};
}

}  // namespace tilsig::fetch
