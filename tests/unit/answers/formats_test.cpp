// Every format of the catalog is described to its senders, and each that they fill in has an example.
#include "answers/formats.hpp"

#include <gtest/gtest.h>

namespace tilsig::answers {
namespace {

TEST(FormatDescriptions, WhatAContractSaysInABlockIsToldToSenders) {
    for (const auto& format : catalog::formats()) {
        catalog::Layout layout;
        layout.format = format.kind;
        const auto& description = description_of(layout);
        ASSERT_EQ(description.kind, format.kind);
        EXPECT_EQ(description.describe != nullptr, format.blocks != nullptr) << format.word;
        EXPECT_EQ(description.example != nullptr, format.blocks != nullptr) << format.word;
    }
}

}  // namespace
}  // namespace tilsig::answers
