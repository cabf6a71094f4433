// What UDI, NAV, the provider of the language tests and the directorate send wrong, fault by fault: told with its place
// and without a value, and the last good state stands.
#include <gtest/gtest.h>

#include "scenarios/municipal_feeds.hpp"
#include "scenarios/shipped_feeds.hpp"
#include "scenarios/udi_files.hpp"

namespace tilsig::test {
namespace {

struct Fault {
    std::string what, content, code;
    int exit_code;
};

std::string instead(std::string text, const std::string& was, const std::string& is) {
    const auto at = text.find(was);
    EXPECT_NE(at, std::string::npos) << was;
    return at == std::string::npos ? text : text.replace(at, was.size(), is);
}

class BadUdiFiles : public ShippedFeeds {
protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (IsSkipped()) return;
        std::string feeds;
        for (const std::string feed : {"person", "application", "decision", "reception", "settlement"})
            feeds += "  udi." + feed + ": {item: \"" + feed + "-{period}.xml\", media_type: application/xml}\n";
        ship("udi", feeds,
             {"udi", "model/udi.yaml", "model/places.yaml", "codelists/appeal_outcome.yaml",
              "codelists/application_type.yaml", "codelists/country.yaml", "codelists/country_iso.yaml",
              "codelists/decision_kind.yaml", "codelists/district.yaml", "codelists/legal_ground.yaml",
              "codelists/municipality_with_people.yaml", "codelists/reception_leaving.yaml",
              "codelists/reception_type.yaml", "codelists/rights_regime.yaml", "codelists/settlement_group.yaml",
              "codelists/udi_outcome.yaml"});
    }
    /// What is wrong with any document of UDI.
    static std::vector<Fault> faults(const udi::Form& form, const std::vector<udi::Record>& records) {
        const std::string good = udi::document(form, records), end = "</" + form.root + ">\n";
        const std::string prolog = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", body = good.substr(prolog.size());
        const std::string cut = good.substr(0, good.find("  <" + form.record, good.find("</" + form.record + ">")));
        const std::string count = "antall=\"" + std::to_string(records.size()) + "\"", year = "udi:2008\"";
        std::string laughs = "<!DOCTYPE v [<!ENTITY a \"aaaaaaaaaa\">";
        for (char name = 'b'; name < 'k'; ++name) {
            const std::string before{'&', static_cast<char>(name - 1), ';'};
            laughs += std::string("<!ENTITY ") + name + " \"";
            for (int i = 0; i < 10; ++i) laughs += before;
            laughs += "\">";
        }
        const std::string with_outside = "<!DOCTYPE v [<!ENTITY e SYSTEM \"file:///etc/hostname\">]>\n";
        return {{"cut between two records", cut, "SYS-E015", 2},
                {"cut and closed by somebody", cut + end, "SYS-E016", 3},
                {"a document type", prolog + "<!DOCTYPE v [<!ENTITY e \"x\">]>\n" + body, "SYS-E030", 2},
                {"an entity from outside", prolog + with_outside + instead(body, udi::duf_b, "&e;"), "SYS-E030", 2},
                {"a billion laughs", prolog + laughs + "]>\n" + instead(body, udi::duf_b, "&j;"), "SYS-E030", 2},
                {"an entity that nobody declared", instead(good, udi::duf_b, "&x;"), "SYS-E017", 2},
                {"the namespace of the years before", instead(good, year, "udi:2006\""), "SYS-S030", 2},
                {"a namespace of years to come", instead(good, year, "udi:2009\""), "SYS-S030", 2},
                {"no namespace", instead(good, " xmlns=\"urn:x-tilsig:udi:2008\"", ""), "SYS-S030", 2},
                {"a count of another number", instead(good, count, "antall=\"7\""), "SYS-E016", 3},
                {"no count", instead(good, " " + count, ""), "SYS-E016", 3},
                {"another encoding in its first line", instead(good, "UTF-8", "ISO-8859-1"), "SYS-E012", 2}};
    }
};

TEST_P(BadUdiFiles, OfEachFeedLeaveWhatIsKnown) {
    const auto with_a = [](udi::Record record) { return udi::with(std::move(record), {{"dufnummer", udi::duf_a}}); };
    struct Feed {
        std::string name;
        udi::Form form;
        std::vector<udi::Record> records;
    };
    const std::vector<Feed> feeds{
        {"udi.person", udi::persons, {udi::person({}), with_a(udi::person({}))}},
        {"udi.application", udi::applications, {udi::application({}), with_a(udi::application({}))}},
        {"udi.decision", udi::decisions, {udi::refusal(), udi::reversal()}},
        {"udi.reception", udi::stays, {udi::stay({}), with_a(udi::stay({}))}},
        {"udi.settlement", udi::settlements, {udi::settlement(), with_a(udi::settlement())}}};
    for (const auto& feed : feeds) {
        const auto good = run(feed.name, "2008-09-01", udi::document(feed.form, feed.records));
        ASSERT_EQ(good.exit_code, 0) << feed.name << good.out << good.err;
        const auto before = m_here->checksums();
        auto all = faults(feed.form, feed.records);
        const auto& other = feed.name == "udi.person" ? feeds.back() : feeds.front();
        all.push_back({"a document of another feed", udi::document(other.form, other.records), "SYS-S030", 2});
        int day = 10;
        for (const auto& fault : all) {
            const auto answer = run(feed.name, "2008-09-" + std::to_string(day++), fault.content);
            const std::string where = feed.name + ", " + fault.what + ": ";
            EXPECT_EQ(answer.exit_code, fault.exit_code) << where << answer.out << answer.err;
            EXPECT_NE(answer.out.find(fault.code), std::string::npos) << where << answer.out;
            EXPECT_EQ(m_here->checksums(), before) << where;
            for (const auto& number : {udi::duf_a, udi::duf_b})
                EXPECT_EQ((answer.out + answer.err).find(number), std::string::npos) << where;
        }
    }
}

TEST_P(BadUdiFiles, GroundsThatAreNoneOfTheDayAreTold) {
    const auto ground = [](const std::string& id, const std::string& value, const std::string& day) {
        return udi::reversal({{"vedtaksId", id}, {"hjemmel", value}, {"vedtaksdato", day}, {"registrert", day}});
    };
    ASSERT_EQ(run("udi.decision", "2008-09-01", udi::document(udi::decisions, {udi::refusal()})).exit_code, 0);
    const auto answer =
        run("udi.decision", "2010-01-05",
            udi::document(udi::decisions, {ground("U-1", "SE-5-1", "2009-12-30"), ground("U-2", "88-8-2", "2009-12-31"),
                                           ground("U-3", "88-8-2", "2010-01-01"), ground("U-4", "08-38", "2010-01-01"),
                                           ground("U-5", "08-38", "2009-12-31")}));
    EXPECT_EQ(answer.exit_code, 0) << answer.out << answer.err;
    EXPECT_EQ(codes(answer), "UDI-K303 3") << answer.out;
    EXPECT_EQ(m_here->query("SELECT count(*) FROM fact_udi_decision"), "6\n") << "told, and a decision all the same";
}

TEST_P(BadUdiFiles, ALeadNumberOfItsOwnIsToldAndADeadNumberIsStillThePerson) {
    const auto own = run("udi.person", "2008-09-17",
                         udi::document(udi::persons, {udi::person({{"hovedDufnummer", udi::duf_b}}),
                                                      udi::person({{"dufnummer", udi::duf_a}})}));
    EXPECT_EQ(own.exit_code, 0) << own.out << own.err;
    EXPECT_EQ(codes(own), "UDI-R105 1");
    ASSERT_EQ(
        run("udi.person", "2008-09-18", udi::document(udi::persons, {udi::person({{"hovedDufnummer", udi::duf_a}})}))
            .exit_code,
        0);
    // UDI goes on to speak of the number that was given up.
    const auto stay = run("udi.reception", "2008-09-19", udi::document(udi::stays, {udi::stay({})}));
    EXPECT_EQ(stay.exit_code, 0) << stay.out << stay.err;
    EXPECT_EQ(m_here->tilsig("night", {"--close"}).exit_code, 0);
    EXPECT_EQ(m_here->query("SELECT count(*) FROM rpt_udi_reception s JOIN rpt_udi_person p ON p.person_id = "
                            "s.person_id WHERE p.sex = 'M'"),
              "2\n")
        << "the stay is that of the one person whom both numbers name";
    expect_nowhere({udi::duf_a, udi::duf_b}, {own, stay});
}

/// Who has only the description writes the right file at the first try.
TEST_P(BadUdiFiles, AreAvoidedByWhoReadsTheDescription) {
    const auto described = m_here->tilsig("describe", {"udi.decision", "--lang", "nb"});
    ASSERT_EQ(described.exit_code, 0) << described.err;
    for (const std::string text :
         {"Navnerommet er `urn:x-tilsig:udi:2008`.", "Tegnsettet er UTF-8.", "<xs:attribute name=\"lopenummer\"",
          "Antall poster står i `vedtaksleveranse/@antall`.", "Skriv J for ja eller N for nei.",
          "Skriv alle 12 sifre, uten mellomrom."})
        EXPECT_NE(described.out.find(text), std::string::npos) << text << described.out;
    const auto begun = described.out.rfind("<vedtak>"), end = described.out.rfind("</vedtak>");
    ASSERT_TRUE(begun != std::string::npos && end != std::string::npos && begun < end) << described.out;
    const auto loaded = run("udi.decision", "2008-09-17",
                            "<vedtaksleveranse xmlns=\"urn:x-tilsig:udi:2008\" type=\"endring\" lopenummer=\"1\" "
                            "uttrekk=\"2008-09-17\" antall=\"1\">\n" +
                                described.out.substr(begun, end - begun) + "</vedtak>\n</vedtaksleveranse>\n");
    EXPECT_EQ(loaded.exit_code, 0) << loaded.out << loaded.err;
    EXPECT_EQ(codes(loaded), "");
}

class BadNavExtracts : public ShippedFeeds {
protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (IsSkipped()) return;
        std::vector<std::string> files{"model/nav_persons.yaml"};
        for (const std::string feed : {"status", "employment", "education"})
            for (const std::string part : {"contract", "rules", "mapping"})
                files.push_back("nav/" + feed + "." + part + ".yaml");
        for (const std::string list : {"education_state", "employment_type", "follow_up_group", "nav_measure",
                                       "nav_office", "nav_participation", "nav_person_status", "referral_group"})
            files.push_back("codelists/" + list + ".yaml");
        ship("nav",
             "  nav.status: {item: \"status-{period}.json\", media_type: application/json}\n"
             "  nav.employment: {item: \"employment-{period}.json\", media_type: application/json}\n"
             "  nav.education: {item: \"education-{period}.json\", media_type: application/json}\n",
             files);
    }
    static std::string spell(const std::string& id, const std::string& to = "null", const std::string& more = "") {
        return "{\"ident\": \"14837936625\", \"periodeId\": \"" + id +
               "\", \"type\": \"TI\", \"fom\": \"2008-10-01\", \"tom\": " + to +
               ", \"tiltakskode\": \"PRAKSORD\", \"deltakerstatus\": \"FULLF\", \"enhet\": \"0328\"" + more + "}";
    }
    static std::string page(const std::vector<std::string>& records, const std::string& total,
                            const std::string& next = "null") {
        std::string text = "{\"uttrekksdato\": \"@day\", \"totalt\": " + total + ", \"innhold\": [";
        for (const auto& record : records) text += (&record == &records.front() ? "\n  " : ",\n  ") + record;
        return text + "\n], \"neste\": " + next + "}\n";
    }
};

