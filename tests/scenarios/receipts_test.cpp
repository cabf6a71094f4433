// What senders are told: of ten mistakes at once, of what people decide, of nothing at all; and that no receipt is
// lost.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

#include "calendar/zone.hpp"
#include "scenarios/desk.hpp"
#include "unit/decode/zip_builder.hpp"

namespace tilsig::test {
namespace {

namespace fs = std::filesystem;

/// The newest receipt of a sender, as it stands in the out-folder; empty when there is none.
std::string receipt_in(const Installation& here, const std::string& sender, const std::string& ending) {
    std::vector<fs::path> found;
    const fs::path folder = here.folder() / "state/out" / sender;
    if (!fs::exists(folder)) return "";
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().extension() == ending) found.push_back(entry.path());
    std::sort(found.begin(), found.end());
    return found.empty() ? "" : read_file(found.back());
}

/// Participants of the introduction programme, delivered by three made-up municipalities.
class Intro : public OnEveryEngine {
protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (IsSkipped()) return;
        m_here =
            std::make_unique<Installation>(GetParam(), fs::path(TILSIG_SOURCE_DIR "/tests/scenarios/content/intro"));
        for (const char* sender : {"k9901", "k9902", "k9903"}) fs::create_directories(m_here->folder() / "in" / sender);
    }
    Answer run(const std::string& sender, const std::string& content) const {
        return m_here->tilsig("run", {"desk.intro", "--sender", sender, "--period", "2026-11", "--from",
                                      m_here->file("delivery.csv", content), "--json"});
    }
    std::string text(const std::string& sender) const { return receipt_in(*m_here, sender, ".txt"); }
    nlohmann::json json(const std::string& sender) const {
        return nlohmann::json::parse(receipt_in(*m_here, sender, ".json"));
    }
    std::unique_ptr<Installation> m_here;
};

const std::string header = "kommunenr;saksnr;startdato;sluttdato;timer;aarsak\n";

std::string ten_mistakes(const std::string& code) {
    std::string text = header;
    const auto row = [&](const std::string& rest) { text += code + ";" + rest + "\n"; };
    row("S-1;2026-09-01;;30;");              // good
    row("S-2;2026-09-01;30.10.2026;30;01");  // good
    row("S-3;2026-09-01;;tretti;");          // 1 no number
    row("S-4;01.09.2026;;30;");              // 2 the date in another form
    row("S-5;2026-09-01;2026-10-30;30;01");  // the same of another column
    row("S-6;2026-09-01;;;");                // 3 a mandatory field is empty
    row("S-7;2026-09-01;;300;");             // 4 implausible
    row("S-8;2026-09-01;30.10.2026;30;77");  // 5 an unknown code
    row("S-9;2026-09-01;30.08.2026;30;01");  // 6 an end before its start
    row("S-10;2026-09-01;30.10.2026;30;");   // 7 loaded with a note: no reason
    row("S-123456789;2026-09-01;;30;");      // 8 too long
    row("S-12;2026-09-01;;30;;;");           // 9 too many cells
    row("S-13;2026-09-01;;30;");             // 10 one case twice, and different
    row("S-13;2026-09-01;;20;");
    return text;
}

