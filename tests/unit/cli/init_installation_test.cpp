// tilsig.yaml of a new installation: the example with what was wished for, and read without a mistake.
#include "cli/init_installation.hpp"

#include <gtest/gtest.h>

#include "base/files.hpp"
#include "config/settings.hpp"

namespace tilsig::cli {
namespace {

config::Settings read(const TempFolder& folder, const std::string& text) {
    write_file_durably(folder.path() / "tilsig.yaml", text);
    config::Lints lints;
    auto settings = config::load_settings(folder.path() / "tilsig.yaml", "/usr/bin/tilsig", lints);
    for (const auto& line : lints.lines()) ADD_FAILURE() << line;
    return settings;
}

TEST(ConfigurationText, IsTheExampleWhereNothingWasWished) {
    EXPECT_EQ(configuration_text({.database = "sqlite"}, "state"), example_configuration());
    const TempFolder folder;
    const auto settings = read(folder, example_configuration());
    EXPECT_EQ(settings.state.key_file, folder.path() / "state/landing.key");
}

TEST(ConfigurationText, NamesAServerAndItsPasswordsFile) {
    const TempFolder folder;
    for (const auto& [database, driver] : {std::pair{"postgresql", "Driver=PostgreSQL Unicode;Server=db;Port=5432;"},
                                           std::pair{"mariadb", "Driver=MariaDB Unicode;Server=db;Port=3306;"}}) {
        const auto settings = read(folder, configuration_text({.database = database, .server = "db"}, "state"));
        EXPECT_TRUE(settings.warehouse.connection_string.starts_with(driver)) << settings.warehouse.connection_string;
        EXPECT_EQ(settings.warehouse.password, "file:" + (folder.path() / "secrets/warehouse").string());
    }
    EXPECT_THROW((void)configuration_text({.database = "oracle"}, "state"), Error);
}

TEST(ConfigurationText, PutsStateAndContentWhereTheyAreWanted) {
    const TempFolder folder;
    const auto settings =
        read(folder, configuration_text({.database = "sqlite", .content = "/srv/content"}, "/var/lib/tilsig"));
    EXPECT_EQ(settings.state.landing, "/var/lib/tilsig/landing");
    EXPECT_EQ(settings.state.key_file, "/var/lib/tilsig/landing.key");
    EXPECT_EQ(settings.receipts.folder, "/var/lib/tilsig");
    EXPECT_NE(settings.warehouse.connection_string.find("Database=/var/lib/tilsig/warehouse.db"), std::string::npos);
    EXPECT_EQ(settings.content, "/srv/content");
    EXPECT_TRUE(settings.sources.empty());
    const auto own = read(folder, configuration_text({.database = "sqlite"}, "state", "/home/o la/tilsig/state/in"));
    EXPECT_EQ(own.sources.at("municipal").at("folder"), "/home/o la/tilsig/state/in");
}

}  // namespace
}  // namespace tilsig::cli
