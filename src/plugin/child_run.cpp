#include "plugin/child_run.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <new>

#include "base/error.hpp"
#include "base/files.hpp"
#include "plugin/child_limits.hpp"
#include "plugin/child_request.hpp"
#include "plugin/frames.hpp"
#include "plugin/host_services.hpp"
#include "plugin/plugin_library.hpp"

namespace tilsig::plugin {

namespace {

using process::FrameWriter;

/// The last message of a connector, in fixed memory: reporting "out of memory" must not need memory.
class Report {
public:
    static void add(void* self, tilsig_text message) noexcept {
        auto& report = *static_cast<Report*>(self);
        if (message.data == nullptr || report.m_size + 2 > max_message) return;
        if (report.m_size > 0) report.put("; ");
        report.put(std::string_view(message.data, message.size));
    }
    [[nodiscard]] std::string_view text() const noexcept { return {m_text.data(), m_size}; }

private:
    void put(std::string_view text) noexcept {
        const std::size_t count = std::min(text.size(), m_text.size() - m_size);
        std::memcpy(m_text.data() + m_size, text.data(), count);
        m_size += count;
    }

    std::array<char, max_message> m_text{};
    std::size_t m_size = 0;
};

[[noreturn]] void leave(FrameWriter& frames, int status, int retry_after, std::string_view message) noexcept {
    const std::string_view cut = message.substr(0, max_message);
    std::array<char, 16> number{};
    std::array<char, 16> wait{};
    std::snprintf(number.data(), number.size(), "%d", status);
    std::snprintf(wait.data(), wait.size(), "%d", retry_after);
    const bool sent = frames.texts(FrameType::result, {number.data(), wait.data(), cut});
    // Not exit(): a connector's static objects must not be able to spoil, delay or undo what has been reported.
    ::_exit(sent ? 0 : 1);
}

ChildRequest read_request() {
    std::string document = [] {
        std::string text;
        std::array<char, 65536> buffer;
        for (;;) {
            const ssize_t count = ::read(STDIN_FILENO, buffer.data(), buffer.size());
            if (count < 0 && errno == EINTR) continue;
            if (count <= 0) break;
            text.append(buffer.data(), static_cast<std::size_t>(count));
        }
        explicit_bzero(buffer.data(), buffer.size());
        return text;
    }();
    // The request holds secrets: it must not stay readable through /proc/self/fd/0.
    const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    ::dup2(nothing, STDIN_FILENO);
    ::close(nothing);
    ChildRequest request = decode(document);
    wipe(document);
    return request;
}

std::string joined(const std::vector<std::string>& mistakes) {
    std::string text;
    for (const auto& mistake : mistakes) text += (text.empty() ? "" : "; ") + mistake;
    return text;
}

void describe(const PluginLibrary& library, FrameWriter& frames) {
    const std::string name = library.name();
    const std::string capabilities = std::to_string(library.descriptor().capabilities);
    std::vector<std::string_view> texts{name, capabilities};
    for (const auto& option : library.option_names()) texts.emplace_back(option);
    frames.texts(FrameType::describe, texts.data(), texts.size());
}

tilsig_status call_mode(const tilsig_connector& connector, void* instance, ChildMode mode, tilsig_text cursor,
                        Report& report) {
    switch (mode) {
        case ChildMode::acknowledge: return connector.acknowledge(instance, cursor, &Report::add, &report);
        case ChildMode::survey: return connector.survey(instance, &Report::add, &report);
        default: return connector.fetch(instance, &Report::add, &report);
    }
}

/// open, fetch, acknowledge or survey, close. Returns the status; messages are in `report`.
tilsig_status call(const PluginLibrary& library, const ChildRequest& request, HostServices& host, Report& report) {
    const auto as_text = [](const std::string& text) { return tilsig_text{text.data(), text.size()}; };
    auto options = as_options(request.options);
    const auto siblings = as_options(request.siblings);  // an option's own name has no colon
    options.insert(options.end(), siblings.begin(), siblings.end());
    const tilsig_text cursor = request.cursor ? as_text(*request.cursor) : tilsig_text{nullptr, 0};
    const tilsig_unit unit{
        sizeof(tilsig_unit), as_text(request.feed), as_text(request.sender),   as_text(request.period),      cursor,
        options.data(),      options.size(),        request.look_only ? 1 : 0, request.limits.delivery_bytes};
    const tilsig_connector& connector = library.descriptor();
    void* instance = nullptr;
    tilsig_status status = connector.open(&host.table(), &unit, &instance, &Report::add, &report);
    if (status == TILSIG_OK) {
        status = call_mode(connector, instance, request.mode, cursor, report);
    } else if (status == TILSIG_NOTHING_NEW) {
        status = TILSIG_DEFECT;  // open() can only succeed or fail
    }
    connector.close(instance);
    return status;
}

[[noreturn]] void conclude(FrameWriter& frames, const HostServices& host, ChildMode mode, tilsig_status status,
                           const Report& report) {
    if (*host.misuse() != '\0') leave(frames, result_misuse, -1, host.misuse());
    if (host.out_of_memory())
        leave(frames, TILSIG_OVER_LIMIT, -1,
              "out of memory in a service of the host; raise `limits.memory` of the source");
    if (status < TILSIG_OK || status > TILSIG_DEFECT) leave(frames, result_misuse, -1, "a status that does not exist");
    if (mode == ChildMode::fetch) {
        const bool good = status == TILSIG_OK || status == TILSIG_NOTHING_NEW;
        if (good && host.delivery_open())
            leave(frames, result_misuse, -1, "success with a delivery that was begun and not ended");
        if (status == TILSIG_OK && host.deliveries() == 0)
            leave(frames, result_misuse, -1, "success without a delivery");
        if (status == TILSIG_NOTHING_NEW && host.deliveries() > 0)
            leave(frames, result_misuse, -1, "\"nothing new\" after a delivery");
    }
    leave(frames, status, status == TILSIG_RETRY_LATER ? host.retry_after_seconds() : -1, report.text());
}

}  // namespace

void run_child() {
    FrameWriter frames(frame_fd, frame_rules);
    Report report;
    try {
        const ChildRequest request = read_request();
        apply_limits(request.limits);
        const PluginLibrary library(request.library);
        if (request.mode == ChildMode::describe) {
            describe(library, frames);
            leave(frames, TILSIG_OK, -1, {});
        }
        const auto mistakes = library.check(request.options);
        if (request.mode == ChildMode::check) {
            for (const auto& mistake : mistakes)
                frames.texts(FrameType::mistake, {std::string_view(mistake).substr(0, max_message)});
            leave(frames, TILSIG_OK, -1, {});
        }
        if (!mistakes.empty()) leave(frames, TILSIG_BAD_OPTIONS, -1, joined(mistakes));
        if (request.mode == ChildMode::acknowledge && !library.can(TILSIG_CAN_ACKNOWLEDGE))
            leave(frames, TILSIG_OK, -1, {});
        if (request.mode == ChildMode::survey && !library.can(TILSIG_CAN_SURVEY))
            leave(frames, TILSIG_REFUSED, -1,
                  "connector " + library.name() +
                      " cannot tell what lies at its source; take `look_back` out of the schedule of the feed");
        HostServices host(request, frames, library.can(TILSIG_CAN_HTTP));
        const tilsig_status status = call(library, request, host, report);
        conclude(frames, host, request.mode, status, report);
    } catch (const Error& error) {
        // Before the connector's first call: its file is not usable, or our own set-up failed. Trying again cannot
        // help.
        leave(frames, TILSIG_REFUSED, -1, error.what());
    } catch (const std::bad_alloc&) {
        leave(frames, TILSIG_OVER_LIMIT, -1,
              "out of memory; raise `limits.memory` of the source if it is honest about its size");
    } catch (...) {
        // A connector that breaks the rule about exceptions lands here instead of in std::terminate.
        leave(frames, TILSIG_DEFECT, -1, "an exception crossed the connector's C border");
    }
}

}  // namespace tilsig::plugin
