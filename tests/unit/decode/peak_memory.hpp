// How much the resident memory of this process has grown at most since the object was made.
#pragma once

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <string>

namespace tilsig::decode::testing {

class PeakMemory {
public:
    PeakMemory() {
        std::ofstream("/proc/self/clear_refs") << "5";  // the peak counts from now on
        m_before = read("VmRSS:");
    }
    /// Bytes. Always 0 under a sanitizer, whose shadow memory is not the program's.
    [[nodiscard]] std::uint64_t growth() const {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
        return 0;
#else
        const std::uint64_t peak = read("VmHWM:");
        return peak - std::min(peak, m_before);
#endif
    }

private:
    static std::uint64_t read(const std::string& name) {
        std::ifstream status("/proc/self/status");
        for (std::string word; status >> word;) {
            if (word != name) continue;
            std::uint64_t kibibytes = 0;
            status >> kibibytes;
            return kibibytes * 1024;
        }
        return 0;
    }
    std::uint64_t m_before = 0;
};

}  // namespace tilsig::decode::testing
