// Between libcurl's codes and our failures.
#pragma once

#include <curl/curl.h>

#include "transport/http.hpp"

namespace tilsig::transport {

/// What a libcurl code means to us.
[[nodiscard]] HttpFailure failure_of(CURLcode code) noexcept;
/// The nearest libcurl code for a failure our own counters found, so that "code 0" means "all well" everywhere.
[[nodiscard]] CURLcode code_of(HttpFailure failure) noexcept;

}  // namespace tilsig::transport
