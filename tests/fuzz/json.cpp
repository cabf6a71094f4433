// The first byte chooses where the records stand, the second the size of the pieces; the rest is the delivery.
#include "fuzz/delivery.hpp"

using namespace tilsig;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
    static const auto contract = fuzz::contract_of({"a", "b", "c"});
    catalog::Layout layout;
    layout.name = "fuzz";
    layout.format = catalog::FormatKind::json;
    if ((data[0] & 1U) != 0) layout.json.records = "/codes";
    if ((data[0] & 2U) != 0) layout.json.continuation = "/next";
    fuzz::check_delivery(contract, layout, bytes, data[1] + 1U);
    return 0;
}
