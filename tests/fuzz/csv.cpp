// The first byte chooses dialect and encoding, the second the size of the pieces; the rest is the delivery.
#include "fuzz/delivery.hpp"

using namespace tilsig;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const unsigned choice = data[0];
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
    static const auto flat = fuzz::contract_of({"a", "b", "c"});
    static const auto wide = fuzz::contract_of({"region", "name", "year", "value"});
    catalog::Layout layout;
    layout.name = "fuzz";
    layout.encoding =
        static_cast<catalog::Encoding>(choice % 3 + ((data[1] & 128U) != 0 ? 3 : 0));  // the upper three are UTF-16
    layout.csv.delimiter = (choice & 8U) != 0 ? ',' : ';';
    layout.csv.quote = (choice & 16U) != 0 ? '\0' : '"';
    layout.csv.preface_lines = (choice & 32U) != 0 ? 2 : 0;
    layout.csv.trailing_empty = (choice & 64U) != 0 ? 3 : 0;
    if ((choice & 4U) != 0) {
        layout.csv.trailer_prefix = "#END";
        layout.csv.trailer_count_column = 2;
    }
    if ((choice & 128U) == 0) {
        fuzz::check_delivery(flat, layout, bytes, data[1] + 1U);
        return 0;
    }
    layout.csv.header_rows = 1;
    layout.unpivot.emplace();
    layout.unpivot->keys = {"region", "name"};
    layout.unpivot->headers = {"year"};
    layout.unpivot->strip = {{"year", "Y "}};
    layout.unpivot->empty_reason = "empty_cell";
    fuzz::check_delivery(wide, layout, bytes, data[1] + 1U);
    return 0;
}
