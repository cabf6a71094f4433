// The feed municipal.programme as it is shipped, with senders of each form: deliveries by month, and what became of
// them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "scenarios/installation.hpp"

namespace tilsig::test {

class Programmes : public OnEveryEngine {
protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (IsSkipped()) return;
        const std::filesystem::path repository(TILSIG_SOURCE_DIR);
        const TempFolder made;
        const auto content = made.path() / "content";
        std::filesystem::copy(repository / "tests/scenarios/content/programme", content,
                              std::filesystem::copy_options::recursive);
        const std::vector<std::string> shipped{"mappings/model/programme.yaml",
                                               "mappings/model/places.yaml",
                                               "mappings/municipal/programme.contract.yaml",
                                               "mappings/municipal/programme.rules.yaml",
                                               "mappings/municipal/programme.mapping.yaml",
                                               "mappings/codelists/end_reason.yaml",
                                               "mappings/codelists/end_reason_8.yaml",
                                               "mappings/codelists/programme_status.yaml",
                                               "mappings/codelists/right_category.yaml",
                                               "mappings/codelists/sex_kostra.yaml",
                                               "mappings/codelists/municipality_with_people.yaml"};
        for (const auto& file : shipped) {
            std::filesystem::create_directories((content / file).parent_path());
            std::filesystem::copy_file(repository / file, content / file);
        }
        m_here = std::make_unique<Installation>(GetParam(), content);
        (void)m_here->file("tilsig.yaml", replaced(read_file(m_here->folder() / "tilsig.yaml"),
                                                   "sources: {desk:", "mode: test\nsources: {municipal:"));
    }

    static std::string replaced(std::string text, const std::string& from, const std::string& to) {
        const auto at = text.find(from);
        EXPECT_NE(at, std::string::npos) << from;
        return at == std::string::npos ? text : text.replace(at, from.size(), to);
    }

    /// A programme as the CSV form writes it; what is not given is as in the first sample.
    using Cells = std::map<std::string, std::string>;
    static const std::vector<std::string>& columns() {
        static const std::vector<std::string> names{
            "kommunenr",   "bydelsnr",      "journalnr",           "fodselsnr",   "dufnr",
            "fodselsdato", "kjonn",         "programnr",           "personkrets", "tilbud_dato",
            "vedtak_dato", "vedtak_utfall", "start_dato",          "plan_slutt",  "slutt_dato",
            "status",      "slutt_arsak",   "flyttet_til_kommune", "regelverk",   "registrert_dato"};
        return names;
    }
    static Cells programme(Cells given = {}) {
        Cells cells{{"kommunenr", "1901"},
                    {"journalnr", "TR070412"},
                    {"fodselsnr", "14837936625"},
                    {"fodselsdato", "14.03.1979"},
                    {"kjonn", "2"},
                    {"programnr", "1"},
                    {"personkrets", "RP"},
                    {"tilbud_dato", "02.04.2007"},
                    {"vedtak_dato", "16.04.2007"},
                    {"vedtak_utfall", "T"},
                    {"start_dato", "07.05.2007"},
                    {"plan_slutt", "06.05.2009"},
                    {"status", "1"},
                    {"registrert_dato", "18.04.2007"}};
        for (auto& [name, value] : given) cells[name] = value;
        return cells;
    }
    static std::string csv(const std::vector<Cells>& programmes) {
        std::string text;
        for (const auto& name : columns()) text += (text.empty() ? "" : ";") + name;
        text += "\n";
        for (const auto& each : programmes) {
            std::string line;
            for (const auto& name : columns()) line += (name == columns().front() ? "" : ";") + value(each, name);
            text += line + "\n";
        }
        return text + "#SLUTT;" + std::to_string(programmes.size()) + "\n";
    }
    static std::string value(const Cells& cells, const std::string& name) {
        const auto found = cells.find(name);
        return found == cells.end() ? "" : found->second;
    }

    Answer run(const std::string& sender, const std::string& period, const std::string& content) const {
        return m_here->tilsig("run", {"municipal.programme", "--sender", sender, "--period", period, "--from",
                                      m_here->file("delivery", content), "--json"});
    }
    Answer run(const std::string& period, const std::vector<Cells>& programmes) const {
        return run("k1901", period, csv(programmes));
    }
    /// "case valid_to status end_reason" of every current row.
    std::string rows() const {
        return m_here->query(
            "SELECT case_ref || ' ' || coalesce(CAST(valid_to AS CHAR(10)), '-') || ' ' || status || ' ' || "
            "coalesce(end_reason, '-') "
            "FROM fact_programme ORDER BY municipality_code, case_ref, programme_no");
    }
    /// The last receipt about the period, in the sender's language.
    std::string receipt(const std::string& sender, const std::string& period) const {
        std::string last;
        for (const auto& entry : std::filesystem::directory_iterator(m_here->folder() / "state/out" / sender)) {
            if (entry.path().extension() == ".txt" &&
                entry.path().string().find("_" + period + "_") != std::string::npos)
                last = std::max(last, entry.path().string());
        }
        return last.empty() ? "" : read_file(last);
    }

    std::unique_ptr<Installation> m_here;
};

}  // namespace tilsig::test