TEST_P(BadNavExtracts, WithoutAPageOrWithOneTwiceLeaveTheLastGoodOne) {
    const std::vector<std::string> spells{spell("ti-1"), spell("ti-2"), spell("ti-3")};
    std::vector<std::string> twice = spells, differing = spells;
    differing.push_back(spell("ti-2", "\"2008-11-30\""));
    twice.insert(twice.end(), spells.begin(), spells.end());
    const std::string good = page(spells, "3");
    ASSERT_EQ(run("nav.status", "2009-01-05", good).exit_code, 0);
    const std::vector<Fault> faults{
        {"the first page is missing", page(spells, "5"), "SYS-E016", 3},
        {"the last page is missing", page(spells, "5", "\"/status?side=2\""), "SYS-E018", 3},
        {"a page comes twice", page(twice, "3"), "SYS-E016", 3},
        {"a page comes in the place of another", page({spell("ti-1"), spell("ti-1"), spell("ti-1")}, "3"), "SYS-A003",
         3},
        {"a page of another day", instead(good, "@day", "2009-01-05"), "SYS-E033", 3},
        {"no day", instead(good, "\"@day\"", "null"), "SYS-E033", 3},
        {"no total", instead(good, "\"totalt\": 3, ", ""), "SYS-E016", 3},
        {"a total that is text", instead(good, "\"totalt\": 3", "\"totalt\": \"3\""), "SYS-E016", 3},
        {"two extracts in one file", good + good, "SYS-E017", 2},
        {"a record a line", spells[0] + "\n" + spells[1] + "\n", "SYS-E017", 2},
        {"records without what is around them", "[" + spells[0] + "]", "SYS-E017", 2},
        {"cut in the middle", good.substr(0, good.size() / 2), "SYS-E015", 2}};
    const auto before = m_here->checksums();
    for (const auto& fault : faults) {
        const auto answer = run("nav.status", "2009-01-12", fault.content);
        EXPECT_EQ(answer.exit_code, fault.exit_code) << fault.what << answer.out << answer.err;
        EXPECT_NE(answer.out.find(fault.code), std::string::npos) << fault.what << answer.out;
        EXPECT_EQ(m_here->checksums(), before) << fault.what;
        expect_nowhere({"14837936625"}, {answer});
    }
    // A page that is in it twice, counted so, holds nothing new.
    const auto counted = run("nav.status", "2009-01-12", page(twice, "6"));
    EXPECT_EQ(counted.exit_code, 0) << counted.out << counted.err;
    EXPECT_EQ(counted.json().at("records").at("duplicate"), 3) << counted.out;
    EXPECT_EQ(m_here->checksums(), before);
    const auto once = run("nav.status", "2009-01-19", good);
    EXPECT_EQ(once.exit_code, 0) << "three are as many as three that came twice: " << once.out << once.err;
    // A page again with other content: nobody knows which record holds, so the one from before does.
    const auto other = run("nav.status", "2009-01-26", page(differing, "4"));
    EXPECT_EQ(other.exit_code, 2) << other.out << other.err;
    EXPECT_EQ(codes(other), "SYS-U001 2") << other.out;
    EXPECT_EQ(m_here->checksums(), before);
}

