#include "cli/unexpected.hpp"

#include <gtest/gtest.h>

#include <new>
#include <system_error>

namespace tilsig::cli {
namespace {

TEST(Unexpected, MemoryAndThreadsThatAreRefusedAreToldWithTheirLimits) {
    EXPECT_EQ(as_error(std::bad_alloc()).message(), "out of memory");
    const auto thread = as_error(std::system_error(std::make_error_code(std::errc::resource_unavailable_try_again)));
    EXPECT_EQ(thread.message(), "out of memory: a thread could not be started");
    EXPECT_NE(thread.remedy_text().find("MemoryMax"), std::string::npos);
    EXPECT_EQ(as_error(std::system_error(std::make_error_code(std::errc::io_error))).remedy_text(),
              "please report this");
    EXPECT_EQ(as_error(std::runtime_error("x")).message(), "unexpected: x");
}

}  // namespace
}  // namespace tilsig::cli
