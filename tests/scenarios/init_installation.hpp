// An installation whose declarations are a copy of this project's, so that feeds can be added to them.
#pragma once

#include "scenarios/installation.hpp"

namespace tilsig::test {

class InitStory : public OnEveryEngine {
protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (IsSkipped()) return;
        const TempFolder content;
        for (const char* part : {"mappings", "connectors", "schedules"})
            std::filesystem::copy(std::filesystem::path(TILSIG_SOURCE_DIR) / part, content.path() / part,
                                  std::filesystem::copy_options::recursive);
        m_here = std::make_unique<Installation>(GetParam(), content.path());
        (void)m_here->file("tilsig.yaml",
                           "warehouse: {connection_string: \"" + m_here->connection_string() +
                               "\"}\ncontent: content\nmode: test\nlog: {file: tilsig.log, level: info}\n");
    }

    [[nodiscard]] std::filesystem::path declared(const std::string& path) const {
        return m_here->folder() / "content" / path;
    }
    [[nodiscard]] Answer init(const std::string& feed, const std::string& sample,
                              std::vector<std::string> more = {}) const {
        more.insert(more.begin(), {"feed", feed, "--from", sample});
        return m_here->tilsig("init", more);
    }
    /// What a person does at the end: the draft becomes active.
    void activate(const std::string& feed) const {
        const auto dot = feed.find('.');
        const auto path = declared("mappings/" + feed.substr(0, dot) + "/" + feed.substr(dot + 1) + ".contract.yaml");
        std::string text = read_file(path);
        const auto at = text.find("state: draft");
        ASSERT_NE(at, std::string::npos);
        text.replace(at, std::string("state: draft").size(), "state: active");
        write_file_durably(path, text);
    }
    /// Nothing of the sample is kept out or held.
    void expect_preview_takes_all(const std::string& feed, const std::string& sample) const {
        const auto preview = m_here->tilsig("preview", {feed, "--from", sample, "--json"});
        EXPECT_EQ(preview.exit_code, 0) << feed << preview.out << preview.err;
    }
    void expect_declarations_pass() const {
        for (const char* command : {"check", "test"}) {
            const auto answer = m_here->tilsig(command);
            EXPECT_EQ(answer.exit_code, 0) << command << answer.out << answer.err;
        }
    }

    std::unique_ptr<Installation> m_here;
};

}  // namespace tilsig::test
