// Can a server be reached at all? Name, connection, TLS - and nothing is asked of it.
#pragma once

#include <chrono>
#include <string>

#include "base/secret.hpp"

namespace tilsig::transport {

enum class ReachBy {
    https,    ///< TLS from the first byte
    smtp,     ///< a mail server without encryption
    smtps,    ///< a mail server with TLS from the first byte
    starttls  ///< a mail server that must offer STARTTLS
};

struct ReachRequest {
    ReachBy by = ReachBy::https;
    std::string authority;  ///< host:port; an IPv6 address in brackets
    std::string ca_file;    ///< PEM; empty: the system's
    std::string user;       ///< of a mail server; empty: no login
    Secret password{};
    std::chrono::milliseconds most{5000};
};

struct Reached {
    bool good = false;
    std::string problem;  ///< in plain words, without the address; empty when good
    std::chrono::milliseconds took{0};
};

/// Connects, verifies the certificate and the host's name, greets a mail server and logs in there, and hangs up. Never
/// throws for what the server does; Error(internal) when libcurl cannot be set up.
[[nodiscard]] Reached reach(const ReachRequest& request);

}  // namespace tilsig::transport
