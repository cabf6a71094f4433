// Samples made by hand, proposed against the declarations of this project.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "base/files.hpp"
#include "propose/proposal.hpp"

namespace tilsig::propose::testing {

class Proposing : public ::testing::Test {
protected:
    static const catalog::Catalog& declared() {
        static const catalog::Catalog catalog = [] {
            config::Lints lints;
            auto read = catalog::load_catalog(TILSIG_SOURCE_DIR, lints);
            lints.throw_if_any();
            return read;
        }();
        return catalog;
    }

    std::filesystem::path sample(const std::string& bytes, const std::string& name = "sample.csv") const {
        write_file_durably(m_folder.path() / name, bytes);
        return m_folder.path() / name;
    }

    Proposal proposed(const std::string& bytes, Request request = {}) const {
        if (request.feed.empty()) request.feed = "office.case";
        request.file = sample(bytes);
        request.today = 20'000;  // 2024
        return propose::propose(request, declared());
    }

    static const ProposedField& field(const Proposal& proposal, const std::string& name) {
        for (const auto& field : proposal.fields)
            if (field.field.name == name) return field;
        static const ProposedField none;
        ADD_FAILURE() << "no field " << name;
        return none;
    }

    static std::string list_of(const Proposal& proposal, const std::string& name) {
        const auto* list = field(proposal, name).list;
        return list == nullptr ? "none" : list->name;
    }

    /// The whole proposal as text.
    static std::string all_text(const Proposal& proposal) {
        std::string text;
        for (const auto& file : proposal.files) text += file.text;
        return text;
    }

    static bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

    static bool says(const std::vector<std::string>& sentences, const std::string& part) {
        for (const auto& sentence : sentences)
            if (has(sentence, part)) return true;
        return false;
    }

    /// What the refusal of this sample says.
    std::string refusal(const std::string& bytes, const Request& request = {}) const {
        try {
            (void)proposed(bytes, request);
        } catch (const Error& error) {
            EXPECT_FALSE(error.remedy_text().empty() && error.kind() != ErrorKind::data) << error.what();
            return error.what();
        }
        return "nothing was refused";
    }

    TempFolder m_folder;
};

}  // namespace tilsig::propose::testing
