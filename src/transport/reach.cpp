#include "transport/reach.hpp"

#include "base/error.hpp"
#include "transport/curl_handle.hpp"

namespace tilsig::transport {

namespace {

template <typename Value>
void set(CURL* easy, CURLoption option, Value value) {
    if (curl_easy_setopt(easy, option, value) != CURLE_OK)
        throw Error(ErrorKind::internal, "libcurl does not take an option").code("curl-" + std::to_string(option));
}

const char* scheme_of(ReachBy by) {
    switch (by) {
        case ReachBy::https: return "https://";
        case ReachBy::smtps: return "smtps://";
        case ReachBy::smtp:
        case ReachBy::starttls: return "smtp://";
    }
    return "";
}

std::string problem_of(CURLcode code) {
    switch (code) {
        case CURLE_COULDNT_RESOLVE_HOST: return "its name has no address";
        case CURLE_COULDNT_CONNECT: return "the connection is refused, or nobody is there";
        case CURLE_OPERATION_TIMEDOUT: return "it does not answer in time";
        case CURLE_PEER_FAILED_VERIFICATION: return "its certificate is not one that we trust for this name";
        case CURLE_SSL_CACERT_BADFILE: return "the file of trusted certificates cannot be read";
        case CURLE_USE_SSL_FAILED: return "it does not offer STARTTLS";
        case CURLE_LOGIN_DENIED: return "it refuses the user or the password";
        case CURLE_SSL_CONNECT_ERROR: return "TLS does not come about";
        default: return curl_easy_strerror(code);
    }
}

}  // namespace

Reached reach(const ReachRequest& request) {
    prepare_curl();
    const EasyHandle handle(curl_easy_init());
    if (!handle) throw Error(ErrorKind::internal, "libcurl gives no handle");
    CURL* easy = handle.get();
    const std::string url = scheme_of(request.by) + request.authority + "/";
    set(easy, CURLOPT_URL, url.c_str());
    set(easy, CURLOPT_PROTOCOLS_STR, "https,smtp,smtps");
    set(easy, CURLOPT_CONNECT_ONLY, 1L);
    set(easy, CURLOPT_NOSIGNAL, 1L);
    set(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(request.most.count()));
    set(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.most.count()));
    set(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    set(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    set(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    set(easy, CURLOPT_PROXY, "");
    if (request.by == ReachBy::starttls) set(easy, CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
    if (!request.ca_file.empty()) {
        set(easy, CURLOPT_CAINFO, request.ca_file.c_str());
        set(easy, CURLOPT_CAPATH, static_cast<char*>(nullptr));
    }
    if (!request.user.empty()) {
        set(easy, CURLOPT_USERNAME, request.user.c_str());
        set(easy, CURLOPT_PASSWORD, std::string(request.password.reveal()).c_str());
    }
    const CURLcode code = curl_easy_perform(easy);
    curl_off_t took = 0;
    (void)curl_easy_getinfo(easy, CURLINFO_TOTAL_TIME_T, &took);
    return {code == CURLE_OK, code == CURLE_OK ? "" : problem_of(code), std::chrono::milliseconds(took / 1000)};
}

}  // namespace tilsig::transport
