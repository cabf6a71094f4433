// Wrong password, unknown database, server down: three things to do.
#include "odbc/connect_refusal.hpp"

#include <gtest/gtest.h>

#include "odbc/dialect.hpp"

namespace tilsig::odbc {
namespace {

Error refused(Engine engine, const std::string& driver_text, int native = 101) {
    return connect_refusal("connecting", DatabaseError("connecting", "08001", native, driver_text, engine, false),
                           engine);
}

TEST(ConnectRefusal, PostgresqlIsToldByItsText) {
    const auto code = [](const std::string& text) { return refused(Engine::postgresql, text).error_code(); };
    EXPECT_EQ(code("FATAL:  password authentication failed for user \"loader\""), "28P01");
    EXPECT_EQ(code("FATAL:  role \"loader\" does not exist"), "28P01");
    EXPECT_EQ(code("FATAL:  no pg_hba.conf entry for host \"::1\""), "28P01");
    EXPECT_EQ(code("FATAL:  database \"tilsig\" does not exist"), "3D000");
    EXPECT_EQ(code("connection to server at \"localhost\", port 1 failed: Connection refused"), "08001");
    const Error unreachable = refused(Engine::postgresql, "Connection refused");
    EXPECT_NE(unreachable.remedy_text().find("check that it runs and listens"), std::string::npos);
    const Error foreign = refused(Engine::postgresql, "passordautentisering feilet");
    for (const char* one : {"`Server`", "`Database`", "`Uid`"})
        EXPECT_NE(foreign.remedy_text().find(one), std::string::npos) << "a text nobody knows names all: " << one;
    EXPECT_EQ(std::string(refused(Engine::postgresql, "user \"canary\" does not exist").what()).find("canary"),
              std::string::npos);
}

TEST(ConnectRefusal, MariadbIsToldByItsNumber) {
    const auto code = [](int native) { return refused(Engine::mariadb, "", native).error_code(); };
    EXPECT_EQ(code(1045), "28P01");
    EXPECT_EQ(code(1044), "28P01");
    EXPECT_EQ(code(1049), "3D000");
    EXPECT_EQ(code(2002), "08001");
    EXPECT_EQ(code(2003), "08001");
}

}  // namespace
}  // namespace tilsig::odbc
