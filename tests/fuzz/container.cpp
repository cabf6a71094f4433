// gzip and zip around CSV: the second byte chooses which; the rest is the container.
#include "decode_all.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tilsig;
    static const catalog::Contract contract = fuzz::contract_of({"a", "b"});
    if (size == 0) return 0;
    catalog::Layout layout;
    layout.compression = (data[0] & 1) != 0 ? catalog::Compression::zip : catalog::Compression::gzip;
    layout.member = "*";
    layout.ignore_other_members = (data[0] & 2) != 0;
    fuzz::decode_all(contract, layout, data + 1, size - 1);
    return 0;
}
