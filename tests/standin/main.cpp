// tilsig-standin: the sources of tilsig, imitated over HTTPS on free ports of 127.0.0.1, honest or misbehaving on
// request.
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"
#include "standin/control.hpp"
#include "standin/imdi_site.hpp"
#include "standin/index_site.hpp"
#include "standin/klass_site.hpp"
#include "standin/misbehaviour.hpp"
#include "standin/pxweb_site.hpp"

namespace tilsig::standin {

namespace {

class Sources {
public:
    explicit Sources(const std::filesystem::path& data)
        : m_sites{klass_site(data), pxweb_site(data), index_site(data), imdi_site(data)} {}

    /// Reads one question, answers it as ordered, ends the connection.
    void serve(Connection& connection, const std::string& self) {
        const std::string head = connection.read_head();
        if (head.empty()) return;
        Request request = parse_head(head);
        if (const std::string length = request.header("content-length"); !length.empty()) {
            request.body = connection.read_body(std::stoul(length));
        }
        if (const auto control = m_control.answer(request)) return send(connection, {}, *control);

        Lie lie{"", "", self, request.path, request.path};
        const auto order = m_control.note(request);
        if (const auto rest = below(request.path, "/misbehave/")) {
            const auto slash = rest->find('/');
            lie.kind = rest->substr(0, slash);
            lie.retry_after = request.parameter("retry_after");
            request.path = slash == std::string::npos ? "/" : rest->substr(slash);
            lie.honest_path = request.path + request.raw_query;
            if (!is_kind(lie.kind)) return send(connection, {}, {404, "text/plain", "no such misbehaviour\n"});
        } else if (order) {
            lie.kind = order->kind;
            lie.retry_after = order->retry_after;
        }
        send(connection, lie, honest_answer(request));
    }

private:
    Response honest_answer(const Request& request) const {
        for (const Site& site : m_sites) {
            std::optional<Response> response = site(request);
            if (!response) continue;
            if (response->status == 200 && request.method == "GET") {
                const std::string etag = '"' + sha256_hex(response->body).substr(0, 32) + '"';
                if (request.header("if-none-match") == etag) return {304, "", "", {{"ETag", etag}}};
                response->headers.emplace_back("ETag", etag);
            }
            return *response;
        }
        return {404, "text/plain", "no such source\n"};
    }

    std::vector<Site> m_sites;
    Control m_control;
};

/// Into a FIFO directly (the reader waits for it), else as a file that appears whole.
void announce(const std::filesystem::path& ready, const std::string& text) {
    struct stat status {};
    if (stat(ready.c_str(), &status) == 0 && S_ISFIFO(status.st_mode)) {
        const UniqueFd fifo(open(ready.c_str(), O_WRONLY | O_CLOEXEC));
        write_all(fifo.get(), text, ready);
    } else {
        write_file_durably(ready, text);
    }
}

int run(const std::filesystem::path& data, const std::filesystem::path& folder, const std::string& ready) {
    // Before any thread exists, so that all of them inherit it and only sigwait below sees the signals.
    sigset_t ending;
    sigemptyset(&ending);
    sigaddset(&ending, SIGTERM);
    sigaddset(&ending, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ending, nullptr);
    signal(SIGPIPE, SIG_IGN);

    const Authority authority;
    const std::filesystem::path ca = folder / "standin-ca.pem";
    write_file_durably(ca, authority.pem(), 0644);

    Sources sources(data);
    std::string self;
    const auto serve = [&](Connection& connection) { sources.serve(connection, self); };
    const TlsServer honest(authority.server({}), serve);
    self = "https://127.0.0.1:" + std::to_string(honest.port());
    const TlsServer expired(authority.server({.days_from = -10, .days_to = -2}), serve);
    const TlsServer wrong_host(authority.server({.names = "DNS:elsewhere.invalid"}), serve);
    const TlsServer old_tls(authority.server({.only_tls_1_1 = true}), serve);
    const TlsServer stranger(Authority().server({}), serve);
    const MuteServer mute;

    std::string text = "port " + std::to_string(honest.port()) + "\nca " + ca.string() + '\n';
    text += "expired " + std::to_string(expired.port()) + "\nwrong-host " + std::to_string(wrong_host.port()) + '\n';
    text += "tls11 " + std::to_string(old_tls.port()) + "\nstranger " + std::to_string(stranger.port()) + '\n';
    text += "mute " + std::to_string(mute.port()) + '\n';
    std::cout << "ready " << honest.port() << ' ' << ca.string() << std::endl;
    if (!ready.empty()) announce(ready, text);

    int received = 0;
    sigwait(&ending, &received);
    std::filesystem::remove(ca);
    // Threads that are silent on purpose cannot be asked to come home.
    std::_Exit(0);
}

}  // namespace

}  // namespace tilsig::standin

int main(int argc, char** argv) {
    CLI::App app{"Imitates the sources of tilsig over HTTPS with its own certificate authority."};
    std::string data = TILSIG_STANDIN_DATA;
    std::string folder = ".";
    std::string ready;
    bool list = false;
    app.add_option("--data", data, "folder with klass/, pxweb/, index/ and imdi/");
    app.add_option("--dir", folder, "folder for the CA certificate");
    app.add_option("--ready", ready,
                   "file or FIFO that gets `name value` lines (ports, CA path) when all is listening");
    app.add_flag("--kinds", list, "list the kinds of misbehaviour (https://127.0.0.1:PORT/misbehave/KIND/...) and end");
    CLI11_PARSE(app, argc, argv);
    try {
        if (list) {
            for (const std::string& kind : tilsig::standin::kinds()) std::cout << kind << '\n';
            return 0;
        }
        return tilsig::standin::run(data, std::filesystem::absolute(folder), ready);
    } catch (const std::exception& error) {
        std::cerr << "tilsig-standin: " << error.what() << '\n';
        return 1;
    }
}