TEST_P(BadNavExtracts, AnswersOfAnotherYearAreTold) {
    const auto answers = [](const std::string& day) {
        return page({"{\"ident\": \"14837936625\", \"referansedato\": \"" + day +
                     "\", \"utdanningsstatus\": \"JA\", \"grunnlag\": \"R\", \"niva\": \"VGS\"}"},
                    "1");
    };
    const auto good = run("nav.education", "2009", answers("2008-12-31"));
    EXPECT_EQ(good.exit_code, 0) << good.out << good.err;
    EXPECT_EQ(codes(good), "");
    for (const std::string day : {"2008-12-31", "2010-01-01"}) {
        const auto other = run("nav.education", "2010", answers(day));
        EXPECT_EQ(codes(other), "NAV-R304 1") << day << other.out;
        EXPECT_NE(other.out.find("field \\\"referansedato\\\""), std::string::npos) << other.out;
    }
}

/// The example is a whole file.
TEST_P(BadNavExtracts, AreAvoidedByWhoCopiesTheExample) {
    for (const auto& [feed, period] : {std::pair{"nav.status", "2009-01-05"}, std::pair{"nav.employment", "2008-12"},
                                       std::pair{"nav.education", "2009"}}) {
        const auto described = m_here->tilsig("describe", {feed, "--lang", "en"});
        const auto begun = described.out.find("```\n{"), end = described.out.find("\n```", begun + 1);
        ASSERT_TRUE(begun != std::string::npos && end != std::string::npos) << described.out << described.err;
        const auto loaded = run(feed, period, described.out.substr(begun + 4, end - begun - 3));
        EXPECT_EQ(loaded.exit_code, 0) << feed << described.out << loaded.out << loaded.err;
        EXPECT_EQ(loaded.json().at("records").at("accepted"), 1) << feed << loaded.out;
    }
}

