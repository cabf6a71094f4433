// A shadow unit is another unit than the active one of the same names, everywhere a unit is a text.
#include "model/unit.hpp"

#include <gtest/gtest.h>

namespace tilsig::model {
namespace {

TEST(UnitName, OfAShadowIsAnother) {
    const UnitName active{"desk.roster", "desk", "all"};
    const UnitName shadow{"desk.roster", "desk", "all", true};
    EXPECT_NE(active, shadow);
    EXPECT_EQ(active.text(), "desk.roster/desk/all");
    EXPECT_EQ(shadow.text(), "shadow:desk.roster/desk/all");
}

TEST(UnitName, ComesBackFromWhatIsRecorded) {
    for (const bool shadow : {false, true}) {
        const UnitName unit{"desk.roster", "k0301", "2026-11", shadow};
        EXPECT_EQ(UnitName::recorded(unit.recorded_feed(), unit.sender, unit.period), unit);
    }
    EXPECT_FALSE(UnitName::recorded("shadowy.roster", "desk", "all").shadow);
}

}  // namespace
}  // namespace tilsig::model
