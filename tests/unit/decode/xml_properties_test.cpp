// Properties of the XML decoder over many documents made from a seed, some of them cut and mutated.
#include "property_support.hpp"

namespace tilsig::decode::testing {
namespace {

const std::vector<std::string> texts{"",    "0301",           " ",           "a b", "&amp;", "&lt;x&gt;", "&#248;",
                                     "æøå", "<![CDATA[<&]]>", "line\r\nend", "Inf"};
const std::vector<std::string> between{
    "", "", "", "\n", "\r\n  ", " <!-- > - note -->", "<?app do='>'?>", "<w x='1>2'>y</w>"};
const std::vector<std::string> broken{"<",  "&", "]]>", "<a>",  "</v>", "</r>", "<!DOCTYPE r>",      "\xFF",
                                      "<b", "'", "\"",  "<!--", "&x;",  "--",   std::string(1, '\0')};

std::string element(Dice& dice, const std::string& name) {
    const std::string text = dice.pick(texts);
    if (text.empty() && dice.chance(2)) return "<" + name + "/>";
    return "<" + name + (dice.chance(6) ? " k='>'" : "") + ">" + text + "</" + name + (dice.chance(5) ? " >" : ">");
}

std::string random_xml(Dice& dice) {
    std::string bytes = dice.chance(4) ? "\xEF\xBB\xBF" : "";
    if (dice.chance(2))
        bytes += "<?xml version=\"1.0\"?>" + dice.pick(std::vector<std::string>{"", "\n", "<!-- x -->\r"});
    bytes += "<r>";
    for (std::size_t records = dice.roll(6); records > 0; --records) {
        bytes += dice.pick(between) + "<v id=\"" +
                 dice.pick(std::vector<std::string>{"1", "&quot;", "&lt;v>", "a'b>"}) + "\">";
        for (const char* name : {"a", "b", "c"}) {
            if (dice.chance(15)) continue;
            bytes += dice.pick(between) + element(dice, name);
            if (dice.chance(20)) bytes += element(dice, name);
        }
        bytes += "</v>";
    }
    return bytes + dice.pick(between) + "</r>" + dice.pick(std::vector<std::string>{"", "\n", "<!-- end -->"});
}

/// Cuts, inserts, removes or overwrites somewhere.
void mutate(Dice& dice, std::string& bytes) {
    const std::size_t at = dice.roll(bytes.size());
    switch (dice.roll(4)) {
        case 0: bytes.resize(at); break;
        case 1: bytes.insert(at, dice.pick(broken)); break;
        case 2: bytes.erase(at, dice.roll(5) + 1); break;
        default: bytes[at] = static_cast<char>(dice.roll(256));
    }
}

TEST(Property, XmlAccountClosesForMutatedDocumentsWhateverThePieces) {
    std::size_t readable = 0;
    std::size_t refused = 0;
    auto contract = contract_of({"a", "b", "c", "@id"});
    contract.fields[1].optional_column = true;
    auto joining = xml_layout();
    joining.xml.join = {{"c", "|"}};
    for (int seed = 0; seed < documents; ++seed) {
        Dice dice(static_cast<unsigned>(seed) + 5'000'000U);
        std::string bytes = random_xml(dice);
        if (dice.chance(2)) mutate(dice, bytes);
        const auto layout = dice.chance(2) ? joining : xml_layout();
        const auto decoded = decode_all(contract, layout, bytes);
        ASSERT_NO_FATAL_FAILURE(expect_account(decoded, bytes)) << "seed " << seed << "\n" << bytes;
        if (::testing::Test::HasFailure()) FAIL() << "seed " << seed << "\n" << bytes;
        const std::string said = transcript(decoded);
        for (const std::size_t piece : {std::size_t{1}, std::size_t{7}})
            ASSERT_EQ(transcript(decode_all(contract, layout, bytes, piece)), said) << "seed " << seed << "\n" << bytes;
        for (const auto& place : decoded.places) {
            const std::string record = bytes.substr(place.offset, place.length);
            ASSERT_TRUE(record.starts_with("<v") && record.ends_with(">")) << "seed " << seed << "\n" << bytes;
        }
        readable += decoded.rows.size();
        refused += decoded.refused.empty() ? 0U : 1U;
        ASSERT_TRUE(decoded.refused.empty() || decoded.error_place.line > 0) << "seed " << seed << decoded.error << "\n"
                                                                             << bytes;
    }
    EXPECT_GT(readable, static_cast<std::size_t>(documents));
    EXPECT_GT(refused, static_cast<std::size_t>(documents) / 10);
    EXPECT_LT(refused, static_cast<std::size_t>(documents) / 2);
}

TEST(Property, XmlInSingleByteEncodingsHasTheSameCellsAndItsOwnPlaces) {
    for (int seed = 0; seed < documents / 10; ++seed) {
        Dice dice(static_cast<unsigned>(seed) + 6'000'000U);
        std::string wide = "<r>", narrow = wide;
        std::vector<std::string> records;
        for (std::size_t count = dice.roll(20); count > 0; --count) {
            std::string wide_record = "<v><a>", narrow_record = wide_record;
            for (std::size_t letters = dice.roll(40); letters > 0; --letters) {
                const std::size_t which = dice.roll(4);
                wide_record += which == 0 ? "å" : which == 1 ? "Ø" : "k";
                narrow_record += which == 0 ? '\xE5' : which == 1 ? '\xD8' : 'k';
            }
            records.push_back(narrow_record + "</a></v>");
            wide += wide_record + "</a></v>\n";
            narrow += records.back() + "\n";
        }
        const auto from_wide = decode_all(contract_of({"a"}), xml_layout(), wide + "</r>");
        for (const auto encoding : {catalog::Encoding::iso_8859_1, catalog::Encoding::windows_1252}) {
            const std::string bytes = narrow + "</r>";
            const auto decoded = decode_all(contract_of({"a"}), xml_layout("r", "v", encoding), bytes);
            ASSERT_EQ(decoded.rows, from_wide.rows) << "seed " << seed << decoded.error;
            ASSERT_EQ(decoded.places.size(), records.size());
            for (std::size_t i = 0; i < records.size(); ++i)
                ASSERT_EQ(bytes.substr(decoded.places[i].offset, decoded.places[i].length), records[i])
                    << "seed " << seed;
        }
    }
}

}  // namespace
}  // namespace tilsig::decode::testing
