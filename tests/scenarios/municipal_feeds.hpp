// Feeds about persons as they are shipped, and a register of their senders: deliveries as files, and what became of
// them.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "scenarios/installation.hpp"

namespace tilsig::test {

class MunicipalFeeds : public OnEveryEngine {
protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (IsSkipped()) return;
        const std::filesystem::path repository(TILSIG_SOURCE_DIR);
        const TempFolder made;
        const auto content = made.path() / "content";
        std::filesystem::copy(repository / "tests/scenarios/content/municipal", content,
                              std::filesystem::copy_options::recursive);
        std::vector<std::string> shipped{"mappings/model/places.yaml"};
        for (const char* feed : {"municipal/programme", "municipal/training", "municipal/measure", "municipal/pause",
                                 "municipal/stop", "language_test/result"})
            for (const char* role : {"contract", "rules", "mapping"})
                shipped.push_back(std::string("mappings/") + feed + "." + role + ".yaml");
        for (const char* table : {"programme", "training", "measure", "pause", "stop", "language_test"})
            shipped.push_back(std::string("mappings/model/") + table + ".yaml");
        for (const char* list : {"absence", "appeal_outcome", "end_reason", "end_reason_8", "measure",
                                 "municipality_with_people", "pause_reason", "programme_status", "right_category",
                                 "sex_kostra", "stop_reason", "test_2013", "test_2014", "test_part"})
            shipped.push_back(std::string("mappings/codelists/") + list + ".yaml");
        for (const auto& file : shipped) {
            std::filesystem::create_directories((content / file).parent_path());
            std::filesystem::copy_file(repository / file, content / file);
        }
        m_here = std::make_unique<Installation>(GetParam(), content);
        std::string settings = read_file(m_here->folder() / "tilsig.yaml");
        const std::string before = "sources: {desk:";
        settings.replace(settings.find(before), before.size(), "mode: test\nsources: {municipal:");
        (void)m_here->file("tilsig.yaml", settings);
    }

    /// Column -> cell; what is not given is empty.
    using Cells = std::map<std::string, std::string>;
    static Cells with(Cells cells, const Cells& given) {
        for (const auto& [name, value] : given) cells[name] = value;
        return cells;
    }
    /// A delivery with its trailer.
    static std::string csv(const std::vector<std::string>& columns, const std::vector<Cells>& records) {
        std::string text;
        for (const auto& name : columns) text += (text.empty() ? "" : ";") + name;
        text += "\n";
        for (const auto& record : records) {
            std::string line;
            for (const auto& name : columns) {
                if (&name != &columns.front()) line += ";";
                if (const auto cell = record.find(name); cell != record.end()) line += cell->second;
            }
            text += line + "\n";
        }
        return text + "#SLUTT;" + std::to_string(records.size()) + "\n";
    }
    /// What all municipal files begin with, of person A of Harstad.
    static std::vector<std::string> columns(const std::vector<std::string>& own) {
        std::vector<std::string> names{"kommunenr", "bydelsnr",    "journalnr", "fodselsnr",
                                       "dufnr",     "fodselsdato", "kjonn"};
        names.insert(names.end(), own.begin(), own.end());
        names.emplace_back("registrert_dato");
        return names;
    }
    static Cells person(const Cells& own) {
        return with({{"kommunenr", "1901"},
                     {"journalnr", "TR070412"},
                     {"fodselsnr", "14837936625"},
                     {"fodselsdato", "14.03.1979"},
                     {"kjonn", "2"}},
                    own);
    }

    Answer run(const std::string& feed, const std::string& sender, const std::string& period,
               const std::string& content) const {
        return m_here->tilsig("run", {feed, "--sender", sender, "--period", period, "--from",
                                      m_here->file("delivery", content), "--json"});
    }
    /// Code -> how often, of flags, rejects and notes.
    static std::map<std::string, int> found(const Answer& answer) {
        std::map<std::string, int> counts;
        for (const auto& finding : answer.json().at("findings")) ++counts[finding.at("code").get<std::string>()];
        return counts;
    }
    /// Neither what a command says nor any file of the installation holds one of the numbers; what was delivered is
    /// left out.
    void expect_no_number(const std::vector<std::string>& numbers, const std::string& said) const {
        std::size_t files = 0;
        const auto expect_none = [&](const std::string& shown, const std::string& where) {
            for (const auto& number : numbers) EXPECT_EQ(shown.find(number), std::string::npos) << where;
        };
        expect_none(said, "what the commands say");
        for (const auto& entry : std::filesystem::recursive_directory_iterator(m_here->folder())) {
            const auto path = entry.path().lexically_relative(m_here->folder()).string();
            if (!entry.is_regular_file() || path == "delivery" || path.starts_with("in/") ||
                path.starts_with("content/"))
                continue;
            ++files;
            expect_none(read_file(entry.path()), path);
        }
        EXPECT_GT(files, 5U);
    }

    std::unique_ptr<Installation> m_here;
};

}  // namespace tilsig::test
