// libcurl's handles with their owners, and its one-time set-up.
#pragma once

#include <curl/curl.h>

#include <memory>

namespace tilsig::transport {

struct FreeEasy {
    void operator()(CURL* handle) const noexcept { curl_easy_cleanup(handle); }
};
struct FreeMulti {
    void operator()(CURLM* handle) const noexcept { curl_multi_cleanup(handle); }
};
struct FreeList {
    void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};
using EasyHandle = std::unique_ptr<CURL, FreeEasy>;
using MultiHandle = std::unique_ptr<CURLM, FreeMulti>;
using HeaderList = std::unique_ptr<curl_slist, FreeList>;

/// Sets libcurl up once per process. Error(internal) when that fails or when the library has no TLS.
void prepare_curl();

}  // namespace tilsig::transport
