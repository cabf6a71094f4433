#include "night/worker.hpp"

#include <fcntl.h>

#include "base/error.hpp"
#include "process/pipes.hpp"

namespace tilsig::night {

namespace {

using process::FrameReader;

constexpr int channel = 3;
/// An idle worker has nothing to do but to close its connection.
constexpr std::chrono::seconds goodbye_patience{10};

/// The next request; absent when the night is gone. Error(internal) when it is none.
std::optional<UnitRequest> next_request(FrameReader& reader, int fd) {
    for (;;) {
        if (const auto frame = reader.next()) return decode_request(*frame);
        if (reader.garbage()) throw Error(ErrorKind::internal, "the night's messages are no frames");
        if (reader.read(fd) == FrameReader::Got::end) return std::nullopt;
    }
}

}  // namespace

int serve_units(const session::Context& context, int fd) {
    ::fcntl(fd, F_SETFD, FD_CLOEXEC);
    std::unique_ptr<session::Session> session;
    FrameReader reader(worker_rules);
    process::FrameWriter writer(fd, worker_rules);
    while (const auto request = next_request(reader, fd)) {
        answers::UnitAnswer result;
        result.unit = request->unit;
        try {
            if (!session) session = std::make_unique<session::Session>(context, session::SessionRole::worker);
            result = process_unit(*session, result.unit, request->night, request->remark);
            if (session->lost()) session->reconnect();
        } catch (const Error& error) {
            context.log.error("worker could not work", error);
            set_failure(result, error);
            session.reset();
        }
        if (!writer.texts(WorkerFrame::answer, {encode(result)})) return 1;
    }
    return 0;
}

WorkerProcess::WorkerProcess(std::vector<std::string> command) : m_writer(-1, worker_rules) {
    process::Ends ends = process::stream_socket();
    process::Command worker;
    worker.words = std::move(command);
    worker.descriptors = {{channel, ends.theirs.get()}};
    m_child = process::Child(worker);
    m_socket = std::move(ends.ours);
    m_writer = process::FrameWriter(m_socket.get(), worker_rules);
}

WorkerProcess::~WorkerProcess() {
    m_socket.reset();
    if (!m_busy) static_cast<void>(m_child.wait_for(goodbye_patience));
}

void WorkerProcess::send(const UnitRequest& request) {
    m_busy = request.unit;
    // A worker that is gone is seen at the next receive().
    static_cast<void>(m_writer.texts(WorkerFrame::request, {encode(request)}));
}

std::optional<answers::UnitAnswer> WorkerProcess::receive() {
    if (m_lost) return std::nullopt;
    const bool end = m_reader.read(m_socket.get()) == FrameReader::Got::end;
    try {
        if (const auto frame = m_reader.next()) {
            auto result = decode_answer(*frame);
            if (m_busy && result.unit == *m_busy) {
                m_busy.reset();
                return result;
            }
            m_nonsense = true;
        }
    } catch (const Error&) {
        m_nonsense = true;
    }
    m_nonsense = m_nonsense || m_reader.garbage();
    m_lost = end || m_nonsense;
    return std::nullopt;
}

std::string WorkerProcess::conclude(std::chrono::milliseconds patience) {
    if (m_nonsense) {
        kill();
        return "gave an answer that cannot be read, and was stopped";
    }
    if (const auto end = m_child.wait_for(patience)) return "ended with " + end->text();
    kill();
    return "fell silent, and was stopped";
}

void WorkerProcess::kill() noexcept {
    m_child.kill();
    static_cast<void>(m_child.wait());
}

}  // namespace tilsig::night
