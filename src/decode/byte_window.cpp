#include "decode/byte_window.hpp"

#include <algorithm>
#include <cstring>

namespace tilsig::decode {

bool ByteWindow::grow() {
    if (m_ended) return false;
    const std::size_t held = m_end - m_begin;
    const std::size_t wanted = held + std::max(held, m_read_size);
    m_read_size = std::min(2 * m_read_size, most_read);
    if (wanted + padding > m_capacity) {
        auto larger = std::make_unique_for_overwrite<char[]>(wanted + padding);
        if (held > 0) std::memcpy(larger.get(), m_buffer.get() + m_begin, held);
        m_buffer = std::move(larger);
        m_capacity = wanted + padding;
    } else if (m_begin > 0) {
        std::memmove(m_buffer.get(), m_buffer.get() + m_begin, held);
    }
    m_begin = 0;
    m_end = held;
    while (m_end < wanted) {
        const std::size_t got = m_source(m_buffer.get() + m_end, wanted - m_end);
        if (got == 0) {
            m_ended = true;
            break;
        }
        if (!m_first_nul) {
            if (const void* nul = std::memchr(m_buffer.get() + m_end, 0, got)) {
                m_first_nul =
                    m_total + static_cast<std::size_t>(static_cast<const char*>(nul) - (m_buffer.get() + m_end));
            }
        }
        m_end += got;
        m_total += got;
    }
    std::memset(m_buffer.get() + m_end, 0, padding);
    return m_end > held;
}

}  // namespace tilsig::decode