TEST_P(Intro, TenMistakesAreToldInTheLanguageOfEachSender) {
    for (const auto& [sender, code, wanted] :
         std::vector<std::tuple<std::string, std::string, std::vector<std::string>>>{
             {"k9901",
              "9901",
              {"3 av 14 poster er lastet inn; 11 er avvist. Det er 1 merknad til innlastede poster.",
               "Leveranse:   Deltakere i introduksjonsprogrammet, november 2026",
               "Kolonnen «timer» (Timer per uke): linje 4. Skriv et heltall, for eksempel 12.",
               "Kolonnen «startdato» (Startdato): linje 5. Skriv datoen som åååå-mm-dd, for eksempel 2026-11-01.",
               "Kolonnen «sluttdato» (Sluttdato): linje 6. Skriv datoen som dd.mm.åååå, for eksempel 01.11.2026.",
               "Kolonnen «saksnr» (Saksnummer): linje 12. Skriv høyst 8 tegn.",
               "Kolonnene «kommunenr» og «saksnr»: linje 14 og 15.", "Frist: den 10. i hver måned.",
               "Rett opplysningene i Visma Flyktning og send hele filen på nytt.",
               "Spørsmål om kvitteringen: datainn@example.org"}},
             {"k9902",
              "9902",
              {"3 av 14 postar er lasta inn; 11 er avviste.", "Deltakarar i introduksjonsprogrammet, november 2026",
               "Kolonna «timer» (Timar per veke): linje 4. Skriv eit heiltal, til dømes 12."}},
             {"k9903",
              "9903",
              {"3 of 14 records were loaded; 11 were rejected.",
               "Column “timer” (Hours per week): line 4. Write a whole number, such as 12."}}}) {
        const auto answer = run(sender, ten_mistakes(code));
        ASSERT_EQ(answer.exit_code, 2) << answer.out << answer.err;
        const std::string told = text(sender);
        for (const auto& words : wanted) EXPECT_NE(told.find(words), std::string::npos) << words << "\n" << told;
        EXPECT_EQ(told.find("tretti"), std::string::npos) << "no value";
        EXPECT_EQ(told.find("\n10. "), std::string::npos) << "ten mistakes, nine rules";
        EXPECT_NE(told.find("\n9. "), std::string::npos) << told;
        const auto records = json(sender).at("records");
        EXPECT_EQ(records.at("read"), records.at("loaded").get<int>() + records.at("rejected").get<int>());
        EXPECT_EQ(m_here->query("SELECT accepted, rejected FROM ops_run ORDER BY id DESC LIMIT 1"), "3|11\n");
    }
}

TEST_P(Intro, AMissingColumnIsNamedAndNothingIsSaidToBeLoaded) {
    ASSERT_EQ(run("k9901", "kommunenr;saksnr;startdato;sluttdato;aarsak\n9901;S-1;2026-09-01;;\n").exit_code, 2);
    const std::string told = text("k9901");
    EXPECT_NE(told.find("Leveransen er avvist, og ingenting av den er lastet inn."), std::string::npos) << told;
    EXPECT_NE(told.find("Kolonnen «timer» (Timer per uke)."), std::string::npos) << told;
    EXPECT_EQ(told.find("Poster i leveransen"), std::string::npos) << told;
}

/// The three commonest faults of all: each told as what it is, with what to do about it.
TEST_P(Intro, WhatSpreadsheetsDoToAFileIsTold) {
    const auto expect = [&](const char* sender, const std::string& content, int exit_code,
                            const std::vector<const char*>& wanted) {
        EXPECT_EQ(run(sender, content).exit_code, exit_code);
        const std::string told = text(sender);
        for (const char* words : wanted) EXPECT_NE(told.find(words), std::string::npos) << words << "\n" << told;
        for (const char* words : {"Ta kontakt med oss", "\n   .\n", "Linje 1.", "Rett opplysningene"})
            EXPECT_EQ(told.find(words), std::string::npos) << words << "\n" << told;
    };
    decode::testing::ZipBuilder book;
    book.add("[Content_Types].xml", "<Types/>").add("xl/workbook.xml", "<workbook/>");
    expect("k9901", book.bytes(), 2,
           {"Grunn: Filen er en arbeidsbok fra et regneark, ikke avtalt format (SYS-E022).",
            "lagre den som CSV UTF-8 (semikolondelt) og send den filen."});
    expect("k9901", header + "9901;S-1;2026-09-01;;30;\n9901;S-\xe5;2026-09-01;;30;\n", 3,
           {"Leveransen er holdt tilbake, og ingenting av den er lastet inn.\nGrunn: Filen er lagret med et annet "
            "tegnsett enn avtalt; det viser seg i bokstaver som æ, ø og å (SYS-E012).",
            "   Linje 3 (kolonne 2).\n", "velg CSV UTF-8 når dere lagrer i Excel."});
    expect("k9902", header + "301;S-1;2026-09-01;;30;\n", 2,
           {"Ingen postar er lasta inn; 1 er avvist.\nEr noko godkjent",
            "1. SYS-F005 (åtvaring): gjeld heile leveransen\n   Kodar har mista nullen framfor",
            "2. INT-K105 (feil): 1 post avvist"});
}

