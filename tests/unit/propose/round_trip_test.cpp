// Feeds that this project has were declared by hand from files like these: the proposals agree with them, but for what
// a file cannot tell, and that is listed.

#include <map>

#include "propose_support.hpp"

namespace tilsig::propose::testing {
namespace {

using model::Type;

struct Known {
    std::string file, feed;
    /// hand-made field: proposed type, where it is another one
    std::map<std::string, std::string> differs;
};

class RoundTrip : public Proposing {
protected:
    static const ProposedField* by_column(const Proposal& proposal, const catalog::Field& wanted) {
        for (const auto& field : proposal.fields)
            if (field.title == wanted.column || field.field.column == wanted.column || field.field.name == wanted.name)
                if (wanted.split.empty() || field.field.split == wanted.split) return &field;
        return nullptr;
    }
    /// What differs in name only: a decimal without digits, a code that a list explains or not.
    static std::string kind_of(const catalog::Field& field) {
        if (field.type == Type::code || field.type == Type::text) return "text";
        if (field.type == Type::decimal && field.format.scale == 0) return "integer";
        return model::to_string(field.type);
    }
};

TEST_F(RoundTrip, AgreesWithContractsMadeByHand) {
    // A year stands as a date in these contracts and as a whole number in those of other sources; and no file of one
    // year tells that a column can have digits behind the mark.
    const std::map<std::string, std::string> year{{"year", "integer"}};
    const std::vector<Known> feeds{
        {"index/imdi/settlement.csv", "imdi.settlement", year},
        {"index/imdi/residence.csv", "imdi.residence", {{"year", "integer"}, {"value", "integer"}}},
        {"index/imdi/settlement_minor.csv", "imdi.settlement_minor", year},
        {"index/imdi/upper_secondary.csv", "imdi.upper_secondary", year},
        {"index/imdi/immigrant_reason.csv", "imdi.immigrant_reason", year},
        {"index/imdi/region.csv", "imdi.region", {}},
        {"index/imdi/region_municipality.csv", "imdi.region_municipality", {}},
        {"index/nav/unemployment_county-2023-06.csv", "nav.unemployment_county", {}},
        {"index/nav/unemployment-2025-03.xlsx", "nav.unemployment", {}},
        {"index/nav/reduced_capacity-2025-03.xlsx", "nav.reduced_capacity", {}},
        {"klass/131.json", "ssb.municipality", {}},
        {"klass/104.json", "ssb.county", {}},
        {"pxweb/07459.json", "ssb.population", {}}};
    for (const auto& known : feeds) {
        SCOPED_TRACE(known.feed);
        Request request;
        request.feed = "office.again";
        request.file = std::filesystem::path(TILSIG_SOURCE_DIR "/tests/standin/data") / known.file;
        request.today = 20'000;
        const auto proposal = propose::propose(request, declared());
        const auto& contract = declared().contract(known.feed);
        std::size_t compared = 0;
        for (const auto& field : contract.fields) {
            const auto* found = by_column(proposal, field);
            if (found == nullptr) continue;
            ++compared;
            const auto differs = known.differs.find(field.name);
            EXPECT_EQ(kind_of(found->field), differs == known.differs.end() ? kind_of(field) : differs->second)
                << field.name << ": " << found->evidence.front();
        }
        EXPECT_GE(compared, 3U) << "columns are found again, but for labels of crosstabs that were given other names";
        EXPECT_EQ(proposal.shape.layout.format, contract.layouts.front().format);
    }
}

}  // namespace
}  // namespace tilsig::propose::testing
