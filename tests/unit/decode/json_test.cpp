// JSON and JSON-stat on documents small enough to read.
#include "decode/json/fault.hpp"
#include "decode_support.hpp"

namespace tilsig::decode::testing {
namespace {

using Rows = std::vector<std::vector<Cell>>;

std::string at_place(const std::string& bytes, const model::RecordPlace& place) {
    return bytes.substr(place.offset, place.length);
}

TEST(Json, ReadsTheArrayAtThePointer) {
    const std::string bytes =
        "{\"title\": [1, {\"codes\": []}],\n \"codes\": [\n  {\"code\": \"0301\", \"level\": 1, \"to\": null},\n"
        "  {\"to\": \"2020\", \"code\": \"0101\", \"level\": -1.50e3}\n ], \"_links\": {}}\n";
    const auto decoded = decode_all(contract_of({"code", "level", "to"}), json_layout("/codes"), bytes);
    EXPECT_EQ(decoded.rows, (Rows{{"0301", "1", std::nullopt}, {"0101", "-1.50e3", "2020"}})) << decoded.error;
    EXPECT_TRUE(decoded.report.closed);
    ASSERT_EQ(decoded.places.size(), 2U);
    EXPECT_EQ(at_place(bytes, decoded.places[0]), "{\"code\": \"0301\", \"level\": 1, \"to\": null}");
    EXPECT_EQ(decoded.places[1].line, 4U);
    expect_closed_account(decoded, bytes.size());
    EXPECT_EQ(decoded.report.bytes.header, bytes.find("[\n  {\"code\"") + 1);
    EXPECT_EQ(decoded.report.bytes.blank, 9U);
    ASSERT_EQ(decoded.notes.size(), 2U);
    for (const auto& note : decoded.notes) EXPECT_EQ(note.action, model::Action::none);
}

TEST(Json, ATopLevelArrayAndNestedPointers) {
    EXPECT_EQ(decode_all(contract_of({"a"}), json_layout(), "[{\"a\":\"x\"},{\"a\":\"\"}]").rows, (Rows{{"x"}, {""}}));
    EXPECT_EQ(decode_all(contract_of({"a"}), json_layout("/x/y"), "{\"x\":{\"z\":[],\"y\":[{\"a\":1}]}}").rows,
              (Rows{{"1"}}));
    EXPECT_EQ(decode_all(contract_of({"a"}), json_layout("/1/y"), "[{\"y\":[]},{\"y\":[{\"a\":1}]}]").rows,
              (Rows{{"1"}}));
    EXPECT_EQ(decode_all(contract_of({"a"}), json_layout("/a~1b"), "{\"a/b\":[{\"a\":true}]}").rows, (Rows{{"true"}}));
}

TEST(Json, NumbersKeepTheirDigits) {
    const std::string big = "123456789012345678901234567890.10";
    const auto decoded = decode_all(contract_of({"a", "b"}), json_layout(),
                                    "[{\"a\":" + big + ",\"b\":1e400}, {\"a\":-0,\"b\":18446744073709551616}]");
    EXPECT_EQ(decoded.rows, (Rows{{big, "1e400"}, {"-0", "18446744073709551616"}})) << decoded.error;
}

TEST(Json, StringsAreUnescaped) {
    const auto decoded = decode_all(contract_of({"a"}), json_layout(), R"([{"a":"\u00e6\n\"\\ \ud83d\ude00"}])");
    EXPECT_EQ(decoded.rows, (Rows{{"æ\n\"\\ 😀"}}));
}

TEST(Json, BracketsAndQuotesInsideStringsAreText) {
    const std::string bytes = R"([{"a":"]}\"{["},{"a":"\\"}])";
    const auto decoded = decode_all(contract_of({"a"}), json_layout(), bytes);
    EXPECT_EQ(decoded.rows, (Rows{{"]}\"{["}, {"\\"}}));
    expect_closed_account(decoded, bytes.size());
}

