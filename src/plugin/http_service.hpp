// HTTP for connectors that ask for it. Lives in a module of its own, because libcurl and its thirty libraries cost a
// process about 5 ms of CPU before main() - more than everything else a small fetch does.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "spi/abi.h"

namespace tilsig::plugin {

struct HttpServiceSettings {
    std::string ca_file;  ///< empty: the system's certificates
    std::chrono::seconds deadline{900};
    std::uint64_t delivery_bytes = 2ULL << 30;
};

struct HttpCall {
    std::string method, url, body, accept_type;
    std::vector<std::pair<std::string, std::string>> headers;  ///< lower-case names
};

struct HttpOutcome {
    tilsig_status verdict = TILSIG_RETRY_LATER;
    int status = 0;
    bool unproven_end = false;
    std::uint64_t wire_bytes = 0, decoded_bytes = 0;
    std::vector<std::pair<std::string, std::string>> headers;
    int retry_after_seconds = -1;
    std::string message;
};

class HttpService {
public:
    virtual ~HttpService() = default;
    /// One exchange with retries; `write` false stops it, `restart` is called before a retry (false: do not retry).
    [[nodiscard]] virtual HttpOutcome exchange(const HttpCall& call, const std::function<bool(std::string_view)>& write,
                                               const std::function<bool()>& restart) = 0;
};

/// What the module exports under `http_module_symbol`; the caller owns the answer. Program and module are built and
/// installed together, so C++ may cross between them.
using MakeHttpService = HttpService* (*)(const HttpServiceSettings&);
inline constexpr const char* http_module_symbol = "tilsig_make_http_service";
inline constexpr const char* http_module_file = "tilsig-http.so";

/// Loads the module that lies beside the running program. Error(plugin) when it is not there.
[[nodiscard]] std::unique_ptr<HttpService> load_http_service(const HttpServiceSettings& settings);

}  // namespace tilsig::plugin
