#include "protect/numbers.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"

namespace tilsig::protect {
namespace {

const char* const fnr = "14837936625";

TEST(LinkNumbers, AreNormalisedWithoutBeingMended) {
    EXPECT_EQ(normalise_national(" 148379\xC2\xA0"
                                 "36625\xE2\x80\x8B")
                  .value()
                  .digits,
              fnr);
    EXPECT_EQ(normalise_national(fnr).value().kind, NumberKind::fnr);
    EXPECT_EQ(normalise_national("54837940659").value().kind, NumberKind::dnr);
    EXPECT_EQ(normalise_duf("200690012310").value().kind, NumberKind::duf);
    for (const char* other : {"", "4837936625", "148379366251", "1483793662a", "148379-36625"})
        EXPECT_FALSE(normalise_national(other)) << other;
    EXPECT_FALSE(normalise_duf(fnr));
}

TEST(LinkKeys, LookTheSameNumberUpTheSameWayAndNoOther) {
    const KeyBytes key = KeyBytes::random();
    const LinkKeys keys(key), same(key), other(KeyBytes::random());
    EXPECT_EQ(keys.lookup(NumberKind::fnr, fnr), same.lookup(NumberKind::fnr, fnr));
    EXPECT_NE(keys.lookup(NumberKind::fnr, fnr), keys.lookup(NumberKind::dnr, fnr));
    EXPECT_NE(keys.lookup(NumberKind::fnr, fnr), other.lookup(NumberKind::fnr, fnr));
    EXPECT_NE(keys.id(), other.id());
    const auto lookup = keys.lookup(NumberKind::fnr, fnr);
    EXPECT_EQ(parse_lookup(lookup_text(lookup)), lookup);
    EXPECT_THROW((void)parse_lookup("12"), Error);
}

TEST(LinkKeys, OpenOnlyWhatTheySealedForThatPerson) {
    const LinkKeys keys(KeyBytes::random()), other(KeyBytes::random());
    const std::string sealed = keys.seal(NumberKind::fnr, 7, fnr);
    EXPECT_EQ(sealed.find(fnr), std::string::npos);
    EXPECT_NE(sealed, keys.seal(NumberKind::fnr, 7, fnr)) << "the same number twice does not look the same";
    EXPECT_EQ(keys.open(NumberKind::fnr, 7, sealed), fnr);
    EXPECT_FALSE(keys.open(NumberKind::fnr, 8, sealed)) << "moved to another person";
    EXPECT_FALSE(keys.open(NumberKind::dnr, 7, sealed));
    EXPECT_FALSE(other.open(NumberKind::fnr, 7, sealed));
    std::string changed = sealed;
    changed.back() = changed.back() == '0' ? '1' : '0';
    EXPECT_FALSE(keys.open(NumberKind::fnr, 7, changed));
    EXPECT_FALSE(keys.open(NumberKind::fnr, 7, "0"));
    EXPECT_FALSE(keys.open(NumberKind::fnr, 7, "zz"));
}

}  // namespace
}  // namespace tilsig::protect