TEST(Json, RecordsThatAreNoneOrNestedOrAmbiguousAreKeptOut) {
    const std::string bytes =
        R"([{"a":{"x":1}}, 5, {"a":1,"a":2}, {"b":[{"a":1}],"a":3}, null, {"a":[]}, "x", [1], {"b":1}])";
    const auto decoded = decode_all(contract_of({"a"}), json_layout(), bytes);
    EXPECT_EQ(decoded.rows, (Rows{{"3"}})) << decoded.error;
    std::vector<std::string> codes;
    for (const auto& finding : decoded.unreadable) codes.push_back(finding.code.str());
    const auto text = [](std::string_view view) { return std::string(view); };
    EXPECT_EQ(codes,
              (std::vector<std::string>{text(code::nested), text(code::not_an_object), text(code::duplicate_column),
                                        text(code::not_an_object), text(code::nested), text(code::not_an_object),
                                        text(code::not_an_object), text(code::missing_column)}));
    EXPECT_EQ(decoded.places[0].number, 4U);
    expect_closed_account(decoded, bytes.size());
}

TEST(Json, ExtraKeysAreNotedOnce) {
    const auto decoded = decode_all(contract_of({"a"}), json_layout(), R"([{"a":1,"x":2},{"a":1,"x":2}])");
    EXPECT_EQ(decoded.rows.size(), 2U);
    ASSERT_EQ(decoded.notes.size(), 1U);
    EXPECT_EQ(decoded.notes[0].code, code::extra_column);
    EXPECT_EQ(decoded.notes[0].severity, model::Severity::info);
}

TEST(Json, AnAbsentOptionalKeyIsNull) {
    auto contract = contract_of({"a", "b"});
    contract.fields[1].optional_column = true;
    EXPECT_EQ(decode_all(contract, json_layout(), R"([{"a":1},{"a":1,"b":2}])").rows,
              (Rows{{"1", std::nullopt}, {"1", "2"}}));
}

TEST(Json, AContinuationMeansThatThereIsMore) {
    auto layout = json_layout("/data");
    layout.json.continuation = "/continuation";
    const auto more = decode_all(contract_of({"a"}), layout, R"({"continuation":"t0ken","data":[{"a":1}]})");
    EXPECT_EQ(more.rows.size(), 1U);
    EXPECT_FALSE(more.report.closed);
    EXPECT_EQ(more.finding(code::continuation).action, model::Action::block_delivery);
    EXPECT_EQ(more.finding(code::continuation).message.find("t0ken"), std::string::npos);
    EXPECT_TRUE(decode_all(contract_of({"a"}), layout, R"({"continuation":null,"data":[{"a":1}]})").report.closed);
    // Either may be meant: the last page, or one of several.
    const auto twice =
        decode_all(contract_of({"a"}), layout, R"({"continuation":null,"data":[{"a":1}],"continuation":"t0ken"})");
    EXPECT_FALSE(twice.report.closed);
    EXPECT_EQ(twice.finding(code::duplicate_column).action, model::Action::block_delivery);
    EXPECT_TRUE(decode_all(contract_of({"a"}), layout, R"({"data":[{"a":1}]})").report.closed);
}

TEST(Json, TheStatedCountMustBeThatOfTheRecords) {
    auto layout = json_layout("/data");
    layout.json.count = "/total";
    auto contract = contract_of({"a"});
    const auto right = decode_all(contract, layout, R"({"total":2,"data":[{"a":1},{"a":2}]})");
    EXPECT_TRUE(right.report.closed) << right.error;
    EXPECT_EQ(right.report.stated_records, 2U);
    EXPECT_TRUE(right.notes.empty());
    for (const char* wrong : {R"({"total":3,"data":[{"a":1},{"a":2}]})", R"({"data":[{"a":1}],"total":0})",
                              R"({"total":"1","data":[{"a":1}]})"}) {
        const auto decoded = decode_all(contract, layout, wrong);
        EXPECT_FALSE(decoded.report.closed) << wrong;
        EXPECT_EQ(decoded.finding(code::trailer).action, model::Action::block_delivery) << wrong;
    }
    for (const char* none : {R"({"data":[{"a":1}]})", R"({"total":null,"data":[{"a":1}]})"}) {
        for (const bool needed : {false, true}) {
            contract.completeness.needs_trailer = needed;
            const auto open = decode_all(contract, layout, none);
            EXPECT_FALSE(open.report.closed) << none;
            EXPECT_EQ(open.finding(code::trailer).action, model::Action::block_delivery) << "held, and told why";
        }
    }
}

