#include "klass/proof.hpp"

#include <gtest/gtest.h>

namespace tilsig::klass {
namespace {

std::string proof_of(const std::string& text, const std::string& root) {
    JsonScanner scanner;
    scanner.feed(text);
    Question question;
    question.root = root;
    return prove(scanner, question);
}

TEST(KlassProof, AClosedRootWithItsRecords) {
    EXPECT_EQ(proof_of(R"({"codes":[]})", "codes"), "closed-json");
    EXPECT_THROW(static_cast<void>(proof_of(R"({"codes":[])", "codes")), spi::Failure);
    EXPECT_THROW(static_cast<void>(proof_of(R"({"message":"maintenance"})", "codes")), spi::Failure);
}

TEST(KlassProof, PxWebHasAsManyCellsAsItsSize) {
    EXPECT_EQ(proof_of(R"({"size":[2, 1,3],"value":[1,2,null,4,5,6]})", "value"), "closed-json, cells=size");
    EXPECT_EQ(proof_of(R"({"value":[],"size":[0,5]})", "value"), "closed-json, cells=size");
    for (const char* text : {R"({"size":[2,3],"value":[1,2,3,4,5]})", R"({"size":[2,3],"value":[1,2,3,4,5,6,7]})",
                             R"({"size":[],"value":[1,2]})", R"({"size":[2,"x"],"value":[1,2]})",
                             R"({"size":[99999999,99999999,99999999],"value":[1]})"}) {
        EXPECT_THROW(static_cast<void>(proof_of(text, "value")), spi::Failure) << text;
    }
}

TEST(KlassProof, ASparseTableHasTheClosedRootOnly) {
    EXPECT_EQ(proof_of(R"({"size":[2,3],"value":{"0":1}})", "value"), "closed-json");
}

}  // namespace
}  // namespace tilsig::klass
