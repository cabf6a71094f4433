// A document as plain text and as a page.
#include <gtest/gtest.h>

#include "alert/document.hpp"

namespace tilsig::alert {
namespace {

Document sample() {
    return {"nn",
            "Krev handling: <éin> & to",
            {Title{"Halden: <éin> & to"},
             Paragraph{{"Ei lang linje som skal foldast når ho er breiare enn det er plass til her.", "  Under ho."}},
             Entries{{{"Frist", "1. mai"}, {"Spørsmål", "data@example.org"}}},
             Table{{"Leveranse", "Dagar"}, {false, true}, {{{"Æ", "1"}, 0}, {{"B", "1200"}, 1}, {{"Sum"}, 0}}},
             Items{true, {{"Først", {"Ei linje."}}, {"Så", {}}}}, Items{false, {{"punkt", {}}, {"til", {}}}},
             Note{"Liten skrift."}}};
}

TEST(Document, IsPlainTextWithFoldedLines) {
    EXPECT_EQ(document_text(sample(), 40),
              "Halden: <éin> & to\n"
              "\n"
              "Ei lang linje som skal foldast når ho er\n"
              "breiare enn det er plass til her.\n"
              "  Under ho.\n"
              "\n"
              "Frist:    1. mai\n"
              "Spørsmål: data@example.org\n"
              "\n"
              "Leveranse  Dagar\n"
              "Æ              1\n"
              "  B         1200\n"
              "Sum\n"
              "\n"
              "1. Først\n"
              "   Ei linje.\n"
              "\n"
              "2. Så\n"
              "\n"
              "- punkt\n"
              "- til\n"
              "\n"
              "Liten skrift.\n");
    const Document word{
        "nb", "", {Paragraph{{"Menneskerettighetsorganisasjoner a"}}, Items{true, {{"abc def ghi", {}}}}}};
    EXPECT_EQ(document_text(word, 8), "Menneskerettighetsorganisasjoner\na\n\n1. abc\n   def\n   ghi\n")
        << "a word is never cut, and what follows is set in";
}

/// What a screen reader, a small screen and a careful mail program need.
TEST(Document, IsAPageThatNeedsNothingElse) {
    const std::string page = document_html(sample());
    for (const char* part :
         {"<html lang=\"nn\">", "<title>Krev handling: &lt;éin&gt; &amp; to</title>",
          "<h1>Halden: &lt;éin&gt; &amp; to</h1>", "<p class=\"part\">Under ho.</p>",
          "<tr><th scope=\"row\">Frist</th><td>1. mai</td></tr>",
          "<thead><tr><th scope=\"col\">Leveranse</th><th scope=\"col\" class=\"number\">Dagar</th></tr></thead>",
          "<td class=\"number\">1200</td>", "<tr><th scope=\"row\">Sum</th><td class=\"number\"></td></tr>",
          "<ol>\n<li><div class=\"head\">Først</div><div>Ei linje.</div></li>", "<ul>\n<li>punkt</li>"})
        EXPECT_NE(page.find(part), std::string::npos) << part << "\n" << page;
    for (const char* never : {"<script", "<img", "href", "src=", "url(", "@import", "http"})
        EXPECT_EQ(page.find(never), std::string::npos) << never;
}

}  // namespace
}  // namespace tilsig::alert
