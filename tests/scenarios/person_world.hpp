// An installation with one feed about persons, and some persons.
#pragma once

#include <gtest/gtest.h>

#include <fcntl.h>
#include <unistd.h>

#include <memory>

#include "scenarios/installation.hpp"

namespace tilsig::test {

// Synthetic: month + 80.
inline const std::string fnr = "14837936625", other_fnr = "02918536941", duf = "200690012310";

class PersonWorld {
public:
    explicit PersonWorld(TestEngine engine)
        : m_here(engine, std::filesystem::path(TILSIG_SOURCE_DIR "/tests/scenarios/content/persons")),
          m_settings(read_file(m_here.folder() / "tilsig.yaml")) {
        say_mode("test");
    }
    [[nodiscard]] const Installation& here() const noexcept { return m_here; }
    void say_mode(const std::string& mode) const {
        (void)m_here.file("tilsig.yaml", m_settings + (mode.empty() ? "" : "mode: " + mode + "\n"));
    }
    /// Rows are "case;fnr;duf;visits;remark".
    static std::string content(const std::vector<std::string>& rows) {
        std::string text = "sak;fodselsnr;dufnr;besok;merknad\n";
        for (const auto& row : rows) text += row + "\n";
        return text;
    }
    [[nodiscard]] Answer command(const std::string& name, const std::vector<std::string>& rows) const {
        return m_here.tilsig(
            name, {"desk.visit", "--sender", "north", "--from", m_here.file("delivery.csv", content(rows)), "--json"});
    }
    [[nodiscard]] Answer run(const std::vector<std::string>& rows) const { return command("run", rows); }
    [[nodiscard]] std::string rows() const {
        return m_here.query("SELECT case_no || ' ' || person_id || ' ' || visits FROM fact_visit ORDER BY case_no");
    }
    /// A command that is told the number by a file.
    [[nodiscard]] Answer asked_about(const std::string& number, const std::string& command,
                                     std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), {"--from", m_here.file("number.txt", number + "\n")});
        auto answer = m_here.tilsig(command, arguments);
        std::filesystem::remove(m_here.folder() / "number.txt");
        return answer;
    }
    [[nodiscard]] Answer erase(const std::string& number) const {
        return asked_about(number, "erase", {"--reason", "request of 3 March", "--yes", "--json"});
    }
    [[nodiscard]] nlohmann::json subject(const std::string& number) const {
        const auto answer = asked_about(number, "subject", {"--json"});
        EXPECT_EQ(answer.exit_code, 0) << answer.out << answer.err;
        return answer.json();
    }
    /// None of the texts stands in a file of the installation but those that its senders wrote. Returns the number of
    /// files.
    std::size_t expect_in_no_file(const std::vector<std::string>& texts) const {
        std::size_t files = 0;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(m_here.folder())) {
            const auto path = entry.path().lexically_relative(m_here.folder()).string();
            if (!entry.is_regular_file() || path == "delivery.csv" || path.starts_with("in/") ||
                path.starts_with("content/"))
                continue;
            ++files;
            const auto bytes = read_file(entry.path());
            for (const auto& text : texts) EXPECT_EQ(bytes.find(text), std::string::npos) << text << " in " << path;
        }
        return files;
    }

private:
    Installation m_here;
    std::string m_settings;
};

}  // namespace tilsig::test
