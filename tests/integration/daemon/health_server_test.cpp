// The health server over real sockets: what it answers, what it refuses, and that slow clients keep nobody out.
#include "daemon/health_server.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <atomic>
#include <thread>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "daemon/health.hpp"
#include "daemon/metrics.hpp"

namespace tilsig::daemon {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

class Client {
public:
    explicit Client(std::uint16_t port) : m_fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        EXPECT_EQ(::connect(m_fd.get(), static_cast<sockaddr*>(static_cast<void*>(&address)), sizeof address), 0);
    }
    bool send(std::string_view bytes) const {
        return ::send(m_fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
    }
    /// Everything until the server closes; what came so far when that takes longer than `patience`.
    std::string rest(milliseconds patience = milliseconds(5000)) const {
        const auto until = steady_clock::now() + patience;
        std::string all;
        while (true) {
            const auto left = std::chrono::ceil<milliseconds>(until - steady_clock::now()).count();
            pollfd watched{m_fd.get(), POLLIN, 0};
            if (left <= 0 || ::poll(&watched, 1, static_cast<int>(left)) != 1) return all;
            char buffer[4096];
            const auto size = ::recv(m_fd.get(), buffer, sizeof buffer, 0);
            if (size <= 0) return all;
            all.append(buffer, static_cast<std::size_t>(size));
        }
    }

private:
    UniqueFd m_fd;
};

int status_of(const std::string& answer) { return answer.starts_with("HTTP/1.") ? std::stoi(answer.substr(9, 3)) : 0; }

int threads() {
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/task")) count += entry.exists() ? 1 : 0;
    return count;
}

class HealthServerTest : public ::testing::Test {
protected:
    HealthServerTest() {
        m_options.address.port = 0;
        m_health.publish({.turned = m_clock.steady(), .warehouse_reached = m_clock.steady(), .lease = Lease::held});
    }
    void start() {
        auto pages = health_pages(m_health, m_clock, {});
        pages.merge(metrics_pages(m_metrics, m_clock));
        pages["/broken"] = []() -> Page { throw std::runtime_error("secret detail"); };
        pages["/slow"] = [] {
            std::this_thread::sleep_for(milliseconds(300));
            return Page{};
        };
        pages["/large"] = [] { return Page{200, "text/plain", std::string(32U << 20U, 'x')}; };
        m_server = std::make_unique<HealthServer>(m_options, std::move(pages));
    }
    std::uint16_t port() const { return m_server->address().port; }
    std::string ask(std::string_view request) const {
        const Client client(port());
        client.send(request);
        return client.rest();
    }
    /// How long a whole question takes; fails when it is not answered with 200.
    milliseconds timed_question() const {
        const auto begin = steady_clock::now();
        EXPECT_EQ(status_of(ask("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")), 200);
        return std::chrono::duration_cast<milliseconds>(steady_clock::now() - begin);
    }

