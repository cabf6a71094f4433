// Starts tilsig-standin and learns its ports through a FIFO: no polling of files, no fixed ports.
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <sstream>

#include "base/error.hpp"
#include "standin/process.hpp"
#include "support/child_process.hpp"
#include "transport/http.hpp"

namespace tilsig::test {

namespace {

/// Everything written into the FIFO, once its writer has closed it; empty when the child ended or half a minute passed.
std::string read_announcement(int fifo, process::Child& child) {
    std::string text;
    constexpr int rounds = 300;
    for (int round = 0; round < rounds; ++round) {
        pollfd wait{fifo, POLLIN, 0};
        poll(&wait, 1, 100);
        std::array<char, 4096> block{};
        const ssize_t got = read(fifo, block.data(), block.size());
        if (got > 0) text.append(block.data(), static_cast<std::size_t>(got));
        if (got == 0 && !text.empty()) return text;
        if (child.end()) break;
    }
    return {};
}

}  // namespace

StandIn::StandIn(const std::filesystem::path& data) {
    const std::filesystem::path ready = m_folder.path() / "ready";
    const std::filesystem::path output = m_folder.path() / "output";
    if (mkfifo(ready.c_str(), 0600) != 0) throw system_error("mkfifo", ready, errno);
    const UniqueFd fifo(open(ready.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    if (!fifo.valid()) throw system_error("open", ready, errno);
    std::vector<std::string> arguments{TILSIG_BINARY_DIR "/bin/tilsig-standin", "--dir", m_folder.path(), "--ready",
                                       ready};
    if (!data.empty()) arguments.insert(arguments.end(), {"--data", data});
    ChildOptions options;
    options.output_path = output;
    m_process = start_child(arguments, options);
    const std::string announced = read_announcement(fifo.get(), m_process);
    if (announced.empty()) {
        stop();
        throw Error(ErrorKind::internal, "the stand-in did not start: " + read_file(output));
    }
    std::istringstream lines(announced);
    for (std::string line; std::getline(lines, line);)
        m_facts[line.substr(0, line.find(' '))] = line.substr(line.find(' ') + 1);
}

StandIn::~StandIn() { stop(); }

void StandIn::stop() noexcept { m_process.stop(std::chrono::seconds{10}); }

int StandIn::port(const std::string& listener) const { return std::stoi(m_facts.at(listener)); }

std::string StandIn::ca_file() const { return m_facts.at("ca"); }

std::string StandIn::url(const std::string& listener, const std::string& path) const {
    return "https://127.0.0.1:" + m_facts.at(listener) + path;
}

std::string StandIn::control(const std::string& what) const {
    SystemClock clock;
    transport::HttpLimits limits;
    limits.politeness = std::chrono::milliseconds{0};
    transport::HttpClient client(limits, clock, Logger::silent(), 1);
    transport::HttpRequest request;
    request.url = url("/control/" + what);
    request.ca_file = ca_file();
    std::string body;
    const transport::HttpAnswer answer = client.exchange(request, {[&](std::string_view bytes) {
                                                                       body += bytes;
                                                                       return true;
                                                                   },
                                                                   [&] { body.clear(); }});
    if (!answer.ok()) throw Error(ErrorKind::internal, "the stand-in does not obey: " + answer.message);
    return body;
}

void StandIn::misbehave(const std::string& kind, const std::string& path, int times,
                        const std::string& retry_after) const {
    static_cast<void>(control("misbehave?kind=" + kind + "&path=" + path + "&times=" + std::to_string(times) +
                              (retry_after.empty() ? "" : "&retry_after=" + retry_after)));
}

void StandIn::clear() const { static_cast<void>(control("clear")); }

std::string StandIn::requests() const { return control("requests"); }

}  // namespace tilsig::test
