// Every connectors/protocols/{klass,https_index,imdi_query}/testcases/*.yaml: options and, if wanted, a misbehaviour go
// in, the end of the fetch comes out.
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "fetching.hpp"

namespace tilsig::test {
namespace {

struct Case {
    std::string protocol;
    std::filesystem::path file;
};
void PrintTo(const Case& one, std::ostream* out) { *out << one.protocol << '/' << one.file.filename().string(); }

std::vector<Case> all_cases() {
    std::vector<Case> cases;
    for (const char* protocol : {"klass", "https_index", "imdi_query"}) {
        const std::filesystem::path folder =
            std::filesystem::path(TILSIG_SOURCE_DIR) / "connectors/protocols" / protocol / "testcases";
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            if (entry.path().extension() == ".yaml") cases.push_back({protocol, entry.path()});
        }
    }
    std::sort(cases.begin(), cases.end(), [](const Case& a, const Case& b) { return a.file < b.file; });
    return cases;
}

class ConnectorCase : public ::testing::TestWithParam<Case> {};

TEST_P(ConnectorCase, EndsAsExpected) {
    const StandIn& stand_in = shared_stand_in();
    const YAML::Node yaml = YAML::LoadFile(GetParam().file);
    std::map<std::string, std::string> options = yaml["options"].as<std::map<std::string, std::string>>();
    std::string& base = options.at("base");
    base.replace(base.find("{url}"), 5, stand_in.url(""));
    stand_in.clear();
    if (const YAML::Node lie = yaml["misbehave"]) {
        stand_in.misbehave(lie["kind"].as<std::string>(), lie["path"].as<std::string>(), -1);
    }
    const Fetched fetched =
        fetch_with(stand_in, GetParam().protocol, options, {}, yaml["period"].as<std::string>("2008"));
    stand_in.clear();

    const YAML::Node expect = yaml["expect"];
    const std::string about = yaml["about"].as<std::string>();
    EXPECT_EQ(to_string(fetched.result.end), expect["end"].as<std::string>())
        << about << ": " << fetched.result.message;
    const std::string message = expect["message"].as<std::string>("");
    EXPECT_NE(fetched.result.message.find(message), std::string::npos) << about << ": " << fetched.result.message;
    if (expect["end"].as<std::string>() != "delivered") {
        EXPECT_FALSE(fetched.result.cursor) << about;
        // Deliveries ended before the failure are abandoned with it; the broken one itself never had a proof.
        EXPECT_TRUE(fetched.deliveries.empty() || fetched.abandoned) << about;
        return;
    }
    ASSERT_EQ(fetched.deliveries.size(), expect["deliveries"].as<std::size_t>(1)) << about;
    EXPECT_EQ(fetched.deliveries[0].name, expect["name"].as<std::string>()) << about;
    for (const Delivered& delivery : fetched.deliveries) {
        EXPECT_EQ(delivery.proof.kind, expect["proof"].as<std::string>()) << about;
        EXPECT_EQ(delivery.proof.lacks, expect["lacks"].as<std::string>("")) << about;
    }
    for (const auto& root : expect["records"]) {
        const auto document = nlohmann::json::parse(fetched.deliveries[0].bytes);
        EXPECT_EQ(document.at(root.first.as<std::string>()).size(), root.second.as<std::size_t>()) << about;
    }
}

INSTANTIATE_TEST_SUITE_P(All, ConnectorCase, ::testing::ValuesIn(all_cases()),
                         [](const auto& one) { return one.param.protocol + "_" + one.param.file.stem().string(); });

/// The sample is what people copy: its options must be options, feed by feed.
TEST(ConnectorSamples, AreAcceptedByTheirConnectors) {
    for (const std::string protocol : {"klass", "https_index", "imdi_query"}) {
        const auto sample =
            std::filesystem::path(TILSIG_SOURCE_DIR) / "connectors/protocols" / protocol / "sample.yaml";
        const YAML::Node yaml = YAML::LoadFile(sample);
        EXPECT_EQ(yaml["protocol"].as<std::string>(), protocol);
        for (const auto& feed : yaml["feeds"]) {
            auto options = yaml["options"].as<std::map<std::string, std::string>>();
            for (const auto& option : feed.second)
                options[option.first.as<std::string>()] = option.second.as<std::string>();
            const auto mistakes = fetch::check_source(TILSIG_BINARY_DIR "/lib/tilsig/tilsig-fetch",
                                                      TILSIG_BINARY_DIR "/lib/tilsig/connectors/" + protocol + ".so",
                                                      options, Logger::silent());
            EXPECT_TRUE(mistakes.empty()) << feed.first.as<std::string>() << ": " << mistakes.front();
        }
    }
}

TEST(ConnectorCases, AreThere) { EXPECT_GT(all_cases().size(), 40U); }

}  // namespace
}  // namespace tilsig::test
