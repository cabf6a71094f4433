// gzip and zip around CSV: the first byte chooses which, the second the size of the pieces; the rest is the container.
#include "fuzz/delivery.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tilsig;
    static const catalog::Contract contract = fuzz::contract_of({"a", "b"});
    if (size < 2) return 0;
    catalog::Layout layout;
    layout.compression = (data[0] & 1) != 0 ? catalog::Compression::zip : catalog::Compression::gzip;
    layout.member = "*";
    layout.ignore_other_members = (data[0] & 2) != 0;
    fuzz::check_delivery(contract, layout, {reinterpret_cast<const char*>(data) + 2, size - 2}, data[1] + 1U);
    return 0;
}
