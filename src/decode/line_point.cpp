#include "decode/line_point.hpp"

#include <algorithm>
#include <cstring>

namespace tilsig::decode {

void LinePoint::advance(std::string_view bytes) noexcept {
    if (bytes.empty()) return;
    if (m_after_return && bytes.front() == '\n') bytes.remove_prefix(1);
    m_after_return = false;
    if (bytes.empty()) return;
    if (std::memchr(bytes.data(), '\r', bytes.size()) == nullptr) {
        m_line += static_cast<std::uint64_t>(std::count(bytes.begin(), bytes.end(), '\n'));
        const std::size_t last = bytes.rfind('\n');
        m_column = last == std::string_view::npos ? m_column + bytes.size() : bytes.size() - last;
        return;
    }
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        const bool feed_of_return = bytes[at] == '\n' && at > 0 && bytes[at - 1] == '\r';
        if (feed_of_return) continue;
        if (bytes[at] == '\n' || bytes[at] == '\r') {
            ++m_line;
            m_column = 1;
        } else {
            ++m_column;
        }
    }
    m_after_return = bytes.back() == '\r';
}

}  // namespace tilsig::decode
