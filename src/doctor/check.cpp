#include "doctor/check.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "base/text.hpp"

namespace tilsig::doctor {

namespace {

using steady = std::chrono::steady_clock;

/// How long a killed process may take to go. One that waits for a disk which does not answer cannot be killed; it is
/// left behind.
constexpr std::chrono::milliseconds grace{500};

/// A check throws because what it looks at is out of order; its own kind says more than that it threw.
Remarks answers_of(const Check& check) {
    try {
        return check.look();
    } catch (const Error& error) {
        return {bad(error)};
    } catch (const std::exception& error) {
        return {bad(ErrorKind::internal, std::string("the check failed: ") + error.what(), "please report this")};
    }
}

std::string packed(const Remarks& remarks) {
    nlohmann::json list = nlohmann::json::array();
    for (const auto& remark : remarks)
        list.push_back({static_cast<int>(remark.verdict), remark.text, remark.remedy, static_cast<int>(remark.kind)});
    return list.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Remarks unpacked(const std::string& text) {
    Remarks remarks;
    for (const auto& each : nlohmann::json::parse(text))
        remarks.push_back({static_cast<Verdict>(each.at(0).get<int>()), each.at(1), each.at(2),
                           static_cast<ErrorKind>(each.at(3).get<int>())});
    return remarks;
}

[[noreturn]] void answer_and_end(const Check& check, int to, pid_t asker) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != asker) ::_exit(1);
    try {
        write_all(to, packed(answers_of(check)), "the pipe");
    } catch (...) {
        ::_exit(1);
    }
    // Neither destructors nor buffers of the program that asked.
    ::_exit(0);
}

/// All that comes until the other end is closed; nothing when that took too long.
bool read_until(int from, steady::time_point until, std::string& text) {
    char buffer[4096];
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - steady::now()).count();
        if (left <= 0) return false;
        struct pollfd readable {
            from, POLLIN, 0
        };
        const int count = ::poll(&readable, 1, static_cast<int>(std::min<std::int64_t>(left, 60'000)));
        if (count < 0 && errno != EINTR) return false;
        if (count <= 0) continue;
        const auto got = ::read(from, buffer, sizeof buffer);
        if (got == 0) return true;
        if (got < 0 && errno != EINTR) return false;
        if (got > 0) text.append(buffer, static_cast<std::size_t>(got));
    }
}

/// How it ended; nothing when it is still there after the time of grace.
bool reap(pid_t child, int& status) {
    for (const auto until = steady::now() + grace; steady::now() < until; ::usleep(1000)) {
        const pid_t ended = ::waitpid(child, &status, WNOHANG);
        if (ended == child || (ended < 0 && errno != EINTR)) return true;
    }
    return false;
}

std::string seconds_text(std::chrono::milliseconds time) {
    const auto tenths = time.count() / 100;
    return std::to_string(tenths / 10) + (tenths % 10 == 0 ? "" : "." + std::to_string(tenths % 10)) + " s";
}

}  // namespace

const char* to_string(Verdict verdict) noexcept {
    switch (verdict) {
        case Verdict::good: return "good";
        case Verdict::warning: return "warning";
        case Verdict::bad: return "bad";
    }
    return "";
}

Remark good(std::string text) { return {Verdict::good, std::move(text), {}, {}}; }
Remark warning(std::string text, std::string remedy) {
    return {Verdict::warning, std::move(text), std::move(remedy), {}};
}
Remark bad(ErrorKind kind, std::string text, std::string remedy) {
    return {Verdict::bad, std::move(text), std::move(remedy), kind};
}
Remark bad(const Error& error) {
    const std::string place = error.place().text();
    return bad(error.kind(), place.empty() ? error.message() : place + ": " + error.message(), error.remedy_text());
}

Verdict verdict_of(const Remarks& remarks) noexcept {
    Verdict worst = Verdict::good;
    for (const auto& remark : remarks) worst = std::max(worst, remark.verdict);
    return worst;
}

Remarks look_bounded(const Check& check) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw system_error("pipe2", check.name, errno);
    UniqueFd from(ends[0]), to(ends[1]);
    const pid_t self = ::getpid();
    const pid_t child = ::fork();
    if (child < 0) throw system_error("fork", check.name, errno);
    if (child == 0) answer_and_end(check, to.get(), self);
    to.reset();
    std::string text;
    const bool answered = read_until(from.get(), steady::now() + check.bound, text);
    if (!answered) ::kill(child, SIGKILL);
    int status = 0;
    const bool gone = reap(child, status);
    if (!answered)
        return {
            bad(ErrorKind::internal, "no answer within " + seconds_text(check.bound),
                gone ? "look whether a disk, server or name service that it asks hangs"
                     : "a disk that it asks does not answer; the process " + std::to_string(child) + " waits for it")};
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return unpacked(text);
    return {bad(ErrorKind::internal,
                "the check ended by " + (WIFSIGNALED(status) ? "signal " + std::to_string(WTERMSIG(status)) : "itself"),
                "please report this")};
}

}  // namespace tilsig::doctor
