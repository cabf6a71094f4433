// When the daemon starts the process that sends letters.
#include "daemon/outgoing.hpp"

#include "integration/alert/letter_world.hpp"

namespace tilsig::daemon {
namespace {

class OutgoingOf : public alert::LetterWorld {};

TEST_F(OutgoingOf, AClockThatRanAheadWhenItWasStartedLastPutsNothingOff) {
    Outgoing outgoing(clock);
    at("2062-11-24T05:00:00Z");
    outgoing.started();
    at("2026-11-25T05:00:00Z");
    outgoing.forget();
    ASSERT_TRUE(outgoing.refresh(session(), mail));
    EXPECT_EQ(outgoing.next(), parse_instant("2026-11-25T07:00:00Z")) << "08:00 in Norway, and not in 2062";
    at("2026-11-25T07:00:30Z");
    ASSERT_TRUE(outgoing.refresh(session(), mail));
    EXPECT_TRUE(outgoing.due()) << "also when it looks again only behind the hour";
}

}  // namespace
}  // namespace tilsig::daemon
