// A landing zone in a folder of its own, and the few moves most of its tests make.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>

#include <random>

#include "base/files.hpp"
#include "land/landing_zone.hpp"

namespace tilsig::land {

class LandingTest : public testing::Test {
protected:
    std::filesystem::path zone_path() const { return m_temp.path() / "landing"; }
    std::filesystem::path key_path() const { return m_temp.path() / "landing.key"; }
    LandingZone open_zone() { return {zone_path(), key_path(), m_clock}; }

    static Manifest land(LandingZone& zone, std::string_view bytes, std::string_view name = "delivery.csv") {
        LandingWriter writer = zone.begin({"municipal.intro", "k0101", "2008"}, name, "text/csv", "utf-8", "90d");
        writer.write(bytes);
        return writer.seal({"settled: same size at two looks"});
    }

    static std::string read_all(LandedReader reader) {
        std::string out(static_cast<std::size_t>(reader.size()) + 1, '\0');
        out.resize(reader.read(out.data(), out.size()));
        return out;
    }

    static std::string random_bytes(std::size_t size, unsigned seed) {
        std::mt19937_64 random(seed);
        std::string out(size, '\0');
        for (char& byte : out) byte = static_cast<char>(random());
        return out;
    }

    std::filesystem::path content_of(const Manifest& manifest) const {
        return zone_path() / manifest.delivery / "content";
    }

    /// Names in the zone, leaving out the two lock files.
    std::vector<std::string> names_in_zone() const {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(zone_path())) {
            std::string name = entry.path().filename().string();
            if (!name.starts_with(".lock-")) names.push_back(std::move(name));
        }
        std::sort(names.begin(), names.end());
        return names;
    }

    /// Overwrites a file in place, as damage does.
    static void overwrite(const std::filesystem::path& path, std::string_view bytes) {
        const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC));
        ASSERT_TRUE(fd.valid());
        write_all(fd.get(), bytes, path);
    }

    /// The error that `work` ends in; a test failure when there is none.
    template <typename Work>
    static Error error_of(Work&& work) {
        try {
            work();
        } catch (const Error& error) {
            return error;
        }
        ADD_FAILURE() << "no error";
        return {ErrorKind::internal, "none"};
    }

    TempFolder m_temp;
    ManualClock m_clock{parse_instant("2026-11-22T03:00:00Z")};
};

}  // namespace tilsig::land
