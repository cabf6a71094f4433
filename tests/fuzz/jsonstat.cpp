// The first byte is the size of the pieces; the rest is the delivery.
#include "fuzz/delivery.hpp"

using namespace tilsig;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 1) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    static const auto contract = fuzz::contract_of({"region", "year", "value", "status"});
    catalog::Layout layout;
    layout.name = "fuzz";
    layout.format = catalog::FormatKind::jsonstat;
    fuzz::check_delivery(contract, layout, bytes, data[0] + 1U);
    return 0;
}
