// Documents of interfaces: records with objects inside, pages, counts, and what is no list of records.
#include "propose_support.hpp"

namespace tilsig::propose::testing {
namespace {

class JsonDocuments : public Proposing {};

TEST_F(JsonDocuments, ValuesOfObjectsInsideARecordHavePaths) {
    const auto proposal = proposed(R"({"saker": [
        {"id": "a1", "kommune": {"nr": "0301", "navn": "Oslo"}, "land": null, "tagger": [{"x": 1}, {"x": 2}]},
        {"id": "a2", "kommune": {"nr": "1103", "navn": "Stavanger"}, "land": {"kode": "NO"}}]})");
    EXPECT_EQ(field(proposal, "kommune_nr").field.column, "kommune/nr");
    EXPECT_EQ(list_of(proposal, "kommune_nr"), "municipality");
    EXPECT_TRUE(field(proposal, "land_kode").field.optional_column);
    EXPECT_EQ(proposal.fields.size(), 4U);
    EXPECT_TRUE(says(proposal.shape.unread, "key 'tagger' holds arrays with 2 objects in 1 of 2 records"));
}

TEST_F(JsonDocuments, NextAndCountProposeAContinuation) {
    const auto last = proposed(R"({"next": null, "count": 2, "items": [{"id": 1}, {"id": 2}]})");
    EXPECT_EQ(last.shape.layout.json.continuation, "/next");
    EXPECT_EQ(last.shape.layout.json.count, "/count");
    EXPECT_TRUE(has(all_text(last), "count: \"/count\""));
    EXPECT_TRUE(has(all_text(last), "trailer: true"));
    const auto page = proposed(R"({"next": "https://a.example/2", "total": 9, "items": [{"id": 1}, {"id": 2}]})");
    EXPECT_EQ(page.shape.layout.json.continuation, "/next");
    EXPECT_TRUE(says(page.shape.to_decide, "this sample is a page, and not the last one"));
    EXPECT_TRUE(says(page.shape.to_decide, "'/total' states 9 records, and here are 2"));
    EXPECT_EQ(page.shape.layout.json.count, "");
    const auto deep = proposed(R"({"page": {"totalElements": 2}, "_embedded": {"a": [{"id": 1}, {"id": 2}]}})");
    EXPECT_EQ(deep.shape.layout.json.count, "/page/totalElements");
    const auto odata = proposed(R"({"value": [{"id": 1}, {"id": 2}], "@odata.nextLink": "x"})");
    EXPECT_EQ(odata.shape.layout.json.continuation, "/@odata.nextLink");
}

TEST_F(JsonDocuments, WhatIsLeftOutIsNamed) {
    const auto proposal = proposed(R"({"title": "x", "levels": [{"n": 1}], "items": [{"id": 1}, {"id": 2}]})");
    EXPECT_EQ(proposal.shape.layout.json.records, "/items");
    EXPECT_TRUE(says(proposal.shape.unread, "the array at '/levels' with 1 object"));
    EXPECT_TRUE(says(proposal.shape.unread, "1 plain value beside the records"));
    const auto fields = proposed(
        R"({"fields": [{"name": "a", "from": 1, "size": 2, "kind": "x", "codes": [{"c": 1}, {"c": 2}, {"c": 3}]},
                                                {"name": "b", "from": 3, "size": 2, "kind": "y", "codes": [{"c": 1}, {"c": 2}]}]})");
    EXPECT_EQ(fields.shape.layout.json.records, "/fields");
    EXPECT_TRUE(says(fields.shape.unread, "key 'codes' holds arrays with 5 objects"));
}

TEST_F(JsonDocuments, WhatIsNoListOfRecordsIsRefusedByItsKind) {
    EXPECT_TRUE(has(refusal(R"({"id": 1, "title": "x", "made": "y", "a": [{"n": 1}], "b": [{"n": 1}]})"),
                    "the document is one record with 3 plain values"));
    EXPECT_TRUE(has(refusal(R"([{"name": "a", "values": [{"v": 1}, {"v": 2}, {"v": 3}]}])"),
                    "the records stand in several arrays, inside the elements of another one"));
    EXPECT_TRUE(has(refusal(R"({"a": [1, 2], "b": [3, 4]})"), "columns beside each other"));
    EXPECT_TRUE(has(refusal(R"([["a", "b"], [1, 2]])"), "rows whose values have no names"));
    std::string codes = "{\"0301\": \"a\"";
    for (int i = 1000; i < 1020; ++i) codes += ",\"" + std::to_string(i) + "\": \"a\"";
    EXPECT_TRUE(has(refusal(codes + "}"), "one object with 21 keys: a list whose codes are the keys"));
    EXPECT_TRUE(has(refusal(R"({"hits": []})"), "no records found"));
    EXPECT_TRUE(has(refusal("[\n{\"a\": 1,\n\u00A0\"b\": 2}]"), "sample.csv:3: this is not JSON: a no-break space"));
    EXPECT_TRUE(has(refusal("[{\"navn\": \"Troms\xF8\"}]"), "the document is JSON in ISO-8859-1, and JSON is UTF-8"));
    for (const char* old : {R"({"dataset": {"dimension": {"id": ["a"], "size": [1]}, "value": [1]}})",
                            R"({"dimension": {"id": ["a"], "size": [1]}, "value": [1]})"})
        EXPECT_TRUE(has(refusal(old), "JSON-stat before version 2")) << old;
}

TEST_F(JsonDocuments, TablesOfWebPagesAndOtherDocumentsAreNamed) {
    const auto page = refusal("<html><body><table><tr><td>a</td></tr><tr><td>b</td></tr></table></body></html>");
    EXPECT_TRUE(has(page, "a web page (HTML) with a table")) << page;
    EXPECT_TRUE(has(page, ".xlsx")) << page;
    const auto series =
        proposed(R"(<d><s geo="NO"><o t="1" v="2"/><o t="2" v="3"/></s><s geo="SE"><o t="1" v="2"/></s></d>)");
    EXPECT_EQ(series.shape.columns.size(), 1U);
    EXPECT_TRUE(says(series.shape.unread, "attributes of element o, which stands up to 2 times in one record"));
}

}  // namespace
}  // namespace tilsig::propose::testing
