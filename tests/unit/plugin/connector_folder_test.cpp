// Finding connectors by name, and what a descriptor must be like.
#include "plugin/connector_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "base/error.hpp"
#include "base/files.hpp"
#include "plugin/plugin_library.hpp"

namespace {

using tilsig::plugin::ConnectorFolder;

std::string refusal_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const tilsig::Error& error) {
        return error.what();
    }
    return "not refused";
}

TEST(ConnectorFolder, FindsByNameAndListsSorted) {
    const tilsig::TempFolder folder;
    for (const char* name : {"klass.so", "inbox.so", "README.md", "Odd Name.so"})
        std::ofstream(folder.path() / name) << "x";
    const ConnectorFolder connectors(folder.path());
    EXPECT_EQ(connectors.list(), (std::vector<std::string>{"inbox", "klass"}));
    EXPECT_EQ(connectors.find("klass"), folder.path() / "klass.so");
    EXPECT_NE(refusal_of([&] { (void)connectors.find("klas"); }).find("did you mean klass?"), std::string::npos);
    EXPECT_NE(refusal_of([&] { (void)connectors.find("sftp_drop"); }).find("known: inbox, klass"), std::string::npos);
}

TEST(ConnectorFolder, NamesNeverLeaveTheFolder) {
    const tilsig::TempFolder folder;
    std::ofstream(folder.path() / "outside.so") << "x";
    std::filesystem::create_directory(folder.path() / "connectors");
    const ConnectorFolder connectors(folder.path() / "connectors");
    EXPECT_NE(refusal_of([&] { (void)connectors.find("../outside"); }), "not refused");
    EXPECT_NE(refusal_of([&] { (void)connectors.find(""); }), "not refused");
    EXPECT_TRUE(ConnectorFolder(folder.path() / "absent").list().empty());
}

tilsig_status none_check(const tilsig_option*, std::size_t, tilsig_report_fn, void*) { return TILSIG_OK; }
tilsig_status none_open(const tilsig_host*, const tilsig_unit*, void**, tilsig_report_fn, void*) { return TILSIG_OK; }
tilsig_status none_fetch(void*, tilsig_report_fn, void*) { return TILSIG_OK; }
tilsig_status none_acknowledge(void*, tilsig_text, tilsig_report_fn, void*) { return TILSIG_OK; }
void none_close(void*) {}

tilsig_connector good() {
    static const char* const options[] = {nullptr};
    return {TILSIG_ABI_MAGIC, TILSIG_ABI_VERSION, sizeof(tilsig_connector), 0,           "probe", options, &none_check,
            &none_open,       &none_fetch,        &none_acknowledge,        &none_close, nullptr};
}

std::string verdict(const tilsig_connector& descriptor) {
    return refusal_of([&] { tilsig::plugin::check_descriptor(descriptor, "probe", "probe.so"); });
}

TEST(CheckDescriptor, AcceptsAGoodOne) { EXPECT_EQ(verdict(good()), "not refused"); }

TEST(CheckDescriptor, NeedsASurveyOnlyOfWhoeverDeclaresOne) {
    auto older = good();
    older.size = offsetof(tilsig_connector, survey);
    older.survey = reinterpret_cast<decltype(older.survey)>(std::uintptr_t{16});  // what stands behind its end
    EXPECT_EQ(verdict(older), "not refused");
    older.capabilities = TILSIG_CAN_SURVEY;
    EXPECT_NE(verdict(older).find("bytes, ABI 4 needs"), std::string::npos) << verdict(older);
    auto empty = good();
    empty.capabilities = TILSIG_CAN_SURVEY;
    EXPECT_NE(verdict(empty).find("with TILSIG_CAN_SURVEY, survey"), std::string::npos) << verdict(empty);
}

TEST(CheckDescriptor, LooksAtNothingBehindAWrongNumber) {
    auto bad = good();
    bad.abi = TILSIG_ABI_VERSION + 1;
    bad.name = reinterpret_cast<const char*>(std::uintptr_t{16});  // would crash if it were read
    EXPECT_NE(verdict(bad).find("built for ABI 5, this tilsig speaks ABI 4; rebuild"), std::string::npos)
        << verdict(bad);
    bad.magic = 1;
    EXPECT_NE(verdict(bad).find("magic"), std::string::npos);
}

TEST(CheckDescriptor, NamesWhatIsWrong) {
    auto bad = good();
    bad.size = 8;
    EXPECT_NE(verdict(bad).find("8 bytes"), std::string::npos);
    for (const char* name : {"", "Probe", "a b", "../x", "a.so"}) {
        bad = good();
        bad.name = name;
        EXPECT_NE(verdict(bad).find("its name is not"), std::string::npos) << name;
    }
    bad = good();
    bad.close = nullptr;
    EXPECT_NE(verdict(bad).find("required entry"), std::string::npos);
    bad = good();
    bad.option_names = nullptr;
    EXPECT_NE(verdict(bad).find("required entry"), std::string::npos);
}

}  // namespace
