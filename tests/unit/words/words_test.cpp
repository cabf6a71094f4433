// The words of receipts and letters: read from files in three languages, with every mistake at its place.
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "words/format.hpp"
#include "words/word_book.hpp"

namespace tilsig::words {
namespace {

Words in(std::string_view language, std::string_view kind = "receipt") { return {WordBook::program(), kind, language}; }

TEST(Words, NumbersListsAndDates) {
    const Words nb = in("nb");
    EXPECT_EQ(number_text(0, nb), "0");
    EXPECT_EQ(number_text(9999, nb), "9999");
    EXPECT_EQ(number_text(10000, nb), "10\u00a0000");
    EXPECT_EQ(number_text(1234567, nb), "1\u00a0234\u00a0567");
    EXPECT_EQ(number_text(1000, in("en")), "1,000");
    EXPECT_EQ(period_text("2026-11", nb), "november 2026");
    EXPECT_EQ(period_text("2026-11-02", nb), "2. november 2026");
    EXPECT_EQ(period_text("2026-03-02", in("en")), "2 March 2026");
    EXPECT_EQ(period_text("2026", nb), "2026");
    EXPECT_EQ(period_text("2026-13", nb), "2026-13");
    EXPECT_EQ(period_text("all", in("nn")), "alle periodar");
    EXPECT_EQ(sentence("Rett det"), "Rett det.");
    EXPECT_EQ(sentence("Rett det. "), "Rett det.");
    EXPECT_EQ(list_text({}, nb), "");
    EXPECT_EQ(list_text({"3"}, nb), "3");
    EXPECT_EQ(list_text({"3", "8"}, nb), "3 og 8");
    EXPECT_EQ(list_text({"3", "8", "12"}, in("en")), "3, 8 and 12");
    EXPECT_EQ(local_time_text("2026-07-01T22:30:00.000000Z", nb), "02.07.2026 kl. 00.30");
    EXPECT_EQ(local_time_text("2026-01-01T22:30:00.000000Z", in("nn")), "01.01.2026 kl. 23.30");
    using namespace std::chrono;
    EXPECT_EQ(date_text(2009y / February / 28d, nb), "28. februar 2009");
    EXPECT_EQ(date_text(2009y / February / 28d, in("en")), "28 February 2009");
}

TEST(Words, TakeTheFormOfTheNumberAndStandInFromTheCommonOnes) {
    EXPECT_EQ(in("nn").counted("rejected_rest", 1), "1 er avvist");
    EXPECT_EQ(in("nn").counted("rejected_rest", 10000), "10\u00a0000 er avviste");
    EXPECT_EQ(in("da")("sender"), "Avsender") << "bokmål stands in for what we do not speak";
    EXPECT_EQ(in("en", "no such kind")("conjunction"), "and");
    EXPECT_THROW((void)in("nb")("no such key"), Error);
    EXPECT_THROW((void)in("nb")("rejected_rest"), Error) << "a counted text needs its number";
    EXPECT_THROW((void)in("nb")("all_loaded"), Error) << "nothing is left to the reader";
}

/// Every text of the program is whole in every language, and says it with the same placeholders or fewer.
TEST(Words, OfTheProgramStandInThreeLanguages) {
    for (const auto& [kind, texts] : WordBook::program().kinds())
        for (const auto& [key, text] : texts)
            for (std::size_t language = 0; language < languages.size(); ++language) {
                EXPECT_EQ(text.phrases[language].size(), text.phrases[0].size()) << kind << "." << key;
                EXPECT_TRUE(text.shape != Shape::counted || text.phrases[language].size() == 2) << kind << "." << key;
            }
}

std::vector<std::string> mistakes(const std::string& text, const std::string& file = "receipt.yaml",
                                  const PersonalField& personal = {}) {
    config::Lints lints;
    WordBook book;
    book.read(text, "mappings/letters/" + file, personal, lints);
    return lints.lines();
}

TEST(WordFiles, PutTheirTextsOverThoseOfTheProgram) {
    config::Lints lints;
    WordBook book;
    book.read("texts:\n  sender: {nb: Leverandør, nn: Leverandør, en: Supplier}\n", "mappings/letters/receipt.yaml", {},
              lints);
    EXPECT_TRUE(lints.empty());
    EXPECT_EQ(Words(book, "receipt", "nb")("sender"), "Leverandør");
    EXPECT_EQ(Words(book, "receipt", "nb")("file"), "Fil") << "what is left out is said as before";
    EXPECT_EQ(Words(WordBook::program(), "receipt", "nb")("sender"), "Avsender");
}

TEST(WordFiles, TellEveryMistakeAtItsPlace) {
    EXPECT_EQ(mistakes("texts:\n"
                       "  sender: {nb: A, nn: B}\n"
                       "  sendr: {nb: A, nn: B, en: C}\n"
                       "  all_loaded: {nb: 'Alle {antall}', nn: Alle, en: 'All {count'}\n"
                       "  rejected_rest: {nb: avvist, nn: {one: a}, en: {one: a, many: b}}\n"
                       "  file: {nb: \"to\\nlinjer\", nn: 'https://example.org', en: ''}\n"),
              (std::vector<std::string>{
                  "mappings/letters/receipt.yaml:2:11: text 'sender' lacks 'en'; add it",
                  "mappings/letters/receipt.yaml:3:3: the program has no text 'sendr' here; did you mean 'sender'?",
                  "mappings/letters/receipt.yaml:4:20: placeholder '{antall}' is unknown here; this text has {count}",
                  "mappings/letters/receipt.yaml:4:51: a brace that begins or ends no placeholder; write {name}",
                  "mappings/letters/receipt.yaml:5:23: text 'rejected_rest' is said in another form here; write {one: "
                  "..., many: ...}",
                  "mappings/letters/receipt.yaml:5:35: counted text lacks 'many'; add it",
                  "mappings/letters/receipt.yaml:6:14: a line break or control character in a text; write it on one "
                  "line, or as a folded text (>-)",
                  "mappings/letters/receipt.yaml:6:32: a link in a text; letters hold none, so that nobody learns to "
                  "follow one; name where to look",
                  "mappings/letters/receipt.yaml:6:59: there is no text; write it"}));
    EXPECT_EQ(mistakes("texts:\n  sender: {nb: A, nn: B, en: C}\n", "receit.yaml"),
              (std::vector<std::string>{
                  "mappings/letters/receit.yaml: the program writes no letters of kind 'receit'; did you mean "
                  "receipt.yaml?"}));
    EXPECT_EQ(mistakes("texts:\n  months: {nb: [januar], nn: [januar], en: [January]}\n", "common.yaml").size(), 3U);
}

/// Promise 7: whoever writes a letter's text cannot make it tell what a record says.
TEST(WordFiles, MayNotNameAFieldOfAPerson) {
    const auto personal = [](std::string_view name) {
        return name == "birth_date" ? std::string("field 'birth_date' of udi.decision is personal") : std::string();
    };
    EXPECT_EQ(
        mistakes("texts:\n  all_loaded: {nb: 'født {birth_date}', nn: a, en: b}\n", "receipt.yaml", personal),
        (std::vector<std::string>{"mappings/letters/receipt.yaml:2:20: placeholder {birth_date} is refused: field "
                                  "'birth_date' of udi.decision is personal; a letter holds no value of a "
                                  "record"}));
}

}  // namespace
}  // namespace tilsig::words
