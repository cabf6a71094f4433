// An installation with some of the shipped feeds, as they are shipped, and nothing of the others.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "scenarios/installation.hpp"
#include "scenarios/stated_day.hpp"

namespace tilsig::test {

class ShippedFeeds : public OnEveryEngine {
protected:
    /// `files` are below mappings/, whole folders too. `feeds` are those of the source, with options of a https_index.
    void ship(const std::string& source, const std::string& feeds, const std::vector<std::string>& files) {
        const std::filesystem::path repository(TILSIG_SOURCE_DIR);
        const TempFolder made;
        const auto content = made.path() / "content";
        const auto copy = [&](const std::string& file) {
            std::filesystem::create_directories((content / file).parent_path());
            std::filesystem::copy(repository / file, content / file, std::filesystem::copy_options::recursive);
        };
        copy("connectors/protocols/https_index/README.md");
        std::filesystem::create_directories(content / "connectors" / source);
        std::filesystem::create_directories(content / "schedules");
        for (const auto& file : files) copy("mappings/" + file);
        std::filesystem::copy(repository / "tests/scenarios/content/xml/connectors/senders.yaml",
                              content / "connectors/senders.yaml");
        std::ofstream(content / "connectors" / source / "source.yaml")
            << "source: " << source << "\nprotocol: https_index\noptions: {base: \"https://127.0.0.1:1/\"}\nfeeds:\n"
            << feeds;
        m_here = std::make_unique<Installation>(GetParam(), content);
        const std::string settings = read_file(m_here->folder() / "tilsig.yaml");
        (void)m_here->file("tilsig.yaml", settings.substr(0, settings.find("sources:")) + "mode: test\n");
    }

    Answer run(const std::string& feed, const std::string& period, const std::string& content) const {
        return m_here->tilsig(
            "run", {feed, "--period", period, "--from", m_here->file("delivery", of_day(content, period)), "--json"});
    }
    /// How many findings of each code, as "CODE n".
    static std::string codes(const Answer& answer) {
        std::map<std::string, int> counts;
        for (const auto& finding : answer.json().at("findings")) ++counts[finding.at("code").get<std::string>()];
        std::string text;
        for (const auto& [code, count] : counts)
            text += (text.empty() ? "" : ", ") + code + " " + std::to_string(count);
        return text;
    }
    /// None of the numbers stands in a file of the installation, nor in what its commands have said.
    void expect_nowhere(const std::vector<std::string>& numbers, const std::vector<Answer>& said) const {
        std::size_t files = 0;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(m_here->folder())) {
            const auto path = entry.path().lexically_relative(m_here->folder()).string();
            if (!entry.is_regular_file() || path == "delivery" || path.starts_with("content/")) continue;
            ++files;
            const auto bytes = read_file(entry.path());
            for (const auto& number : numbers)
                EXPECT_EQ(bytes.find(number), std::string::npos) << "a number of a person in " << path;
        }
        EXPECT_GT(files, 5U);
        for (const auto& answer : said)
            for (const auto& number : numbers)
                EXPECT_EQ((answer.out + answer.err).find(number), std::string::npos) << "a command shows a number";
    }

    std::unique_ptr<Installation> m_here;
};

}  // namespace tilsig::test