TEST(Json, AColumnMayBeAPathIntoObjects) {
    auto contract = contract_of({"a", "b/c", "b/d/e"});
    contract.fields[2].optional_column = true;
    const auto decoded = decode_all(
        contract, json_layout(),
        R"([{"a":1,"b":{"c":"x","d":{"e":2},"f":0}},{"b":{"c":null},"a":1},{"a":1,"b":null},{"a":1,"b":{"c":{}}},{"a":1,"b":{"c":1,"c":2}}])");
    EXPECT_EQ(decoded.rows, (Rows{{"1", "x", "2"}, {"1", std::nullopt, std::nullopt}})) << decoded.error;
    ASSERT_EQ(decoded.unreadable.size(), 3U);
    EXPECT_EQ(decoded.unreadable[0].code, code::missing_column);
    EXPECT_EQ(decoded.unreadable[1].code, code::nested);
    EXPECT_EQ(decoded.unreadable[2].code, code::duplicate_column);
    ASSERT_EQ(decoded.notes.size(), 1U) << "b/f, and not b";
    EXPECT_NE(decoded.notes[0].message.find("b/f"), std::string::npos) << decoded.notes[0].message;
}

TEST(Json, AnEmptyArrayIsAClosedDocumentWithoutRecords) {
    const auto decoded = decode_all(contract_of({"a"}), json_layout("/codes"), "{\"codes\": [ ]}");
    EXPECT_TRUE(decoded.report.closed) << decoded.error;
    EXPECT_EQ(decoded.report.records, 0U);
    expect_closed_account(decoded, 14);
}

TEST(Json, Iso88591IsReadWhenDeclared) {
    auto layout = json_layout("/k");
    layout.encoding = catalog::Encoding::iso_8859_1;
    const std::string bytes = "{\"k\": [{\"a\": \"B\xF8\"}, {\"a\": \"x\"}], \"navn\": \"\xC5\"}";
    const auto decoded = decode_all(contract_of({"a"}), layout, bytes);
    EXPECT_EQ(decoded.rows, (Rows{{"Bø"}, {"x"}})) << decoded.error;
    EXPECT_EQ(at_place(bytes, decoded.places[1]), "{\"a\": \"x\"}");
    expect_closed_account(decoded, bytes.size());
}

/// A document, where it stops being JSON, and the code.
struct Broken {
    std::string bytes;
    std::uint64_t line, column;
    std::string_view code;
};

TEST(Json, WhatIsNoJsonIsRefusedWhereItStopsBeingJson) {
    const std::vector<Broken> documents{
        {"[{\"a\":1}\n,{\"a\":tru}]", 2, 10, code::format},
        {"[{\"a\":1}\n {\"a\":1}]", 2, 2, code::format},
        {"[{\"a\":1},\n]", 2, 1, code::format},
        {"[,{\"a\":1}]", 1, 2, code::format},
        {"[{\"a\":1}] x", 1, 11, code::format},
        {"[{\"a\":1}][]", 1, 10, code::format},
        {"[{\"a\":1}}", 1, 9, code::format},
        {"[{\"a\":[1}]", 1, 9, code::format},
        {"[{\"a\":01}]", 1, 7, code::format},
        {"[{\"a\":1,}]", 1, 9, code::format},
        {"[{\"a\" 1}]", 1, 7, code::format},
        {"[{a:1}]", 1, 3, code::format},
        {"[{'a':1}]", 1, 3, code::format},
        {"[{\"a\":\"\t\"}]", 1, 8, code::format},
        {"[{\"a\":\"\\x\"}]", 1, 8, code::format},
        {"[{\"a\":1}\n", 2, 1, code::cut},
        {"[{\"a\":\"x", 1, 9, code::cut},
        {"[{\"a\":1}", 1, 9, code::cut},
        {"", 1, 1, code::empty},
        {" \n", 2, 1, code::empty},
        {"{\"x\":1}", 1, 1, code::format},
        {"5", 1, 1, code::format},
        {"[{\n\xC2\xA0\"a\":1}]", 2, 1, code::format},
    };
    for (const auto& document : documents) {
        const auto decoded = decode_all(contract_of({"a"}), json_layout(), document.bytes);
        EXPECT_EQ(decoded.error_code, document.code) << document.bytes;
        EXPECT_EQ(decoded.error_place.line, document.line) << document.bytes << decoded.error;
        EXPECT_EQ(decoded.error_place.column, document.column) << document.bytes << decoded.error;
        EXPECT_FALSE(decoded.report.closed);
    }
}