/// Its hold, the rejection, another delivery that is released, and one that is taken back: each is told.
TEST_P(Intro, WhatPeopleDecideIsTold) {
    ASSERT_EQ(run("k9901", header + "9901;S-1;2026-09-01;;30;\n9901;S-2;2026-09-01;;30;\n9901;S-3;2026-09-01;;30;\n")
                  .exit_code,
              0);
    ASSERT_EQ(run("k9901", header + "9901;S-1;2026-09-01;;30;\n").exit_code, 3);
    EXPECT_NE(text("k9901").find("Leveransen er holdt tilbake, og ingenting av den er lastet inn.\nGrunn: "),
              std::string::npos)
        << text("k9901");
    const auto decide = [&](const char* how, const char* why) {
        const auto holds = m_here->tilsig("hold", {"list", "--json"}).json().at("holds");
        ASSERT_EQ(holds.size(), 1U);
        const auto answer =
            m_here->tilsig("hold", {how, std::to_string(holds[0].at("hold").get<int>()), "--reason", why, "--json"});
        ASSERT_EQ(answer.exit_code, 0) << answer.err;
    };
    decide("reject", "Bare en av tre saker er med");
    std::string told = text("k9901");
    EXPECT_NE(
        told.find("Leveransen er vurdert og avvist. Ingenting av den er lastet inn.\nBegrunnelse fra oss: Bare en "
                  "av tre saker er med.\n"),
        std::string::npos)
        << told;
    EXPECT_NE(told.find("Rett filen og send den på nytt.\n"), std::string::npos) << told;
    EXPECT_NE(told.find("\n  Avvist etter vurdering "), std::string::npos) << told;
    EXPECT_EQ(told.find("gi beskjed, så slippes"), std::string::npos) << told;
    EXPECT_EQ(json("k9901").at("decisions").at(0).at("decision"), "rejected");
    ASSERT_EQ(run("k9901", header + "9901;S-2;2026-09-01;;30;\n").exit_code, 3);
    decide("release", "avtalt");
    told = text("k9901");
    EXPECT_NE(told.find("Posten er lastet inn.\nLeveransen var holdt tilbake og er godkjent etter vurdering.\n"),
              std::string::npos)
        << told;
    const std::string delivery = m_here->query("SELECT max(id) FROM ops_delivery");
    ASSERT_EQ(m_here->tilsig("retract", {delivery.substr(0, delivery.size() - 1), "--reason", "feil"}).exit_code, 0);
    EXPECT_NE(text("k9901").find("men er senere trukket tilbake av oss"), std::string::npos) << text("k9901");
    EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_receipt"), "0\n");
}

