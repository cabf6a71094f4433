// The made-up desk with feeds in shadow, in-folders and nights.
#pragma once

#include <chrono>
#include <stdexcept>
#include <thread>

#include "scenarios/desk.hpp"

namespace tilsig::test {

class ShadowDesk : public Desk {
protected:
    static void set_state(const Installation& where, const std::string& feed, const std::string& state) {
        const std::string name = "content/mappings/desk/" + feed + ".contract.yaml";
        std::string text = read_file(where.folder() / name);
        const auto at = text.find("\nstate: ") + 8;
        (void)where.file(name, text.replace(at, text.find('\n', at) - at, state));
    }
    void state(const std::string& feed, const std::string& to) const { set_state(*m_here, feed, to); }

    /// A second feed into fact_roster: desk.trial, with rules of its own, fetched by a pattern of its own.
    void add_trial() const {
        const auto copy = [&](const std::string& from, const std::string& to) {
            std::string text = read_file(m_here->folder() / "content" / from);
            const std::map<std::string, std::string> words{{"desk.roster", "desk.trial"}, {"DSK-F1", "DSK-F3"}};
            for (const auto& [old, now] : words)
                for (auto at = text.find(old); at != std::string::npos; at = text.find(old, at + 1))
                    text.replace(at, old.size(), now);
            (void)m_here->file("content/" + to, text);
        };
        copy("mappings/desk/roster.contract.yaml", "mappings/desk/trial.contract.yaml");
        copy("mappings/desk/roster.mapping.yaml", "mappings/desk/trial.mapping.yaml");
        const auto add = [&](const std::string& name, const std::string& line) {
            (void)m_here->file("content/" + name, read_file(m_here->folder() / "content" / name) + line);
        };
        add("connectors/desk/source.yaml", "  desk.trial: {pattern: \"trial-*.csv\"}\n");
        add("schedules/desk.yaml",
            "  desk.trial: {every: day, at: \"02:00\", deadline: 4h, period: all, senders: source}\n");
        state("trial", "shadow");
    }
    Answer trial(const std::vector<std::string>& rows) const { return run("desk.trial", rows); }

    static void deliver_to(const Installation& where, const std::string& name, const std::vector<std::string>& rows) {
        // One after the other for the kernel's clock too: files that are only looked at come in order of arrival.
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        where.deliver("desk", name, content(rows));
    }
    void deliver(const std::string& name, const std::vector<std::string>& rows) const {
        deliver_to(*m_here, name, rows);
    }
    static Answer night_of(const Installation& where) { return where.tilsig("night", {"--all", "--quiet", "--json"}); }
    Answer night() const { return night_of(*m_here); }
    [[nodiscard]] bool waits(const std::string& name) const {
        return std::filesystem::exists(m_here->folder() / "in/desk" / name);
    }
    [[nodiscard]] std::string shadows() const { return rows("shadow_fact_roster"); }
    /// Names of the tables and views that belong to shadows, staging too where it has a name of its own.
    [[nodiscard]] std::string shadow_tables() const {
        if (on_sqlite())
            return m_here->query(
                "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name LIKE '%shadow%' ORDER BY 1");
        const std::string own =
            GetParam() == TestEngine::mariadb ? "table_schema = database()" : "table_schema NOT LIKE 'pg%'";
        return m_here->query("SELECT table_name FROM information_schema.tables WHERE " + own +
                             " AND (table_name LIKE '%shadow%' OR table_name LIKE 'tilsig_stage%') ORDER BY 1");
    }
    [[nodiscard]] bool receipts() const { return std::filesystem::exists(m_here->folder() / "state/out/desk"); }
    static const nlohmann::json& unit_in(const Answer& answer, const std::string& name) {
        for (const auto& unit : answer.json().at("units"))
            if (unit.at("unit") == name) return unit;
        throw std::runtime_error("no unit " + name + " in " + answer.out);
    }
    static bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }
};

}  // namespace tilsig::test
