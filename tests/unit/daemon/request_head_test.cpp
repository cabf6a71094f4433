// Which heads are whole, which may still become so, and which are refused at once.
#include "daemon/request_head.hpp"

#include <gtest/gtest.h>

namespace tilsig::daemon {
namespace {

using State = HeadVerdict::State;

HeadVerdict judged(const std::string& bytes) { return judge_head(bytes, {.line = 60, .head = 200, .fields = 4}); }

TEST(RequestHead, IsWholeAtTheEmptyLineAndNotABefore) {
    const std::string head = "GET /metrics?x=1 HTTP/1.1\r\nHost: localhost:9464\r\nAccept:\ttext/plain; q=0.5\r\n\r\n";
    for (std::size_t size = 0; size < head.size(); ++size)
        EXPECT_EQ(judged(head.substr(0, size)).state, State::incomplete) << size;
    EXPECT_EQ(judged(head).state, State::whole);
    EXPECT_EQ(judged(head + "\x01 what comes behind it is not looked at").state, State::whole);
    EXPECT_EQ(judged("HEAD / HTTP/1.0\r\n\r\n").state, State::whole);
    EXPECT_EQ(judged("DELETE /x HTTP/1.1\r\n\r\n").state, State::whole) << "whoever answers says 405";
}

TEST(RequestHead, OfAnotherFormIsRefusedAsSoonAsThatIsKnown) {
    const std::vector<std::string> bad{
        "\r\n",                    // a server that skips it waits for the real request line
        "\x16\x03\x01",            // TLS
        "get / HTTP/1.1\r\n",      // methods are upper case
        "GET\r\n",                 // as above: it would wait for a target
        "GET /\r\n",               // HTTP/0.9
        "GET  HTTP/1.1\r\n",       // no target
        "GET / HTTP/2.0\r\n",      //
        "GET / HTTP/1.1 \r\n",     //
        "GET /a b HTTP/1.1\r\n",   //
        "GET /\x7f HTTP/1.1\r\n",  //
        "GET http://x/ HTTP/1.1\r\n",
        "CONNECT x:443 HTTP/1.1\r\n",
        "ABCDEFGHIJKLMNOPQ / HTTP/1.1\r\n",
        "GET / HTTP/1.1\r\nno colon\r\n",
        "GET / HTTP/1.1\r\n: no name\r\n",
        "GET / HTTP/1.1\r\nHost : x\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\n folded\r\n",
        "GET / HTTP/1.1\r\nHost: x\n\r\n",
        std::string("GET / HTTP/1.1\r\nHost: \0\r\n", 25),
    };
    for (const auto& bytes : bad) {
        const auto verdict = judged(bytes);
        EXPECT_EQ(verdict.state, State::refused) << bytes;
        EXPECT_EQ(verdict.status, 400) << bytes;
        EXPECT_FALSE(verdict.reason.empty());
    }
}

TEST(RequestHead, OverALimitIsRefusedBeforeItIsWhole) {
    EXPECT_EQ(judged("GET /" + std::string(60, 'a')).status, 414);
    EXPECT_EQ(judged("GET / HTTP/1.1\r\nX: " + std::string(200, 'a')).status, 431);
    EXPECT_EQ(judged("GET / HTTP/1.1\r\nA: 1\r\nB: 1\r\nC: 1\r\nD: 1\r\nE: 1\r\n").status, 431);
    EXPECT_EQ(judged("GET / HTTP/1.1\r\nA: 1\r\nB: 1\r\nC: 1\r\nD: 1\r\n\r\n").state, State::whole);
    EXPECT_EQ(judged("GET /" + std::string(46, 'a') + " HTTP/1.1\r\n\r\n").state, State::whole) << "60 bytes are 60";
}

}  // namespace
}  // namespace tilsig::daemon
