#include "night/worker.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <nlohmann/json.hpp>

namespace tilsig::night {

namespace {

using nlohmann::json;

json to_json(const model::UnitName& unit) {
    return {{"feed", unit.feed}, {"sender", unit.sender}, {"period", unit.period}, {"shadow", unit.shadow}};
}
model::UnitName unit_from(const json& value) {
    return {value.at("feed"), value.at("sender"), value.at("period"), value.at("shadow")};
}

json to_json(const UnitResult& result) {
    return {{"unit", to_json(result.unit)},  {"outcome", static_cast<int>(result.outcome)},
            {"exit_code", result.exit_code}, {"message", result.message},
            {"cause", result.cause},         {"run", result.run_id},
            {"records", result.records},     {"rejected", result.rejected},
            {"held", result.held},           {"fresh", result.fresh},
            {"updated", result.updated},     {"closed", result.closed},
            {"kept", result.kept},           {"note", result.note},
            {"retryable", result.retryable}, {"retry_at", result.retry_at}};
}

UnitResult result_from(const json& value) {
    UnitResult result;
    result.unit = unit_from(value.at("unit"));
    result.outcome = static_cast<model::Outcome>(value.at("outcome").get<int>());
    result.exit_code = value.at("exit_code");
    result.message = value.at("message");
    result.cause = value.at("cause");
    result.run_id = value.at("run");
    result.records = value.at("records");
    result.rejected = value.at("rejected");
    result.held = value.at("held");
    result.fresh = value.at("fresh");
    result.updated = value.at("updated");
    result.closed = value.at("closed");
    result.kept = value.at("kept");
    result.note = value.at("note");
    result.retryable = value.at("retryable");
    result.retry_at = value.at("retry_at");
    return result;
}

void send_line(int fd, std::string line) {
    line += '\n';
    std::string_view rest = line;
    while (!rest.empty()) {
        const ssize_t count = ::send(fd, rest.data(), rest.size(), MSG_NOSIGNAL);
        if (count < 0) {
            if (errno == EINTR) continue;
            throw system_error("send to", "worker", errno);
        }
        rest.remove_prefix(static_cast<std::size_t>(count));
    }
}

/// Reads up to a line; false when the other side is gone.
bool read_line(int fd, std::string& buffer, std::string& line) {
    for (;;) {
        const auto end = buffer.find('\n');
        if (end != std::string::npos) {
            line = buffer.substr(0, end);
            buffer.erase(0, end + 1);
            return true;
        }
        char bytes[4096];
        const ssize_t count = ::recv(fd, bytes, sizeof bytes, 0);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        buffer.append(bytes, static_cast<std::size_t>(count));
    }
}

}  // namespace

int serve_units(const session::Context& context, int fd) {
    // A worker without its night must not go on: the night's deadline and lock died with it.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::fcntl(fd, F_SETFD, FD_CLOEXEC);
    std::unique_ptr<session::Session> session;
    std::string buffer;
    std::string line;
    while (read_line(fd, buffer, line)) {
        const json request = json::parse(line);
        UnitResult result;
        result.unit = unit_from(request.at("unit"));
        try {
            if (!session) session = std::make_unique<session::Session>(context, session::SessionRole::worker);
            result = process_unit(*session, result.unit, request.at("night"));
            if (session->lost()) session->reconnect();
        } catch (const Error& error) {
            context.log.error("worker could not work", error);
            result.exit_code = static_cast<int>(error.kind() == ErrorKind::state ? model::ExitCode::refused
                                                                                 : model::ExitCode::technical_failure);
            result.message = error.what();
            result.cause = std::string(to_string(error.kind())) + " " + error.error_code();
            result.retryable = error.retry_class() != Retry::never;
            session.reset();
        }
        send_line(fd, to_json(result).dump(-1, ' ', false, json::error_handler_t::replace));
    }
    return 0;
}

WorkerProcess::WorkerProcess(std::vector<std::string> command) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        throw system_error("socketpair for", "worker", errno);
    m_socket = UniqueFd(ends[0]);
    const UniqueFd theirs(ends[1]);
    std::vector<char*> arguments;
    for (auto& word : command) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    m_pid = ::fork();
    if (m_pid < 0) throw system_error("fork", "worker", errno);
    if (m_pid == 0) {
        ::setpgid(0, 0);
        // dup2 onto itself would keep close-on-exec: move it away first.
        const int safe = theirs.get() == 3 ? ::dup(3) : theirs.get();
        ::dup2(safe, 3);
        ::execv(arguments[0], arguments.data());
        ::_exit(127);
    }
}

WorkerProcess::~WorkerProcess() {
    if (m_pid > 0) {
        m_socket.reset();  // an idle worker ends by itself
        (void)reap();
    }
}

void WorkerProcess::send(const model::UnitName& unit, std::int64_t night_id) {
    m_busy = unit;
    try {
        send_line(m_socket.get(), json{{"unit", to_json(unit)}, {"night", night_id}}.dump());
    } catch (const Error&) {
        m_ended = true;  // the caller sees the end at its next receive()
    }
}

std::optional<UnitResult> WorkerProcess::receive() {
    std::string line;
    if (m_ended || !read_line(m_socket.get(), m_buffer, line)) {
        m_ended = true;
        return std::nullopt;
    }
    m_busy.reset();
    return result_from(json::parse(line));
}

std::string WorkerProcess::reap() {
    int status = 0;
    while (::waitpid(m_pid, &status, 0) < 0 && errno == EINTR) {
    }
    m_pid = -1;
    if (WIFSIGNALED(status)) return "signal " + std::to_string(WTERMSIG(status));
    return "exit code " + std::to_string(WEXITSTATUS(status));
}

void WorkerProcess::kill() noexcept {
    if (m_pid <= 0) return;
    // The fetch child lives in a group of its own and dies with its parent (PR_SET_PDEATHSIG).
    ::kill(m_pid, SIGKILL);
}

}  // namespace tilsig::night
