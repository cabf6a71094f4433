// A feed that comes as XML, plain and packed: loaded, held, rejected, and explained to the line.
#include <gtest/gtest.h>

#include "scenarios/installation.hpp"
#include "unit/decode/gzip_builder.hpp"
#include "unit/decode/zip_builder.hpp"

namespace tilsig::test {
namespace {

using decode::testing::gzip;
using decode::testing::ZipBuilder;

std::string course(const std::string& id, const std::string& place, const std::string& participants) {
    return "  <k:kurs id=\"" + id + "\"><k:sted kommunenr=\"5501\"><k:navn>" + place +
           "</k:navn></k:sted><k:spraak>norsk</k:spraak><k:spraak>engelsk</k:spraak><k:deltakere>" + participants +
           "</k:deltakere></k:kurs>\n";
}

std::string document(std::size_t stated, const std::string& courses) {
    return "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<k:register xmlns:k=\"urn:example:register:1\" antall=\"" +
           std::to_string(stated) + "\"><k:kursliste>\n" + courses + "</k:kursliste></k:register>\n";
}

const std::string two = course("K1", "Troms\xF8 &amp; omegn", "12") + course("K2", "Troms\xF8", "7");

class XmlFeed : public OnEveryEngine {
protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (IsSkipped()) return;
        m_here = std::make_unique<Installation>(GetParam(), nullptr);
        // The same installation, with content of its own.
        std::string yaml = read_file(m_here->folder() / "tilsig.yaml");
        const auto content = yaml.find("content: ");
        yaml.replace(content, yaml.find('\n', content) - content,
                     "content: " TILSIG_SOURCE_DIR "/tests/scenarios/content/xml");
        (void)m_here->file("tilsig.yaml", yaml.substr(0, yaml.find("sources:")) +
                                              "senders: {register: " TILSIG_SOURCE_DIR
                                              "/tests/scenarios/content/xml/connectors/senders.yaml}\n");
    }
    Answer run(const std::string& period, const std::string& content) {
        return m_here->tilsig(
            "run", {"register.course", "--period", period, "--from", m_here->file("delivery", content), "--json"});
    }
    std::string rows() {
        return m_here->query("SELECT course, place, languages, participants FROM fact_course ORDER BY course");
    }
    nlohmann::json explain(const std::string& course) {
        const auto answer =
            m_here->tilsig("explain", {"fact_course", "municipality_code=5501", "course=" + course, "--json"});
        EXPECT_EQ(answer.exit_code, 0) << answer.err;
        return answer.json();
    }
    std::unique_ptr<Installation> m_here;
};

const std::string loaded = "K1|Troms\xC3\xB8 & omegn|norsk, engelsk|12\nK2|Troms\xC3\xB8|norsk, engelsk|7\n";

TEST_P(XmlFeed, IsCheckedWithItsSchemaWithoutNetwork) {
    const auto answer = m_here->tilsig("check");
    EXPECT_EQ(answer.exit_code, 0) << answer.out << answer.err;
}

TEST_P(XmlFeed, IsLoadedAndExplainedToTheLine) {
    const std::string bytes = document(2, two);
    const auto answer = run("2024", bytes);
    ASSERT_EQ(answer.exit_code, 0) << answer.out << answer.err;
    EXPECT_EQ(rows(), loaded);
    const auto origin = explain("K2");
    EXPECT_EQ(origin.at("line"), 4);
    const std::string record = bytes.substr(origin.at("offset"), origin.at("length"));
    EXPECT_TRUE(record.starts_with("<k:kurs id=\"K2\"") && record.ends_with("</k:kurs>")) << record;
    EXPECT_TRUE(origin.at("container").is_null());
    EXPECT_EQ(run("2024", bytes).json().at("outcome"), "nothing_new");
}

TEST_P(XmlFeed, ComesPackedAndIsExplainedInItsUnpackedBytes) {
    const auto pack = [](const std::string& container, const std::string& bytes) {
        if (container == "gzip") return gzip(bytes, "kurs.xml");
        return ZipBuilder().add("lesmeg.txt", "x").add("kurs-2026.xml", bytes).bytes();
    };
    // Another figure each time: a row that does not change stays with the delivery it came in.
    for (const auto& [period, container, participants] :
         {std::tuple{"2025", std::string("gzip"), "12"},
          std::tuple{"2026", std::string("zip member 'kurs-*.xml'"), "13"}}) {
        const auto answer = run(period, pack(container, document(1, course("K1", "Troms\xF8", participants))));
        ASSERT_EQ(answer.exit_code, 0) << answer.out << answer.err;
        EXPECT_EQ(rows(), std::string("K1|Troms\xC3\xB8|norsk, engelsk|") + participants + "\n");
        const auto origin = explain("K1");
        EXPECT_EQ(origin.at("container"), container);
        EXPECT_EQ(origin.at("line"), 3);
        const std::string shown = origin.at("bytes");
        EXPECT_TRUE(shown.starts_with("<k:kurs id=\"K1\"")) << shown;
    }
}

TEST_P(XmlFeed, ThatIsCutOrStatesAnotherCountNeverReplacesTheLastGoodOne) {
    ASSERT_EQ(run("2024", document(2, two)).exit_code, 0);
    const auto before = m_here->checksums();
    const std::string one = document(1, course("K1", "Oslo", "3"));
    for (const std::string& broken : {std::string(), one.substr(0, one.size() - 14),
                                      document(2, course("K1", "Oslo", "3")), std::string("<!DOCTYPE html><html/>")}) {
        const auto answer = run("2024", broken);
        EXPECT_TRUE(answer.exit_code == 2 || answer.exit_code == 3) << broken << answer.out << answer.err;
        EXPECT_EQ(m_here->checksums(), before) << broken;
    }
    EXPECT_NE(run("2025", gzip(one).substr(0, 60)).exit_code, 0);
    EXPECT_EQ(m_here->checksums(), before);
}

TEST_P(XmlFeed, RejectsARecordAgainstTheSchemaWithItsLine) {
    const auto answer = run("2024", document(2, course("K1", "Oslo", "3") + course("K2", "Oslo", "mange")));
    EXPECT_EQ(answer.exit_code, 2) << answer.out << answer.err;
    EXPECT_EQ(rows(), "K1|Oslo|norsk, engelsk|3\n");
    EXPECT_EQ(m_here->query("SELECT record_no, line, code FROM ops_rejected"), "2|4|SYS-S031\n");
}

TILSIG_ON_EVERY_ENGINE(XmlFeed);

}  // namespace
}  // namespace tilsig::test
