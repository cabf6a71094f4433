// Every file of connectors/protocols/inbox/testcases: given these files, when fetched, then this.
#include <unistd.h>

#include "config/yaml.hpp"
#include "inbox_fixture.hpp"

namespace {

using tilsig::config::Node;

std::vector<std::string> case_files() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(INBOX_FOLDER "/testcases"))
        names.push_back(entry.path().stem());
    std::sort(names.begin(), names.end());
    return names;
}

class InboxCase : public tilsig::test::InboxTest, public testing::WithParamInterface<std::string> {
protected:
    void make(const Node& file) {
        const auto path = folder() / file["name"].scalar();
        if (file["link"].kind() != Node::Kind::missing)
            std::filesystem::create_symlink(file["link"].scalar(), path);
        else if (file["pipe"].kind() != Node::Kind::missing)
            ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
        else if (file["folder"].kind() != Node::Kind::missing)
            std::filesystem::create_directory(path);
        else
            put(file["name"].scalar(), file["text"].scalar(), std::stoi(file["age"].scalar()));
    }
};

TEST_P(InboxCase, BehavesAsWritten) {
    tilsig::config::Lints lints;
    const Node it = tilsig::config::load_yaml(INBOX_FOLDER "/testcases/" + GetParam() + ".yaml", GetParam(), lints);
    ASSERT_TRUE(lints.empty()) << lints.lines().front();
    SCOPED_TRACE(it["about"].scalar());
    if (it["sender"].kind() != Node::Kind::missing) request.unit.sender = it["sender"].scalar();
    const Node options = it["options"];  // a Node must outlive the range made from it
    const Node files = it["files"];
    const Node done_before = it["done"];
    for (const auto& [name, value] : options.entries()) source.options[name] = value.scalar();
    for (const Node& file : files.items()) make(file);
    if (it["cursor_of"].kind() != Node::Kind::missing) request.cursor = tilsig::sha256_hex(it["cursor_of"].scalar());
    for (const Node& content : done_before.items()) {
        std::filesystem::create_directory(folder() / "done");
        std::ofstream(done(content.scalar())) << content.scalar();
    }

    const auto result = fetch();
    const Node expect = it["expect"];
    ASSERT_EQ(tilsig::fetch::to_string(result.end), expect["end"].scalar()) << result.message;
    EXPECT_NE(result.message.find(expect["message"].scalar()), std::string::npos) << result.message;
    if (result.end == tilsig::fetch::FetchEnd::delivered) {
        EXPECT_EQ(sink.name, expect["name"].scalar());
        EXPECT_EQ(sink.bytes, expect["text"].scalar());
        EXPECT_EQ(sink.proof, expect["proof"].scalar());
        EXPECT_EQ(content_of(result), tilsig::sha256_hex(sink.bytes));
        EXPECT_TRUE(std::filesystem::exists(folder() / sink.name))
            << "fetching must not move anything that is not loaded";
    }
    if (expect["done_of"].kind() != Node::Kind::missing) {
        EXPECT_TRUE(std::filesystem::exists(done(expect["done_of"].scalar())));
    }
}

INSTANTIATE_TEST_SUITE_P(Cases, InboxCase, testing::ValuesIn(case_files()), [](const auto& it) { return it.param; });

TEST(InboxSample, PassesItsOwnCheck) {
    tilsig::config::Lints lints;
    const Node sample = tilsig::config::load_yaml(INBOX_FOLDER "/sample.yaml", "sample.yaml", lints);
    ASSERT_TRUE(lints.empty()) << lints.lines().front();
    EXPECT_EQ(sample["protocol"].scalar(), "inbox");
    std::map<std::string, std::string> options;
    const Node common = sample["options"];
    const Node feeds = sample["feeds"];
    for (const auto& [name, value] : common.entries()) options[name] = value.scalar();
    for (const auto& [feed, own] : feeds.entries()) {
        for (const auto& [name, value] : own.entries()) options[name] = value.scalar();
    }
    const auto mistakes = tilsig::fetch::check_source(TILSIG_BINARY_DIR "/lib/tilsig/tilsig-fetch",
                                                      TILSIG_BINARY_DIR "/lib/tilsig/connectors/inbox.so", options,
                                                      tilsig::Logger::silent());
    EXPECT_EQ(mistakes, std::vector<std::string>{});
}

TEST(InboxCheck, NamesEveryMistake) {
    const auto mistakes = tilsig::fetch::check_source(
        TILSIG_BINARY_DIR "/lib/tilsig/tilsig-fetch", TILSIG_BINARY_DIR "/lib/tilsig/connectors/inbox.so",
        {{"patern", "*"}, {"pattern", "../*.csv"}, {"nil_pattern", "{year}.nil"}, {"settle_seconds", "soon"}},
        tilsig::Logger::silent());
    ASSERT_EQ(mistakes.size(), 5U);
    EXPECT_EQ(mistakes[0], "option patern: connector inbox has no such option; did you mean pattern?");
    EXPECT_EQ(mistakes[1], "option folder: is missing; write for instance /srv/tilsig/in");
    EXPECT_TRUE(mistakes[2].starts_with("option pattern: must be a pattern for one file name"));
    EXPECT_TRUE(mistakes[3].starts_with("option nil_pattern: knows {sender} and {period}"));
    EXPECT_EQ(mistakes[4], "option settle_seconds: must be a whole number from 0 to 86400");
}

}  // namespace
