// The request of a child: comes back as it went in, and never leaks what it could not read.
#include "plugin/child_request.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"

namespace {

using tilsig::plugin::ChildMode;
using tilsig::plugin::ChildRequest;

TEST(ChildRequest, ComesBackAsItWentIn) {
    ChildRequest request;
    request.mode = ChildMode::acknowledge;
    request.library = "/opt/tilsig/connectors/inbox.so";
    request.feed = "municipal.intro";
    request.sender = "k0301";
    request.period = "2026-11";
    request.cursor = "side 3 \"æøå\"\n";
    request.options = {{"folder", "/srv/inn"}, {"empty", ""}};
    request.secrets.emplace("token", tilsig::Secret("s3cr\"et\n"));
    request.limits = {1U << 30, std::chrono::seconds(7), std::chrono::seconds(9), 12345, 33};
    const ChildRequest back = tilsig::plugin::decode(tilsig::plugin::encode(request));
    EXPECT_EQ(back.mode, request.mode);
    EXPECT_EQ(back.library, request.library);
    EXPECT_EQ(back.feed, request.feed);
    EXPECT_EQ(back.sender, request.sender);
    EXPECT_EQ(back.period, request.period);
    EXPECT_EQ(back.cursor, request.cursor);
    EXPECT_EQ(back.options, request.options);
    EXPECT_EQ(back.secrets.at("token").reveal(), "s3cr\"et\n");
    EXPECT_EQ(back.limits.memory, request.limits.memory);
    EXPECT_EQ(back.limits.cpu, request.limits.cpu);
    EXPECT_EQ(back.limits.deadline, request.limits.deadline);
    EXPECT_EQ(back.limits.delivery_bytes, 12345U);
    EXPECT_EQ(back.limits.open_files, 33);
}

TEST(ChildRequest, AbsentCursorStaysAbsent) {
    EXPECT_EQ(tilsig::plugin::decode(tilsig::plugin::encode({})).cursor, std::nullopt);
    ChildRequest empty;
    empty.cursor = "";
    EXPECT_EQ(tilsig::plugin::decode(tilsig::plugin::encode(empty)).cursor, "");
}

TEST(ChildRequest, NamesTheSecretThatIsNoTextAndNotItsValue) {
    ChildRequest request;
    request.secrets.emplace("token", tilsig::Secret("hidden\xFF"));
    try {
        (void)tilsig::plugin::encode(request);
        FAIL();
    } catch (const tilsig::Error& error) {
        EXPECT_EQ(error.kind(), tilsig::ErrorKind::configuration);
        EXPECT_EQ(std::string(error.what()).find("hidden"), std::string::npos);
        EXPECT_NE(std::string(error.what()).find("token"), std::string::npos);
    }
}

TEST(ChildRequest, RefusesOtherDocumentsWithoutQuotingThem) {
    for (const char* document :
         {"", "{}", "{\"version\":2}", "hidden-secret", "[1]", "{\"version\":1,\"mode\":\"hidden\"}"}) {
        try {
            (void)tilsig::plugin::decode(document);
            ADD_FAILURE() << document;
        } catch (const tilsig::Error& error) {
            EXPECT_EQ(std::string(error.what()).find("hidden"), std::string::npos);
        }
    }
}

TEST(Wipe, LeavesNothing) {
    std::string text = "secret";
    tilsig::plugin::wipe(text);
    EXPECT_TRUE(text.empty());
}

}  // namespace