class BadSittings : public MunicipalFeeds {
protected:
    static Cells result(const Cells& given) {
        return with({{"provekode", "NP08-2"},
                     {"provedato", "27.05.2008"},
                     {"kandidatnr", "K900311"},
                     {"id_type", "pass"},
                     {"kommunenr_opplaring", "1601"},
                     {"kommunenr_sted", "1601"},
                     {"provested", "310900036"},
                     {"prove", "2"},
                     {"del", "S"},
                     {"oppmote", "M"},
                     {"resultat", "B"},
                     {"sensur_dato", "25.06.2008"}},
                    given);
    }
    static std::string sitting(const std::vector<Cells>& results) {
        return csv({"provekode", "provedato", "kandidatnr", "id_type", "fodselsnr", "dufnr", "kommunenr_opplaring",
                    "kommunenr_sted", "provested", "prove", "del", "oppmote", "resultat", "klage", "sensur_dato"},
                   results);
    }
    Answer publish(const std::string& content) const {
        return m_here->tilsig("run", {"language_test.result", "--from", m_here->file("delivery", content), "--json"});
    }
    std::string rows() const {
        return m_here->query("SELECT sitting || part || coalesce(result, '-') FROM fact_language_test ORDER BY 1");
    }
};

TEST_P(BadSittings, ThatCannotBeReadLeaveTheLastGoodOne) {
    const std::string good = sitting({result({}), result({{"del", "M"}, {"resultat", "I"}})});
    ASSERT_EQ(publish(good).exit_code, 0);
    std::string commas = good, dates = good;
    for (auto& letter : commas) letter = letter == ';' ? ',' : letter;
    for (auto at = dates.find("27.05.2008"); at != std::string::npos; at = dates.find("27.05.2008"))
        dates.replace(at, 10, "2008-05-27");
    const std::vector<Fault> faults{
        {"commas", commas, "SYS-E026", 2},
        {"dates as programs write them", dates, "SYS-F002", 2},
        {"the columns of 2014", instead(good, "prove;del", "pameldt_niva;del"), "PRV-R004", 2},
        {"zero bytes", "", "SYS-E010", 2},
        {"a place of four digits without its zero",
         sitting({result({{"kommunenr_sted", "301"}}), result({{"kandidatnr", "K2"}, {"kommunenr_sted", "301"}})}),
         "PRV-K001", 2},
        {"twice in a file, and different",
         sitting({result({}), result({{"resultat", "I"}}), result({{"del", "M"}, {"resultat", "I"}})}), "SYS-U001", 2}};
    for (const auto& fault : faults) {
        const auto answer = publish(fault.content);
        EXPECT_EQ(answer.exit_code, fault.exit_code) << fault.what << answer.out << answer.err;
        EXPECT_NE(answer.out.find(fault.code), std::string::npos) << fault.what << answer.out;
        EXPECT_EQ(rows(), "NP08-2MI\nNP08-2SB\n") << fault.what;
    }
    const auto odd =
        publish(sitting({result({{"provekode", "NP09-1"}}), result({{"provekode", "NP08-1"}, {"resultat", "B1"}})}));
    EXPECT_EQ(odd.exit_code, 0) << odd.out << odd.err;
    EXPECT_EQ(found(odd), (std::map<std::string, int>{{"PRV-K009", 1}, {"PRV-R015", 1}})) << odd.out;
}

