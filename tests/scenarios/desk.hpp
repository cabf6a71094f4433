// The made-up desk of tests/scenarios/content: one source that delivers for several municipalities, once as a full list
// (desk.roster, a snapshot) and once as changes (desk.movement, a delta). Amounts decide what happens to a record:
// below 0 it is rejected, above 1000 its municipality's slice is held, above 9999 the whole delivery.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "scenarios/installation.hpp"

namespace tilsig::test {

class Desk : public OnEveryEngine {
protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (!IsSkipped())
            m_here = std::make_unique<Installation>(
                GetParam(), std::filesystem::path(TILSIG_SOURCE_DIR "/tests/scenarios/content"));
    }

    /// A delivery; rows are "municipality;case;amount".
    static std::string content(const std::vector<std::string>& rows) {
        std::string text = "kommunenr;sak;belop\n";
        for (const auto& row : rows) text += row + "\n";
        return text;
    }
    Answer run(const std::string& feed, const std::vector<std::string>& rows) const {
        return m_here->tilsig("run", {feed, "--from", m_here->file("delivery.csv", content(rows)), "--json"});
    }
    Answer roster(const std::vector<std::string>& rows) const { return run("desk.roster", rows); }
    Answer movement(const std::vector<std::string>& rows) const { return run("desk.movement", rows); }

    /// "municipality/case=amount" of every current row, blank between them.
    std::string rows(const std::string& table) const {
        std::string text;
        for (const char sign : m_here->query("SELECT municipality_code || '/' || case_no || '=' || amount FROM " +
                                             table + " ORDER BY 1")) {
            text += sign == '\n' ? ' ' : sign;
        }
        return text.empty() ? text : text.substr(0, text.size() - 1);
    }
    std::string rosters() const { return rows("fact_roster"); }
    std::string movements() const { return rows("fact_movement"); }

    /// The number of the open hold on `slice` ("" for a whole delivery); 0 when there is none.
    int open_hold(const std::string& slice = "") const {
        const auto answer = m_here->tilsig("hold", {"list", "--json"});
        for (const auto& hold : answer.json().at("holds")) {
            if (hold.at("slice") == slice) return hold.at("hold");
        }
        return 0;
    }
    Answer decide(const std::string& how, int hold, const std::string& why = "agreed by telephone") const {
        return m_here->tilsig("hold", {how, std::to_string(hold), "--reason", why, "--json"});
    }
    /// The states of the unit's deliveries, oldest first.
    std::string states() const {
        std::string text;
        for (const char sign : m_here->query("SELECT state FROM ops_delivery ORDER BY seq"))
            text += sign == '\n' ? ' ' : sign;
        return text.empty() ? text : text.substr(0, text.size() - 1);
    }
    static int delivery_of(const Answer& answer) { return answer.json().at("delivery").at("id"); }

    std::unique_ptr<Installation> m_here;
};

}  // namespace tilsig::test