TEST(Json, TheEnvelopeMustBeJsonToo) {
    for (const std::string bytes : {"{\"k\":[{\"a\":1}] \"x\":1}", "{\"k\":[{\"a\":1}],}",
                                    "{\"x\":nul,\"k\":[{\"a\":1}]}", "{\"k\" [{\"a\":1}]}"}) {
        EXPECT_EQ(decode_all(contract_of({"a"}), json_layout("/k"), bytes).error_code, code::format) << bytes;
    }
    const auto tail = decode_all(contract_of({"a"}), json_layout("/k"), "{\"k\":[\n{\"a\":1}\n],\n\"x\":}");
    EXPECT_EQ(tail.error_place.line, 4U) << tail.error;
    EXPECT_EQ(tail.error_place.column, 5U) << tail.error;
}

TEST(Json, TheRecordsMustBeAnArrayAndThere) {
    EXPECT_EQ(decode_all(contract_of({"a"}), json_layout("/k"), "{\"k\":{}}").error_code, code::format);
    EXPECT_EQ(decode_all(contract_of({"a"}), json_layout("/k"), "{\"k\":null}").error_code, code::format);
    EXPECT_EQ(decode_all(contract_of({"a"}), json_layout("/k"), "{\"error\":\"no\"}").error_code, code::answer);
    EXPECT_EQ(decode_all(contract_of({"a"}), json_layout("/k"), "{\"k\":[],\"k\":[]}").error_code, code::format);
}

TEST(JsonFault, AgreesWithTheGrammar) {
    for (const std::string_view good :
         {"0", "-0.1e+5", "\"\"", "[]", "{}", " [1, {\"a\": [true, null]}] ", "\"\\ud83d\\ude00\""})
        EXPECT_FALSE(find_json_fault(good)) << good;
    for (const std::string_view bad : {"", "01", "+1", ".5", "1.", "1e", "nul", "[1 2]", "{\"a\"}", "\"\\u12\"",
                                       "\"\\ud83d\"", "\"\\ude00\"", "[", "1 1"})
        EXPECT_TRUE(find_json_fault(bad)) << bad;
}

const std::string cube = R"({"class":"dataset","id":["R","T","C"],"size":[2,2,1],"dimension":{
 "R":{"category":{"index":{"02":1,"01":0},"label":{"01":"En","02":"To"}}},
 "T":{"category":{"index":["2007","2008"]}},
 "C":{"category":{"label":{"Pers":"Personer"}}}},
 )";

TEST(JsonStat, OneRecordPerCell) {
    const std::string bytes = cube + "\"value\":[1, 2.50,\nnull ,4],\"status\":{\"2\":\"..\"}}";
    const auto decoded =
        decode_all(contract_of({"R", "T", "value", "status", "R_label", "C_label"}), jsonstat_layout(), bytes);
    EXPECT_EQ(decoded.rows, (Rows{{"01", "2007", "1", std::nullopt, "En", "Personer"},
                                  {"01", "2008", "2.50", std::nullopt, "En", "Personer"},
                                  {"02", "2007", std::nullopt, "..", "To", "Personer"},
                                  {"02", "2008", "4", std::nullopt, "To", "Personer"}}))
        << decoded.error;
    EXPECT_TRUE(decoded.report.closed);
    EXPECT_EQ(at_place(bytes, decoded.places[1]), "2.50");
    EXPECT_EQ(decoded.places[2].line, 6U);
    EXPECT_EQ(decoded.report.bytes.record, 1U + 4U + 4U + 1U);
    EXPECT_EQ(decoded.report.bytes.blank, 2U + 2U + 2U);
    expect_closed_account(decoded, bytes.size());
}

