// Names of the failures, and which of them a libcurl code means.
#include "transport/failure.hpp"

namespace tilsig::transport {

const char* to_string(HttpFailure failure) noexcept {
    switch (failure) {
        case HttpFailure::none: return "none";
        case HttpFailure::refused_url: return "refused_url";
        case HttpFailure::resolve: return "resolve";
        case HttpFailure::connect: return "connect";
        case HttpFailure::tls: return "tls";
        case HttpFailure::timeout: return "timeout";
        case HttpFailure::truncated: return "truncated";
        case HttpFailure::too_large: return "too_large";
        case HttpFailure::protocol: return "protocol";
        case HttpFailure::redirect: return "redirect";
        case HttpFailure::content_type: return "content_type";
        case HttpFailure::empty: return "empty";
        case HttpFailure::aborted: return "aborted";
    }
    return "unknown";
}

HttpFailure failure_of(CURLcode code) noexcept {
    switch (code) {
        case CURLE_OK: return HttpFailure::none;
        case CURLE_UNSUPPORTED_PROTOCOL:
        case CURLE_URL_MALFORMAT: return HttpFailure::refused_url;
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_COULDNT_RESOLVE_PROXY: return HttpFailure::resolve;
        case CURLE_COULDNT_CONNECT:
        case CURLE_SEND_ERROR: return HttpFailure::connect;
        case CURLE_OPERATION_TIMEDOUT: return HttpFailure::timeout;
        case CURLE_PARTIAL_FILE:
        case CURLE_GOT_NOTHING:
        case CURLE_RECV_ERROR: return HttpFailure::truncated;
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_SSL_CERTPROBLEM:
        case CURLE_SSL_CIPHER:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_ENGINE_NOTFOUND:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_SSL_ISSUER_ERROR:
        case CURLE_SSL_INVALIDCERTSTATUS: return HttpFailure::tls;
        case CURLE_FILESIZE_EXCEEDED: return HttpFailure::too_large;
        case CURLE_TOO_MANY_REDIRECTS: return HttpFailure::redirect;
        case CURLE_ABORTED_BY_CALLBACK: return HttpFailure::aborted;
        default: return HttpFailure::protocol;
    }
}

CURLcode code_of(HttpFailure failure) noexcept {
    switch (failure) {
        case HttpFailure::none: return CURLE_OK;
        case HttpFailure::refused_url: return CURLE_URL_MALFORMAT;
        case HttpFailure::resolve: return CURLE_COULDNT_RESOLVE_HOST;
        case HttpFailure::connect: return CURLE_COULDNT_CONNECT;
        case HttpFailure::tls: return CURLE_SSL_CONNECT_ERROR;
        case HttpFailure::timeout: return CURLE_OPERATION_TIMEDOUT;
        case HttpFailure::truncated: return CURLE_PARTIAL_FILE;
        case HttpFailure::too_large: return CURLE_FILESIZE_EXCEEDED;
        case HttpFailure::redirect: return CURLE_TOO_MANY_REDIRECTS;
        case HttpFailure::empty: return CURLE_GOT_NOTHING;
        case HttpFailure::aborted: return CURLE_ABORTED_BY_CALLBACK;
        case HttpFailure::protocol:
        case HttpFailure::content_type: return CURLE_WEIRD_SERVER_REPLY;
    }
    return CURLE_WEIRD_SERVER_REPLY;
}

}  // namespace tilsig::transport
