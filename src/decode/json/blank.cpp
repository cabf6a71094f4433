// What an erasure leaves of a record of JSON.
#include "decode/format_parts.hpp"

namespace tilsig::decode {

std::string blanked_json(const std::string& record) {
    std::string bytes = record;
    const bool shell = record.size() >= 2 && (record[0] == '{' || record[0] == '[' || record[0] == '"');
    if (shell)
        blank(bytes, 1, bytes.size() - 1);
    else
        blank(bytes, 0, bytes.size(), '9');  // a bare number stays one
    return bytes;
}

}  // namespace tilsig::decode
