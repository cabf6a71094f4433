// The ways in which an answer can be broken. The honest answer goes in; what leaves the socket is the named lie.
#pragma once

#include <string>
#include <vector>

#include "standin/message.hpp"
#include "standin/tls_server.hpp"

namespace tilsig::standin {

/// What a kind of misbehaviour may need to know about the question.
struct Lie {
    std::string kind;         ///< "" is honest
    std::string retry_after;  ///< verbatim value of Retry-After for status kinds; "" leaves the header out
    std::string self;         ///< https://127.0.0.1:PORT of this server
    std::string path;         ///< the path as asked, for redirects to itself
    std::string honest_path;  ///< the path without /misbehave/<kind>
};

/// All kinds, for tests that go through them and for `--help`.
[[nodiscard]] const std::vector<std::string>& kinds();
[[nodiscard]] bool is_kind(const std::string& kind);

/// Sends `honest` as the kind says and ends the connection.
void send(Connection& connection, const Lie& lie, const Response& honest);

}  // namespace tilsig::standin
