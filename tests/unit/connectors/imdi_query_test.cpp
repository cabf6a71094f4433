#include <gtest/gtest.h>

#include "imdi_query/announced.hpp"
#include "imdi_query/page.hpp"
#include "imdi_query/question.hpp"
#include "spi_unit.hpp"

namespace tilsig::imdi_query {
namespace {

const std::string query = R"({"TableName":"t","Include":["aar","kjonn"],"Conditions":{"aar":["{period}"]}})";

std::string refusal(const std::string& text) {
    try {
        (void)read_page(text, 7);
    } catch (const spi::Failure& failure) {
        EXPECT_EQ(failure.status(), spi::Status::bad_source);
        return failure.what();
    }
    return "";
}

TEST(ImdiPage, KeepsTheRowsAsTheyAreWritten) {
    const std::string text =
        "{ \"continuation\":\"a,]}\", \"x\":[[1]], \"data\" : [ {\"a\":\"\\u00f8 ]\\\"\"} ,\n{\"a\" : \"data\"}\t] }";
    const Page page = read_page(text, 1);
    EXPECT_EQ(page.bytes, "{\"a\":\"\\u00f8 ]\\\"\"} ,\n{\"a\" : \"data\"}");
    EXPECT_EQ(page.rows.size(), 2U);
    EXPECT_EQ(page.continuation, "a,]}");
    EXPECT_TRUE(read_page(R"({"data":[{"data":"1"}],"continuation":null})", 1).continuation.empty());
}

TEST(ImdiPage, IsRefusedWithItsNumber) {
    EXPECT_NE(refusal(R"({"data":[{}])").find("page 7 is no JSON object"), std::string::npos);
    EXPECT_NE(refusal(R"({"Message":"no"})").find("has no array"), std::string::npos);
    EXPECT_NE(refusal(R"({"data":[1]})").find("no object"), std::string::npos);
    EXPECT_NE(refusal(R"({"data":[],"continuation":"x"})").find("promises another"), std::string::npos);
    EXPECT_NE(refusal(R"({"data":[{}],"continuation":""})").find("no token"), std::string::npos);
    EXPECT_NE(refusal(R"({"data":[],"data":[{}]})").find("twice"), std::string::npos);
}

TEST(ImdiQuestion, HasTheSameBodyWithAndWithoutAToken) {
    const test::SpiUnit unit({{"base", "https://h/api/"}, {"query", query}}, "2024");
    const Question question = make_question(unit.unit());
    EXPECT_EQ(question.body(), R"({"TableName":"t","Include":["aar","kjonn"],"Conditions":{"aar":["2024"]}})");
    EXPECT_EQ(question.body("tk"),
              R"({"TableName":"t","Include":["aar","kjonn"],"Conditions":{"aar":["2024"]},"continuation":"tk"})");
    EXPECT_EQ(question.groups_url, "https://h/api/metadata/headergroups/t");
    EXPECT_EQ(question.data_url, "https://h/api/data/query");
}

TEST(ImdiQuestion, TellsEveryMistake) {
    const auto mistakes = [](std::map<std::string, std::string> options) {
        return test::SpiUnit(std::move(options)).mistakes(check_options);
    };
    EXPECT_TRUE(mistakes({{"base", "https://h"}, {"query", query}}).empty());
    EXPECT_EQ(mistakes({{"base", "http://h"}, {"query", "{"}, {"combinations", "none"}}).size(), 3U);
    for (const char* wrong :
         {R"({"TableName":"t"})", R"({"TableName":"../t","Include":["a"]})", R"({"TableName":"t","Include":[]})",
          R"({"TableName":"t","Include":["a"],"Conditions":{"a":[]}})",
          R"({"TableName":"t","Include":["a"],"continuation":"x"})"})
        EXPECT_EQ(mistakes({{"base", "https://h"}, {"query", wrong}}).size(), 1U) << wrong;
}

TEST(ImdiAnnounced, CountsCombinationsOfTheQuerysOwnRegionType) {
    Question question;
    question.table = "t";
    question.include = {"aar", "kommuneNr"};
    question.conditions = {{"aar", {"2024"}}};
    Announced announced(
        R"([{"aar":["2023","2024"],"fylkeNr":["03"]},{"aar":["2023","2024"],"kommuneNr":["0301","1103"]}])", question);
    EXPECT_THROW((void)announced.prove(), spi::Failure) << "nothing came";
    announced.take({{"aar", "2024"}, {"kommuneNr", "0301"}});
    EXPECT_EQ(announced.prove().lacks, "kommuneNr:1103");
    EXPECT_THROW(announced.take({{"aar", "2024"}, {"kommuneNr", "0301"}}), spi::Failure);
    EXPECT_THROW(announced.take({{"aar", "2023"}, {"kommuneNr", "1103"}}), spi::Failure) << "not asked for";
    EXPECT_THROW(announced.take({{"aar", "2024"}}), spi::Failure);
    announced.take({{"aar", "2024"}, {"kommuneNr", "1103"}});
    EXPECT_EQ(announced.prove().kind, "last-page, rows=product");
}

}  // namespace
}  // namespace tilsig::imdi_query
