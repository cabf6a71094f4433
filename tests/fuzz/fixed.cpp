// The first byte chooses the encoding, the second the size of the pieces; the rest is the delivery.
#include "fuzz/delivery.hpp"

using namespace tilsig;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
    auto contract = fuzz::contract_of({"code", "name"});
    contract.completeness.nothing_is_normal = (data[0] & 4U) != 0;
    catalog::Layout layout;
    layout.name = "2025";
    layout.format = catalog::FormatKind::fixed;
    layout.encoding = static_cast<catalog::Encoding>(data[0] % 3);
    layout.time = catalog::LayoutTime::of_years(2025, 2025);
    layout.fixed.record_length = 10;
    layout.fixed.columns = {{"code", 1, 4, {}}, {"year", 5, 2, {}}, {"name", 7, 4, {}}};
    layout.fixed.year_column = "year";
    contract.layouts.push_back(layout);
    fuzz::check_delivery(contract, contract.layouts.front(), bytes, data[1] + 1U);
    return 0;
}
