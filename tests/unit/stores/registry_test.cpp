// The registry of stores as it was compiled in: whole, and without what nobody could erase.
#include "stores/registry.hpp"

#include <gtest/gtest.h>

#include <set>

#include "base/text.hpp"

namespace tilsig::stores {
namespace {

using model::Privacy;

TEST(Stores, AreToldOnceEach) {
    const Registry& registry = Registry::program();
    EXPECT_GT(registry.tables.size(), 30U);
    EXPECT_GT(registry.files.size(), 15U);
    std::set<std::string> names;
    for (const auto& table : registry.tables) {
        EXPECT_TRUE(names.insert(table.name).second) << table.name;
        std::set<std::string> columns;
        for (const auto& column : table.columns) EXPECT_TRUE(columns.insert(column.name).second) << column.name;
    }
    for (const auto& file : registry.files) EXPECT_TRUE(names.insert(file.pattern).second) << file.pattern;
}

TEST(Stores, ThatHoldSomethingOfAPersonAreReachedByAnErasure) {
    for (const auto& table : Registry::program().tables) {
        if (table.privacy() >= Privacy::restricted) {
            EXPECT_NE(table.erasure, Erasure::nothing) << table.name;
        }
    }
    for (const auto& file : Registry::program().files) {
        if (file.privacy >= Privacy::restricted && file.retention != Retention::run) {
            EXPECT_NE(file.erasure, Erasure::nothing) << file.pattern;
        }
    }
}

TEST(Stores, MistakesHaveTheirPlace) {
    const char* text =
        "tables:\n"
        "  ops_x:\n"
        "    purpose: {nb: a}\n"
        "    retention: forever\n"
        "    erasure: rows\n";
    config::Lints lints;
    Registry registry;
    read_stores(config::parse_yaml(text, "src/stores/tables.yaml", lints), registry, lints);
    const std::string all = join(lints.lines(), "\n");
    EXPECT_EQ(lints.lines().size(), 3U) << all;
    EXPECT_NE(all.find("tables.yaml:3:14: purpose lacks 'en'"), std::string::npos) << all;
    EXPECT_NE(all.find("tables.yaml:4:16: 'forever' is not possible"), std::string::npos) << all;
    EXPECT_NE(all.find("table ops_x has no columns"), std::string::npos) << all;
}

}  // namespace
}  // namespace tilsig::stores