/// Who corrects one result sends the whole sitting, and finds the codes of both scales.
TEST_P(BadSittings, AreDescribedAsWhatTheyAre) {
    const auto described = m_here->tilsig("describe", {"language_test.result", "--lang", "en"});
    ASSERT_EQ(described.exit_code, 0) << described.err;
    for (const std::string text :
         {"the whole truth about what it is about (Sitting)", "One record per Sitting, Part and person.",
          "| `I` | Failed |", "| `B2` |", "Write all 11 digits, without spaces."})
        EXPECT_NE(described.out.find(text), std::string::npos) << text << described.out;
    EXPECT_EQ(described.out.find("What does not stand in it is unchanged."), std::string::npos) << described.out;
}

TEST_P(BadSittings, WaitBehindOneThatIsHeldAndNothingOfThemIsLost) {
    const auto held = publish(instead(sitting({result({})}), "#SLUTT;1", "#SLUTT;2"));
    EXPECT_EQ(held.exit_code, 3) << held.out << held.err;
    EXPECT_NE(held.out.find("SYS-E016"), std::string::npos) << held.out;
    // The sitting again, whole, and another one: both wait for the decision, and say so.
    for (const std::string code : {"NP08-2", "NP08-3"}) {
        const auto waits = publish(sitting({result({{"provekode", code}})}));
        EXPECT_EQ(waits.exit_code, 3) << waits.out << waits.err;
        EXPECT_NE(waits.out.find("SYS-A007"), std::string::npos) << waits.out;
    }
    EXPECT_EQ(rows(), "");
    const auto rejected = m_here->tilsig("hold", {"reject", "1", "--reason", "published again"});
    EXPECT_EQ(rejected.exit_code, 0) << rejected.out << rejected.err;
    EXPECT_EQ(rows(), "NP08-2SB\nNP08-3SB\n");
}

TILSIG_ON_ENGINES(BadUdiFiles, TestEngine::sqlite);
TILSIG_ON_ENGINES(BadNavExtracts, TestEngine::sqlite);
TILSIG_ON_ENGINES(BadSittings, TestEngine::sqlite);

}  // namespace
}  // namespace tilsig::test
