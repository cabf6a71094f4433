// The sink between a fetch and the landing zone: what counts as known.
#include "run/acquire.hpp"

#include <gtest/gtest.h>

#include "base/files.hpp"
#include "base/hash.hpp"

namespace tilsig::run {
namespace {

class Acquire : public testing::Test {
protected:
    LandingSink sink_of(const std::string& sender) { return {m_zone, {"municipal.intro", sender, "2026"}, "90d"}; }
    void deliver(LandingSink& sink) {
        sink.begin("a.csv", "", "");
        sink.write(m_content);
        sink.end({"settled-file"});
    }

    const std::string m_content = "a;b\n1;2\n";
    const std::string m_hash = sha256_hex(m_content);
    TempFolder m_folder;
    ManualClock m_clock{parse_instant("2026-11-22T03:00:00Z")};
    land::LandingZone m_zone{m_folder.path() / "landing", m_folder.path() / "landing.key", m_clock};
};

TEST_F(Acquire, ContentThatTheUnitDeliveredBeforeIsLandedWithoutItsBytes) {
    LandingSink first = sink_of("k0301");
    deliver(first);
    LandingSink again = sink_of("k0301");
    again.begin("b.csv", "", "");
    EXPECT_TRUE(again.known(m_hash));
    again.end({"content-length"});
    ASSERT_EQ(again.landed().size(), 1U);
    EXPECT_EQ(again.landed()[0].delivery, m_hash);
    EXPECT_EQ(again.landed()[0].bytes, m_content.size());
    EXPECT_EQ(again.landed()[0].proof.kind, "content-length") << "what this fetch proved";
}

TEST_F(Acquire, ContentOfAnotherUnitIsNoBodysToClaim) {
    LandingSink theirs = sink_of("k0301");
    deliver(theirs);
    LandingSink ours = sink_of("k1601");
    ours.begin("a.csv", "", "");
    EXPECT_FALSE(ours.known(m_hash));
    ours.write("other");
    ours.end({"settled-file"});
    EXPECT_EQ(ours.landed()[0].delivery, sha256_hex("other"));
}

TEST_F(Acquire, WhatIsKnownIsForgottenWithADeliveryThatStartsOver) {
    LandingSink first = sink_of("k0301");
    deliver(first);
    LandingSink again = sink_of("k0301");
    again.begin("a.csv", "", "");
    EXPECT_TRUE(again.known(m_hash));
    again.restart();
    again.begin("a.csv", "", "");
    again.write("other");
    again.end({"settled-file"});
    ASSERT_EQ(again.landed().size(), 1U);
    EXPECT_EQ(again.landed()[0].delivery, sha256_hex("other"));
}

}  // namespace
}  // namespace tilsig::run
