// A document that says whether it is changes or the whole of a register.
#include "decode_support.hpp"

namespace tilsig::decode::testing {
namespace {

using model::DeliveryKind;

catalog::Contract register_of_a() {
    auto contract = contract_of({"a"});
    contract.kinds = {{"part", DeliveryKind::delta}, {"all", DeliveryKind::snapshot}};
    return contract;
}

catalog::Layout json() {
    auto layout = json_layout("/rows");
    layout.json.kind = "/about/type";
    return layout;
}

catalog::Layout xml(const std::string& kind, bool attribute) {
    catalog::Layout layout;
    layout.name = "test";
    layout.format = catalog::FormatKind::xml;
    layout.xml.records = {{"", "r", false}, {"", "a", false}};
    layout.xml.kind = {{"", "r", false}, {"", kind, attribute}};
    return layout;
}

TEST(StatedKind, IsReadFromTheEnvelopeOfJson) {
    const auto whole = decode_all(register_of_a(), json(), R"({"about": {"type": "all"}, "rows": [{"a": 1}]})");
    EXPECT_EQ(whole.report.kind, DeliveryKind::snapshot) << whole.error;
    EXPECT_TRUE(whole.report.closed);
    EXPECT_EQ(whole.notes.size(), 0U) << "what is read is no extra";
    const auto part = decode_all(register_of_a(), json(), R"({"rows": [{"a": 1}], "about": {"type": "part"}})");
    EXPECT_EQ(part.report.kind, DeliveryKind::delta);
}

TEST(StatedKind, ThatIsMissingOrUnknownLeavesTheDeliveryInDoubt) {
    for (const char* bytes :
         {R"({"rows": [{"a": 1}]})", R"({"about": {"type": null}, "rows": [{"a": 1}]})",
          R"({"about": {"type": "02918536941"}, "rows": [{"a": 1}]})", R"({"about": {"type": 1}, "rows": [{"a": 1}]})",
          R"({"about": {"type": ["all"]}, "rows": [{"a": 1}]})"}) {
        const auto decoded = decode_all(register_of_a(), json(), bytes);
        EXPECT_FALSE(decoded.report.kind.has_value()) << bytes;
        EXPECT_FALSE(decoded.report.closed) << bytes;
        EXPECT_TRUE(decoded.report.open_reason.starts_with("SYS-E031: /about/type ")) << decoded.report.open_reason;
        EXPECT_EQ(decoded.report.open_reason.find("029185"), std::string::npos) << "a value is not repeated";
        EXPECT_EQ(decoded.rows.size(), 1U) << "the records are read all the same";
    }
}

TEST(StatedKind, IsReadFromAnAttributeOrElementOfXml) {
    auto contract = contract_of({"."});
    contract.kinds = register_of_a().kinds;
    EXPECT_EQ(decode_all(contract, xml("type", true), "<r type='all'><a>1</a></r>").report.kind,
              DeliveryKind::snapshot);
    EXPECT_EQ(decode_all(contract, xml("type", false), "<r><a>1</a><type> part\n</type></r>").report.kind,
              DeliveryKind::delta)
        << "behind the records, with whitespace";
    const auto missing = decode_all(contract, xml("type", true), "<r><a type='all'>1</a></r>");
    EXPECT_FALSE(missing.report.kind.has_value()) << "of the record, not of the document";
    EXPECT_EQ(
        missing.report.open_reason,
        "SYS-E031: /r/@type is missing; it says one of 'all', 'part': whether the delivery is whole is not known");
    const auto unknown = decode_all(contract, xml("type", true), "<r type='ALL'><a>1</a></r>");
    EXPECT_EQ(unknown.report.open_reason,
              "SYS-E031: /r/@type says none of 'all', 'part': whether the delivery is whole is not known");
}

}  // namespace
}  // namespace tilsig::decode::testing