    SystemClock m_clock;
    Published<Health> m_health;
    Metrics m_metrics{"test", {"ssb.population"}, {"good"}};
    HealthServerOptions m_options;
    std::unique_ptr<HealthServer> m_server;
};

TEST_F(HealthServerTest, AnswersItsPagesWithSecurityHeaders) {
    start();
    const std::string health = ask("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(status_of(health), 200);
    EXPECT_TRUE(
        health.ends_with("\r\n\r\n{\"status\":\"ok\",\"turned_seconds_ago\":0,\"lease\":\"held\",\"fence\":null}\n"))
        << health;
    for (const char* header : {"Content-Type: application/json\r\n", "Cache-Control: no-store\r\n",
                               "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n",
                               "X-Content-Type-Options: nosniff\r\n", "Connection: Close\r\n"})
        EXPECT_NE(health.find(header), std::string::npos) << header << health;
    EXPECT_EQ(health.find("\r\nServer:"), std::string::npos);
    const std::string metrics = ask("GET /metrics?x=1 HTTP/1.0\r\n\r\n");
    EXPECT_EQ(status_of(metrics), 200);
    EXPECT_NE(metrics.find("\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n"), std::string::npos);
    EXPECT_NE(metrics.find("\ntilsig_lease_held 0\n"), std::string::npos);
    const std::string head = ask("HEAD /readyz HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(status_of(head), 200);
    EXPECT_TRUE(head.ends_with("\r\n\r\n")) << "no body: " << head;
    m_health.publish({});
    const std::string failing = ask("GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(status_of(failing), 503);
    EXPECT_NE(failing.find("the warehouse has not answered yet"), std::string::npos) << failing;
}

TEST_F(HealthServerTest, RefusesEverythingElseAndReadsNoBody) {
    start();
    const std::string host = " HTTP/1.1\r\nHost: x\r\n";
    const auto refused = [&](const std::string& request) {
        const std::string answer = ask(request);
        EXPECT_NE(answer.find("\r\nX-Content-Type-Options: nosniff\r\n"), std::string::npos) << answer;
        EXPECT_NE(answer.find("\"reasons\":[\""), std::string::npos) << answer;
        return status_of(answer);
    };
    EXPECT_EQ(refused("GET /" + host + "\r\n"), 404);
    EXPECT_EQ(refused("GET /healthz/.." + host + "\r\n"), 404);
    for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS", "TRACE"})
        EXPECT_EQ(refused(method + std::string(" /healthz") + host + "\r\n"), 405) << method;
    EXPECT_NE(ask("POST /healthz" + host + "\r\n").find("\r\nAllow: GET, HEAD\r\n"), std::string::npos);
    EXPECT_EQ(refused("GET /healthz" + host + "Content-Length: 1000000\r\n\r\n"), 400)
        << "not one byte of it is awaited";
    EXPECT_EQ(refused("GET /healthz" + host + "Transfer-Encoding: chunked\r\n\r\n"), 400);
    EXPECT_EQ(refused("GET /healthz HTTP/3\r\n"), 400);
    EXPECT_EQ(refused("\r\n\r\n"), 400);
    EXPECT_EQ(refused("GET\r\n\r\n"), 400);
    EXPECT_EQ(refused("GET /" + std::string(1100, 'a')), 414);
    EXPECT_EQ(refused("GET /healthz" + host + "X: " + std::string(8200, 'a')), 431);
    const std::string broken = ask("GET /broken" + host + "\r\n");
    EXPECT_EQ(status_of(broken), 500);
    EXPECT_EQ(broken.find("secret detail"), std::string::npos);
    EXPECT_EQ(status_of(ask("GET /healthz" + host + "\r\nGET /healthz" + host + "\r\n")), 200)
        << "one request a connection";
}

TEST_F(HealthServerTest, AnswersWithinASecondUnder200ClientsThatHoldTheirHeadsBack) {
    m_options.front.header_time = milliseconds(1500);
    start();
    const int before = threads();
    std::vector<Client> slow;
    for (int i = 0; i < 200; ++i) {
        slow.emplace_back(port());
        if (i % 4 != 0) slow.back().send("GET /healthz HTTP/1.1\r\nHost: x\r\n");
    }
    const auto begin = steady_clock::now();
    int questions = 0;
    while (steady_clock::now() - begin < milliseconds(1000)) {
        for (const auto& client : slow) client.send("X");  // a drop at a time keeps no connection alive
        EXPECT_LT(timed_question(), milliseconds(1000));
        ++questions;
        std::this_thread::sleep_for(milliseconds(20));
    }
    EXPECT_GT(questions, 5);
    EXPECT_LE(threads(), before + m_options.threads) << "a slow client costs no thread";
    for (const auto& client : slow) EXPECT_EQ(status_of(client.rest()), 408);
    EXPECT_LT(steady_clock::now() - begin, milliseconds(4000)) << "all were ended by their deadline";
}

TEST_F(HealthServerTest, ANewcomerDisplacesTheOldestOfTooManyThatWait) {
    m_options.front.waiting = 8;
    start();
    std::vector<Client> slow;
    for (int i = 0; i < 30; ++i) {
        slow.emplace_back(port());
        slow.back().send("GET ");
        if (i % 10 == 0) {
            EXPECT_LT(timed_question(), milliseconds(1000));
        }
    }
    EXPECT_EQ(status_of(slow.front().rest()), 503);
    EXPECT_EQ(slow.back().rest(milliseconds(50)), "") << "the newest still may";
    slow.back().send("/healthz HTTP/1.1\r\n\r\n");
    EXPECT_EQ(status_of(slow.back().rest()), 200);
}

TEST_F(HealthServerTest, MoreRequestsThanItsThreadsAndQueueTakeAreToldSo) {
    m_options.threads = 1;
    m_options.queue = 1;
    start();
    std::vector<Client> clients;
    for (int i = 0; i < 8; ++i) {
        clients.emplace_back(port());
        clients.back().send("GET /slow HTTP/1.1\r\n\r\n");
    }
    std::map<int, int> statuses;
    for (const auto& client : clients) ++statuses[status_of(client.rest())];
    EXPECT_GE(statuses[200], 1);
    EXPECT_GE(statuses[503], 5);
    EXPECT_EQ(statuses[200] + statuses[503], 8) << "none is dropped without a word";
    EXPECT_LT(timed_question(), milliseconds(1000));
}

TEST_F(HealthServerTest, AClientThatDoesNotTakeItsAnswerHoldsAThreadForALimitedTime) {
    m_options.threads = 1;
    m_options.answer_time = milliseconds(300);
    start();
    const Client greedy(port());
    greedy.send("GET /large HTTP/1.1\r\n\r\n");
    std::atomic<bool> stop = false;
    std::thread taker([&] {  // now and then it takes a little, so that it is never quite still
        while (!stop) {
            greedy.rest(milliseconds(1));
            std::this_thread::sleep_for(milliseconds(100));
        }
    });
    std::this_thread::sleep_for(milliseconds(50));
    EXPECT_LT(timed_question(), milliseconds(1000));
    stop = true;
    taker.join();
}

TEST_F(HealthServerTest, ListensOnLoopbackOnlyUnlessToldOtherwise) {
    m_options.address.host = "0.0.0.0";
    try {
        start();
        FAIL() << "it listens to everybody";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::configuration);
        EXPECT_NE(std::string(error.what()).find("health_remote"), std::string::npos) << error.what();
    }
    m_options.remote = true;
    start();
    EXPECT_LT(timed_question(), milliseconds(1000));
}

TEST_F(HealthServerTest, APortThatIsTakenIsNamedWithTheRemedy) {
    start();
    const auto first = std::move(m_server);
    m_options.address = first->address();
    try {
        start();
        FAIL() << "two servers on one port";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::configuration);
        EXPECT_NE(std::string(error.what()).find("127.0.0.1:" + std::to_string(m_options.address.port)),
                  std::string::npos);
        EXPECT_NE(std::string(error.what()).find("daemon.health"), std::string::npos) << error.what();
    }
}

TEST_F(HealthServerTest, EndsAtOnceWithSlowClientsAndStartsAgainOnItsPort) {
    start();
    const Client slow(port());
    slow.send("GET /hea");
    EXPECT_LT(timed_question(), milliseconds(1000));
    const auto begin = steady_clock::now();
    m_options.address = m_server->address();
    m_server.reset();
    EXPECT_LT(steady_clock::now() - begin, milliseconds(2500));
    EXPECT_EQ(slow.rest(), "");
    start();
    EXPECT_LT(timed_question(), milliseconds(1000));
}

TEST_F(HealthServerTest, SurvivesAShortageOfDescriptors) {
    start();
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    std::vector<Client> slow;
    for (int i = 0; i < 20; ++i) slow.emplace_back(port());
    EXPECT_LT(timed_question(), milliseconds(1000));
    std::vector<UniqueFd> ballast;
    auto tight = limit;
    tight.rlim_cur = 200;
    ::setrlimit(RLIMIT_NOFILE, &tight);
    Client last(port());
    for (int fd = ::dup(0); fd >= 0; fd = ::dup(0)) ballast.emplace_back(fd);
    last.send("GET /healthz HTTP/1.1\r\n\r\n");
    EXPECT_EQ(status_of(last.rest()), 200);
    ballast.pop_back();  // one descriptor, which the client's end takes: none is left to accept it with
    Client newcomer(port());
    newcomer.send("GET /healthz HTTP/1.1\r\n\r\n");
    EXPECT_EQ(status_of(newcomer.rest()), 200) << "a waiting one is given up for it";
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

TEST_F(HealthServerTest, ReadersSeeWholeValuesWhileTheLoopPublishes) {
    start();
    std::atomic<bool> stop = false;
    std::thread asker([&] {
        while (!stop) {
            ask("GET /metrics HTTP/1.1\r\n\r\n");
            ask("GET /readyz HTTP/1.1\r\n\r\n");
        }
    });
    const auto until = steady_clock::now() + milliseconds(300);
    for (std::uint64_t turn = 1; steady_clock::now() < until; ++turn) {
        m_health.publish({.turned = m_clock.steady(), .lease = Lease::held, .fence = turn});
        m_metrics.unit_ended("ssb.population", model::Outcome::loaded, {.accepted = turn});
        m_metrics.backlog({.due = turn});
        m_metrics.certificates({{"nav", "ca_file", m_clock.now(), {}}});
    }
    stop = true;
    asker.join();
}

}  // namespace
}  // namespace tilsig::daemon