TEST(JsonStat, SparseValuesAndStatusBringOnlyTheCellsThatAreThere) {
    const std::string bytes = cube + "\"status\":{\"1\":\":\",\"3\":\".\"},\"value\":{\"3\":4, \"0\":\"x\"}}";
    const auto decoded = decode_all(contract_of({"R", "T", "value", "status"}), jsonstat_layout(), bytes);
    EXPECT_EQ(decoded.rows,
              (Rows{{"02", "2008", "4", "."}, {"01", "2007", "x", std::nullopt}, {"01", "2008", std::nullopt, ":"}}))
        << decoded.error;
    EXPECT_EQ(at_place(bytes, decoded.places[0]), "\"3\":4");
    EXPECT_EQ(at_place(bytes, decoded.places[2]), "\"1\":\":\"");
    expect_closed_account(decoded, bytes.size());
}

TEST(JsonStat, ValueMayStandBeforeTheDimensionsAndStatusMayBeAnArray) {
    const std::string bytes =
        R"({"value":[7,8],"status":["e",null],"class":"dataset","size":[2],"id":["T"],"dimension":{"T":{"category":{"index":["1","2"]}}}})";
    const auto decoded = decode_all(contract_of({"T", "value", "status"}), jsonstat_layout(), bytes);
    EXPECT_EQ(decoded.rows, (Rows{{"1", "7", "e"}, {"2", "8", std::nullopt}})) << decoded.error;
    expect_closed_account(decoded, bytes.size());
}

TEST(JsonStat, WhatDoesNotFitTogetherIsRefused) {
    const std::vector<std::string> fields{"R", "T", "value"};
    const auto code_of = [&](const std::string& bytes) {
        return decode_all(contract_of(fields), jsonstat_layout(), bytes).error_code;
    };
    EXPECT_EQ(code_of(cube + "\"value\":[1,2,3]}"), code::dimensions);
    EXPECT_EQ(code_of(cube + "\"value\":[1,2,3,4,5]}"), code::dimensions);
    EXPECT_EQ(code_of(cube + "\"value\":{\"4\":1}}"), code::dimensions);
    EXPECT_EQ(code_of(cube + "\"value\":{\"x\":1}}"), code::dimensions);
    EXPECT_EQ(code_of(cube + "\"value\":[1,2,3,4],\"status\":[\".\"]}"), code::dimensions);
    EXPECT_EQ(code_of(cube + "\"value\":5}"), code::dimensions);
    EXPECT_EQ(code_of(cube + "\"x\":5}"), code::dimensions);
    EXPECT_EQ(code_of(cube + "\"value\":[1,2,3,4]"), code::cut);
    EXPECT_EQ(code_of(cube + "\"value\":[1,2,3,4]} x"), code::format);
    EXPECT_EQ(code_of("{\"title\":\"x\",\"variables\":[]}"), code::format);
    EXPECT_EQ(code_of("[]"), code::format);
    EXPECT_EQ(code_of(""), code::empty);
    EXPECT_EQ(decode_all(contract_of({"R", "value"}), jsonstat_layout(), cube + "\"value\":[1,2,3,4]}").error_code,
              code::dimensions);
    EXPECT_EQ(decode_all(contract_of({"R", "T", "Region", "value"}), jsonstat_layout(), cube + "\"value\":[1,2,3,4]}")
                  .error_code,
              code::missing_column);
}

TEST(JsonStat, ANestedOrRepeatedValueKeepsOneCellOut) {
    const std::string bytes = cube + "\"value\":{\"0\":1,\"0\":2,\"1\":[3]}}";
    const auto decoded = decode_all(contract_of({"R", "T", "value"}), jsonstat_layout(), bytes);
    EXPECT_EQ(decoded.rows.size(), 1U);
    EXPECT_EQ(decoded.unreadable.size(), 2U);
    expect_closed_account(decoded, bytes.size());
}

}  // namespace
}  // namespace tilsig::decode::testing
