#include "klass/announced.hpp"

#include <gtest/gtest.h>

#include "klass/question.hpp"

namespace tilsig::klass {
namespace {

const std::string metadata =
    R"({"title":"t","variables":[{"code":"Region","text":"region","values":["0301","1103","5001"]},)"
    R"({"code":"Kjonn","text":"sex","values":["1","2"],"elimination":true},)"
    R"({"code":"Tid","text":"year","values":["2008","2009"],"time":true}]})";
const std::string all = R"({"query":[{"code":"Region","selection":{"filter":"all","values":["*"]}}]})";

std::string answer(const std::string& regions, const std::string& years, const std::string& value) {
    return R"({"id":["Region","Tid"],"value":)" + value + R"(,"dimension":{"Region":{"category":{"index":)" + regions +
           R"(}},"Tid":{"category":{"index":)" + years + "}}}}";
}

std::string proof(const std::string& text, const std::string& query = all, const std::string& table = metadata) {
    JsonScanner scanner;
    scanner.keep("dimension", dimension_kept);
    scanner.feed(text);
    EXPECT_EQ(scanner.problem(), "");
    const auto proof = Announced(table, query).prove(scanner, "own");
    return proof.lacks.empty() ? proof.kind : proof.kind + ", lacks=" + proof.lacks;
}

const std::string regions = R"({"0301":0,"1103":1,"5001":2})";

TEST(KlassAnnounced, EverythingTheMetadataShowsHasCome) {
    EXPECT_EQ(proof(answer(regions, R"(["2008","2009"])", "[1,2,3,4,5,null]")), "closed-json, cells=metadata")
        << "a variable that may be left out and was not asked for is summed over";
    EXPECT_EQ(proof(answer(regions, R"(["2009","2008"])", R"({"0":1})")), "closed-json, categories=metadata");
}

TEST(KlassAnnounced, WhatIsLackingIsNamedThoughTheAnswerAgreesWithItself) {
    EXPECT_EQ(proof(answer(regions, R"(["2008"])", "[1,2,3]")), "own, lacks=Tid:2009");
    EXPECT_EQ(proof(answer(R"({"1103":0})", R"(["2008"])", "[1]")), "own, lacks=Region:0301, 5001; Tid:2009");
}

TEST(KlassAnnounced, AQueryIsWorkedOutFromTheMetadata) {
    const std::string query = R"({"query":[{"code":"Region","selection":{"filter":"all","values":["0*","5???"]}},)"
                              R"({"code":"Tid","selection":{"filter":"item","values":["2009"]}}]})";
    EXPECT_EQ(proof(answer(R"(["0301","5001"])", R"(["2009"])", "[1,2]"), query), "closed-json, cells=metadata");
    EXPECT_EQ(proof(answer(R"(["0301"])", R"(["2009"])", "[1]"), query), "own, lacks=Region:5001");
}

TEST(KlassAnnounced, WhatOnlyTheServiceKnowsIsNotClaimed) {
    const std::string top = R"({"query":[{"code":"Tid","selection":{"filter":"top","values":["1"]}}]})";
    EXPECT_EQ(proof(answer(regions, R"(["2009"])", "[1,2,3]"), top), "own");
    EXPECT_EQ(proof(answer(R"(["0301"])", R"(["2009"])", "[1]"), top), "own, lacks=Region:1103, 5001");
}

TEST(KlassAnnounced, WhatNobodyAnnouncedIsAFaultOfTheSource) {
    EXPECT_THROW((void)proof(answer(R"(["0301","1103","5001","9999"])", R"(["2008","2009"])", "[1,2,3,4,5,6,7,8]")),
                 spi::Failure);
    EXPECT_THROW((void)proof(answer(regions, R"(["2008","2009"])", "[1,2,3,4,5]")), spi::Failure) << "a cell too few";
    EXPECT_THROW((void)proof(R"({"value":[1],"dimension":{"Tid":{"category":{"index":["2008"]}}}})"), spi::Failure);
    for (const char* table : {"", "<html>", "{}", R"({"variables":[]})", R"({"variables":[{"code":"Tid"}]})"})
        EXPECT_THROW((void)proof(answer(regions, R"(["2008"])", "[1,2,3]"), all, table), spi::Failure) << table;
}

TEST(KlassAnnounced, LongListsAreCountedNotListed) {
    std::string values;
    for (int i = 100; i < 130; ++i) values += (i == 100 ? "\"" : ",\"") + std::to_string(i) + "\"";
    const std::string table = R"({"variables":[{"code":"Region","values":[)" + values + "]}]}";
    EXPECT_EQ(proof(R"({"value":[1],"dimension":{"Region":{"category":{"index":["100"]}}}})", R"({"query":[]})", table),
              "own, lacks=Region:101, 102, 103, 104, 105, 106, 107, 108, 109, 110 and 19 more");
}

}  // namespace
}  // namespace tilsig::klass
