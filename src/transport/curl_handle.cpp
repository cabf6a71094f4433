#include "transport/curl_handle.hpp"

#include "base/error.hpp"

namespace tilsig::transport {

void prepare_curl() {
    // A function-local static: set up once, by whoever comes first, also with several threads.
    static const CURLcode outcome = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (outcome != CURLE_OK) {
        throw Error(ErrorKind::internal, "libcurl cannot be set up").code("curl-" + std::to_string(outcome));
    }
    static const bool has_tls = (curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_SSL) != 0;
    if (!has_tls)
        throw Error(ErrorKind::internal, "libcurl was built without TLS").remedy("install libcurl4 (OpenSSL flavour)");
}

}  // namespace tilsig::transport
