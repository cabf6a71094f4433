#include "night/exempt_senders.hpp"

#include "base/text.hpp"
#include "planning_world.hpp"

namespace tilsig::night {
namespace {

TEST(ExemptSenders, MustBeInTheRegisterAndOweTheFeed) {
    PlanningWorld world;
    auto& feed = world.feed("a.feed", "0 2 * * *");
    feed.of_register = true;
    const auto exempt = [&](const char* sender, std::uint64_t line) {
        feed.exempt.push_back({sender, {}, "why", Place{"schedules/a.yaml", line, 5}});
    };
    exempt("k0101", 1);
    exempt("k0102", 2);
    exempt("k0301", 3);
    exempt("k1505", 4);
    world.sender("k0101", "a.feed");
    world.sender("k0301", "a.other");
    world.sender("k1505", "a.other");
    world.senders.delegations.push_back({"k1505", "k0101", {"a.feed"}, {}, false, {}});
    config::Lints lints;
    check_exempt_senders(world.catalog, world.senders, lints);
    EXPECT_EQ(lints.lines(), (std::vector<std::string>{
                                 "schedules/a.yaml:2:5: unknown sender 'k0102'; did you mean k0101?",
                                 "schedules/a.yaml:3:5: sender 'k0301' never owes a.feed; take the exemption away"}));
}

}  // namespace
}  // namespace tilsig::night
