// Properties over many small documents made from a seed: the byte account closes, records are delivered or unreadable,
// nothing depends on the size of the pieces in which the bytes arrive, and re-written CSV decodes to the same cells.
#include "property_support.hpp"

namespace tilsig::decode::testing {
namespace {

const std::vector<std::string> names{"a", "b", "c"};
const std::vector<std::string> texts{"",  "0301", "x", "æøå", "a b", "=1+1", "..", "-5", "12.5", "Moss (t.o.m. 2019)",
                                     " ", "Inf"};
const std::vector<std::string> awkward{"a;b", "say \"x\"", "two\nlines", "cr\rcr", "crlf\r\n", "\"", ";", "\"\""};
const std::vector<std::string> line_ends{"\n", "\r\n", "\r"};

std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + "\"";
}

bool needs_quotes(const std::string& text) { return text.find_first_of(";\"\r\n") != std::string::npos; }

/// A line of a document: mostly right, sometimes broken in one of the ways that real senders know.
std::string random_line(Dice& dice) {
    std::string line;
    std::size_t cells = names.size();
    if (dice.chance(20)) cells = dice.roll(6) + 1;
    for (std::size_t i = 0; i < cells; ++i) {
        if (i > 0) line += ';';
        const std::string& text = dice.chance(8) ? dice.pick(awkward) : dice.pick(texts);
        if (dice.chance(60)) {
            line += text;  // whatever is in it, unquoted
        } else {
            line += needs_quotes(text) || dice.chance(4) ? quoted(text) : text;
        }
        if (dice.chance(150)) line += dice.chance(2) ? "\"" : "\xFF";
        if (dice.chance(200)) line += "\xEF\xBB\xBF";
    }
    return line;
}

std::string random_csv(Dice& dice) {
    std::string bytes = dice.chance(4) ? "\xEF\xBB\xBF" : "";
    if (dice.chance(3)) bytes += "\n";
    bytes += "a;b;c";
    const std::string& end = dice.pick(line_ends);
    const std::size_t lines = dice.roll(12);
    for (std::size_t i = 0; i < lines; ++i) {
        bytes += dice.chance(5) ? dice.pick(line_ends) : end;
        if (!dice.chance(10)) bytes += random_line(dice);
    }
    if (!dice.chance(4)) bytes += end;
    if (dice.chance(5) && bytes.size() > 8) bytes.resize(8 + dice.roll(bytes.size() - 8));
    return bytes;
}

TEST(Property, CsvAccountClosesWhateverThePieces) {
    std::size_t readable = 0;
    for (int seed = 0; seed < documents; ++seed) {
        Dice dice(static_cast<unsigned>(seed));
        const std::string bytes = random_csv(dice);
        const auto decoded = decode_all(contract_of(names), csv_layout(), bytes);
        ASSERT_NO_FATAL_FAILURE(expect_account(decoded, bytes)) << "seed " << seed;
        if (::testing::Test::HasFailure()) FAIL() << "seed " << seed << "\n" << bytes;
        const std::string said = transcript(decoded);
        for (const std::size_t piece : {std::size_t{1}, std::size_t{7}}) {
            ASSERT_EQ(transcript(decode_all(contract_of(names), csv_layout(), bytes, piece)), said) << "seed " << seed;
        }
        readable += decoded.rows.size();
    }
    EXPECT_GT(readable, documents * 2U);  // the documents are not all rubbish
}

TEST(Property, RewrittenCsvHasTheSameCells) {
    for (int seed = 0; seed < documents; ++seed) {
        Dice dice(static_cast<unsigned>(seed) + 1'000'000U);
        const std::string bytes = random_csv(dice);
        const auto decoded = decode_all(contract_of(names), csv_layout(), bytes);
        std::string again = "c,b,a\r\n";  // other order, other delimiter, everything quoted
        for (const auto& row : decoded.rows) {
            again += quoted(row[2].value_or("")) + "," + quoted(row[1].value_or("")) + "," +
                     quoted(row[0].value_or("")) + "\r\n";
        }
        ASSERT_EQ(decode_all(contract_of(names), csv_layout(','), again).rows, decoded.rows) << "seed " << seed << "\n"
                                                                                             << bytes;
    }
}

TEST(Property, SingleByteEncodingsDecodeToTheSameCellsAndPlaces) {
    for (int seed = 0; seed < documents / 10; ++seed) {
        Dice dice(static_cast<unsigned>(seed) + 2'000'000U);
        std::string wide = "a;b;c\n", narrow = wide;
        std::vector<std::pair<std::size_t, std::size_t>> places;
        for (std::size_t lines = dice.roll(20); lines > 0; --lines) {
            const std::size_t from = narrow.size();
            for (std::size_t cell = 0; cell < 3; ++cell) {
                for (std::size_t letters = dice.roll(24); letters > 0; --letters) {
                    const std::size_t which = dice.roll(4);
                    wide += which == 0 ? "å" : which == 1 ? "Ø" : "k";
                    narrow += which == 0 ? '\xE5' : which == 1 ? '\xD8' : 'k';
                }
                wide += cell < 2 ? ";" : "";
                narrow += cell < 2 ? ";" : "";
            }
            places.emplace_back(from, narrow.size() - from);
            wide += '\n';
            narrow += '\n';
        }
        const auto from_wide = decode_all(contract_of(names), csv_layout(), wide);
        for (const auto encoding : {catalog::Encoding::iso_8859_1, catalog::Encoding::windows_1252}) {
            const auto from_narrow = decode_all(contract_of(names), csv_layout(';', encoding), narrow);
            ASSERT_EQ(from_narrow.rows, from_wide.rows) << "seed " << seed;
            for (std::size_t i = 0; i < places.size(); ++i) {
                ASSERT_EQ(from_narrow.places[i].offset, places[i].first) << "seed " << seed;
                ASSERT_EQ(from_narrow.places[i].length, places[i].second) << "seed " << seed;
            }
        }
    }
}

std::string random_value(Dice& dice, int depth) {
    static const std::vector<std::string> scalars{
        "null", "true", "0", "-1.50e3", "12345678901234567890123", "\"\"", "\"x\"", "\"æ]}{\\\"[,\"", "\"\\u00e6\""};
    static const std::vector<std::string> broken{"tru", "01", "\"\\ud800\"", "\"\xFF\"", "nan", "'x'", "1 2", "]"};
    if (dice.chance(60)) return dice.pick(broken);
    if (depth > 2 || !dice.chance(6)) return dice.pick(scalars);
    const bool object = dice.chance(2);
    std::string text = object ? "{" : "[";
    for (std::size_t entries = dice.roll(3), i = 0; i < entries; ++i) {
        if (i > 0) text += ", ";
        if (object) text += "\"k" + std::to_string(dice.roll(3)) + "\":";
        text += random_value(dice, depth + 1);
    }
    return text + (object ? "}" : "]");
}

std::string random_json(Dice& dice) {
    std::string bytes = dice.chance(5) ? "\xEF\xBB\xBF" : "";
    bytes += "{\"x\": " + random_value(dice, 0) + ",\r\n \"k\" :[";
    for (std::size_t records = dice.roll(6), i = 0; i < records; ++i) {
        if (i > 0) bytes += dice.chance(3) ? " ,\n" : ",";
        if (dice.chance(12)) {
            bytes += random_value(dice, 0);
            continue;
        }
        bytes += "{\"a\": " + random_value(dice, 0) + ", \"b\":" + random_value(dice, 0) +
                 " ,\n\"c\":" + random_value(dice, 0);
        if (dice.chance(10)) bytes += ",\"a\":1";
        bytes += "}";
    }
    bytes += "]}\n";
    if (dice.chance(12)) bytes.resize(dice.roll(bytes.size()));
    return bytes;
}

TEST(Property, JsonAccountClosesWhateverThePieces) {
    std::size_t readable = 0;
    std::size_t refused = 0;
    for (int seed = 0; seed < documents; ++seed) {
        Dice dice(static_cast<unsigned>(seed) + 3'000'000U);
        const std::string bytes = random_json(dice);
        const auto decoded = decode_all(contract_of(names), json_layout("/k"), bytes);
        ASSERT_NO_FATAL_FAILURE(expect_account(decoded, bytes)) << "seed " << seed;
        if (::testing::Test::HasFailure()) FAIL() << "seed " << seed << "\n" << bytes;
        const std::string said = transcript(decoded);
        for (const std::size_t piece : {std::size_t{1}, std::size_t{7}}) {
            ASSERT_EQ(transcript(decode_all(contract_of(names), json_layout("/k"), bytes, piece)), said)
                << "seed " << seed;
        }
        readable += decoded.rows.size();
        refused += decoded.refused.empty() ? 0U : 1U;
        ASSERT_TRUE(decoded.refused.empty() || decoded.error_place.line > 0) << "seed " << seed << decoded.error << "\n"
                                                                             << bytes;
    }
    EXPECT_GT(readable, static_cast<std::size_t>(documents) / 2);
    EXPECT_GT(refused, static_cast<std::size_t>(documents) / 20);
    EXPECT_LT(refused, static_cast<std::size_t>(documents) / 2);
}

TEST(Property, JsonStatAccountCloses) {
    for (int seed = 0; seed < documents / 5; ++seed) {
        Dice dice(static_cast<unsigned>(seed) + 4'000'000U);
        const std::size_t cells = dice.roll(12) + 1;
        std::string index, value, status;
        const bool sparse = dice.chance(2);
        for (std::size_t i = 0; i < cells; ++i) {
            index += (i > 0 ? "," : "") + std::string("\"") + std::to_string(i) + "\"";
            if (sparse && dice.chance(3)) {
                status += (status.empty() ? "\"" : " ,\"") + std::to_string(i) + "\": \"..\"";
            } else {
                value += value.empty() ? "" : dice.chance(2) ? "," : " ,\n";
                if (sparse) value += "\"" + std::to_string(i) + "\": ";
                value += random_value(dice, 2);
            }
        }
        const std::string cube =
            "\"value\" : " + (sparse ? "{" + value + "}" : "[ " + value + "]") + ", \"status\":{" + status + "}";
        const std::string frame = "\"class\":\"dataset\",\"id\":[\"T\"],\"size\":[" + std::to_string(cells) +
                                  "],\"dimension\":{\"T\":{\"category\":{\"index\":[" + index + "]}}}";
        const std::string bytes = dice.chance(2) ? "{" + cube + "," + frame + "}" : "{" + frame + "," + cube + "}\n";
        const auto decoded = decode_all(contract_of({"T", "value", "status"}), jsonstat_layout(), bytes);
        if (!decoded.refused.empty()) continue;
        expect_closed_account(decoded, bytes.size());
        if (::testing::Test::HasFailure()) FAIL() << "seed " << seed << "\n" << bytes;
        EXPECT_EQ(decoded.report.records, cells);
    }
}

}  // namespace
}  // namespace tilsig::decode::testing