/// Zero bytes are the same content under every name: what the name says decides, each time anew.
TEST_P(Intro, AnEmptyFileIsRefusedAndANilReturnIsReceived) {
    // The feed is asked for the month that it is now in Norway.
    const auto now = std::chrono::system_clock::now();
    const std::string month = to_text(Day{calendar::Zone::named("Europe/Oslo")
                                              .local_day(std::chrono::floor<std::chrono::microseconds>(now))
                                              .time_since_epoch()})
                                  .substr(0, 7);
    const std::string file = "intro-" + month + ".csv", nil = "intro-" + month + ".nil";
    const auto night = [&](const std::string& name) {
        m_here->deliver("k9901", name, "");
        return m_here->tilsig("night", {"--all", "--quiet", "--json"});
    };
    const auto empty = night(file);
    EXPECT_EQ(empty.exit_code, 2) << empty.out << empty.err;
    const std::string refused = text("k9901");
    EXPECT_NE(refused.find("Leveransen er avvist, og ingenting av den er lastet inn.\nGrunn: Filen er tom eller har "
                           "ingen overskrift (SYS-E010).\n"),
              std::string::npos)
        << refused;
    EXPECT_NE(refused.find("Er det ingenting å melde, send en nullmelding."), std::string::npos) << refused;
    EXPECT_EQ(refused.find("Rett opplysningene"), std::string::npos) << "there are none\n" << refused;
    const std::string first = receipt_in(*m_here, "k9901", ".json");

    EXPECT_EQ(night(file).exit_code, 2);
    EXPECT_EQ(receipt_in(*m_here, "k9901", ".json"), first) << "told once";
    const auto local = m_here->tilsig("run", {"desk.intro", "--sender", "k9901", "--period", month, "--from",
                                              m_here->file("delivery.csv", ""), "--json"});
    EXPECT_EQ(local.exit_code, 2) << local.out;
    EXPECT_EQ(m_here->query("SELECT DISTINCT outcome FROM ops_run WHERE delivery_id IS NOT NULL"), "rejected\n");

    EXPECT_EQ(night(nil).exit_code, 0);
    EXPECT_NE(text("k9901").find("Nullmeldingen er mottatt: Det er ingenting å melde for perioden."), std::string::npos)
        << text("k9901");
    EXPECT_EQ(m_here->query("SELECT state FROM ops_delivery"), "loaded\n");
    EXPECT_EQ(night(file).exit_code, 2);
    EXPECT_NE(text("k9901").find("Filen er tom eller har ingen overskrift (SYS-E010)."), std::string::npos)
        << text("k9901");
    EXPECT_EQ(m_here->query("SELECT state FROM ops_delivery"), "loaded\n") << "the nil return stands";
    EXPECT_EQ(night(nil).exit_code, 0);
    EXPECT_NE(text("k9901").find("Nullmeldingen er mottatt"), std::string::npos) << text("k9901");
    EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_receipt"), "0\n");
}

/// A loop of links stands for a folder that may not be searched: root too meets it.
TEST_P(Intro, AReceiptThatCannotBeWrittenCostsNoLoadAndIsToldLater) {
    fs::create_directories(m_here->folder() / "state");
    fs::create_symlink("out", m_here->folder() / "state/out");
    m_here->deliver("k9901", "intro-2026-11.csv", header + "9901;S-1;2026-09-01;;30;\n");
    m_here->deliver("k9902", "intro-2026-11.csv", header + "9902;S-1;2026-09-01;;30;\n");
    const auto night = m_here->tilsig("night", {"--all", "--quiet", "--json"});
    EXPECT_EQ(night.exit_code, 0) << night.out << night.err;
    EXPECT_EQ(night.json().at("owed_receipts"), 2);
    EXPECT_EQ(m_here->query("SELECT count(*) FROM fact_intro"), "2\n");
    const auto again = m_here->tilsig("night", {"--all"});
    EXPECT_NE(again.out.find("2 receipts could not be written"), std::string::npos) << again.out;
    fs::remove(m_here->folder() / "state/out");
    EXPECT_EQ(m_here->tilsig("night", {"--all", "--quiet", "--json"}).json().at("owed_receipts"), 0);
    EXPECT_NE(text("k9901").find("Posten er lastet inn."), std::string::npos);
    EXPECT_NE(text("k9902").find("Posten er lasta inn."), std::string::npos);
}

TILSIG_ON_ENGINES(Intro, TestEngine::sqlite);

}  // namespace
}  // namespace tilsig::test
