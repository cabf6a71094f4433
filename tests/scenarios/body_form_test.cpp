// Every way in which an answer over HTTPS can be broken: never loaded, the last good data stays, the cause is stored,
// and honesty heals.
#include <gtest/gtest.h>

#include "base/files.hpp"
#include "scenarios/installation.hpp"

namespace tilsig::test {
namespace {

namespace fs = std::filesystem;

/// One feed of an HTTPS protocol, and where its body comes from.
struct Source {
    const char* name;
    const char* feed;
    const char* path;  ///< of the answer that is spoilt
    const char* file;  ///< of the stand-in's data that a new edition changes
    const char* old_text;
    const char* new_text;
};
const Source sources[] = {
    {"klass", "ssb.county", "/api/klass/v1/classifications/104", "klass/104.json", "Rogaland", "Rygjaland"},
    {"pxweb", "ssb.population", "/api/v0/", "pxweb/07459.json", "", ""},
    {"https_index", "imdi.region", "/index/imdi/region.csv", "index/imdi/region.csv", "", ""},
};

class BodyForm : public ::testing::TestWithParam<std::tuple<TestEngine, int>> {
protected:
    void SetUp() override {
        if (std::get<0>(GetParam()) == TestEngine::postgresql) TILSIG_NEED_POSTGRES();
        fs::copy(TILSIG_SOURCE_DIR "/tests/standin/data", m_data.path() / "data", fs::copy_options::recursive);
        m_standin = std::make_unique<StandIn>(m_data.path() / "data");
        m_here = std::make_unique<Installation>(std::get<0>(GetParam()), m_standin.get());
    }
    static const Source& source() { return sources[std::get<1>(GetParam())]; }
    Answer fetch() { return m_here->tilsig("run", {source().feed, "--quiet", "--json"}); }

    /// From now on the honest source has something new to say.
    void new_edition() const {
        const auto path = m_data.path() / "data" / source().file;
        std::string text = read_file(path);
        const std::string old_text = *source().old_text != '\0' ? source().old_text : last_number(text);
        const std::string new_text = *source().new_text != '\0' ? source().new_text : next_of(old_text);
        const auto at = text.rfind(old_text);
        ASSERT_NE(at, std::string::npos) << old_text;
        write_file_durably(path, text.replace(at, old_text.size(), new_text));
    }

    TempFolder m_data;
    std::unique_ptr<StandIn> m_standin;
    std::unique_ptr<Installation> m_here;

private:
    /// The last word of letters or digits in the text: a name of the CSV, a value of the data set.
    static std::string last_number(const std::string& text) {
        const auto values = text.rfind("\"value\"");
        const auto from = values == std::string::npos ? text.size() : text.find(']', values);
        const auto word = [](char c) {
            return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        };
        std::size_t end = from;
        while (!word(text[end - 1])) --end;
        std::size_t begin = end;
        while (begin > 0 && word(text[begin - 1])) --begin;
        return text.substr(begin, end - begin);
    }
    static std::string next_of(std::string word) {
        word.back() = word.back() == '7' ? '8' : word.back() <= '9' ? '7' : word.back() == 'x' ? 'y' : 'x';
        return word;
    }
};

TEST_P(BodyForm, IsNeverLoadedAndTheCauseIsStored) {
    ASSERT_EQ(fetch().exit_code, 0);
    const auto before = m_here->checksums();
    new_edition();
    int failures = 0;
    for (const char* form : {"truncated", "length-long", "length-short", "length-double", "cut-chunk", "reset",
                             "early-close", "early-cut", "empty", "html", "204"}) {
        SCOPED_TRACE(form);
        m_standin->misbehave(form, source().path, -1);
        const auto answer = fetch();
        EXPECT_EQ(answer.exit_code, 1) << answer.out << answer.err;
        EXPECT_EQ(m_here->checksums(), before);
        EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_run WHERE outcome = 'failed' AND reason <> '' AND error_kind "
                                "<> '' AND error_code <> ''"),
                  std::to_string(++failures) + "\n");
        m_standin->clear();
    }
    EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_load"), "1\n");
    const auto healed = fetch();
    EXPECT_EQ(healed.exit_code, 0) << healed.out << healed.err;
    EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_load"), "2\n") << "the new edition was there all the time";
    EXPECT_NE(m_here->checksums(), before);
}

// What the database is makes no difference before anything is loaded; one protocol shows it.
INSTANTIATE_TEST_SUITE_P(sources, BodyForm,
                         ::testing::Values(std::tuple{TestEngine::sqlite, 0}, std::tuple{TestEngine::sqlite, 1},
                                           std::tuple{TestEngine::sqlite, 2}, std::tuple{TestEngine::postgresql, 2}),
                         [](const auto& one) {
                             return std::string(std::get<0>(one.param) == TestEngine::sqlite ? "sqlite_"
                                                                                             : "postgresql_") +
                                    sources[std::get<1>(one.param)].name;
                         });

}  // namespace
}  // namespace tilsig::test
