// Ten million records as CSV and as JSON: a peak that is bounded, and the same as for one million.
#include <gtest/gtest.h>

#include <fstream>
#include <iostream>

#include "scenarios/installation.hpp"

namespace tilsig::test {
namespace {

constexpr int million = 1000000;
constexpr long most_kib = 128 * 1024;

class FullLargeData : public OnEveryEngine {
protected:
    /// Written as a stream; a tenth of each row's bytes differs from its neighbour's.
    static std::string write_regions(const Installation& where, int records) {
        const auto path = where.folder() / "regions.csv";
        std::ofstream out(path, std::ios::binary);
        out << "code;name_nb;name_en\n";
        for (int i = 0; i < records; ++i) out << 'r' << i << ";Region nummer " << i << ";Region\n";
        return path.string();
    }
    static std::string write_counties(const Installation& where, int records) {
        const auto path = where.folder() / "counties.json";
        std::ofstream out(path, std::ios::binary);
        out << "{\"codes\":[";
        // A hundred codes, each with a hundred thousand names that follow each other by the day.
        for (int i = 0; i < records; ++i) {
            const int day = i / 100;
            char from[16], to[16];
            std::snprintf(from, sizeof from, "%04d-%02d-%02d", 1000 + day / 336, 1 + day / 28 % 12, 1 + day % 28);
            const int next = day + 1;
            std::snprintf(to, sizeof to, "%04d-%02d-%02d", 1000 + next / 336, 1 + next / 28 % 12, 1 + next % 28);
            out << (i == 0 ? "" : ",") << "{\"code\":\"" << i % 100 / 10 << i % 10 << "\",\"name\":\"Fylke " << i
                << "\",\"validFromInRequestedRange\":\"" << from << "\",\"validToInRequestedRange\":\"" << to << "\"}";
        }
        out << "]}";
        return path.string();
    }
    static long peak_of(const Installation& where, const std::string& feed, const std::string& file) {
        const auto answer =
            where.tilsig_under({"/usr/bin/time", "-f", "peak %M"}, "run", {feed, "--quiet", "--from", file});
        EXPECT_EQ(answer.exit_code, 0) << answer.out << answer.err;
        return std::stol(answer.err.substr(answer.err.rfind("peak ") + 5));
    }
    void load_both(const std::string& feed, const std::string& table, std::string (*write)(const Installation&, int)) {
        long peaks[2] = {0, 0};
        for (const int records : {million, 10 * million}) {
            const Installation here(GetParam(), nullptr);
            long& peak = peaks[records == million ? 0 : 1];
            peak = peak_of(here, feed, write(here, records));
            std::cout << feed << ", " << records << " records: peak " << peak << " KiB" << std::endl;
            EXPECT_LE(peak, most_kib);
            EXPECT_EQ(here.query("SELECT count(*) FROM " + table + " WHERE " + table + "_key > 0"),
                      std::to_string(records) + "\n");
        }
        EXPECT_LE(peaks[1], peaks[0] * 11 / 10);
    }
};

TEST_P(FullLargeData, AsCsv) { load_both("imdi.region", "dim_imdi_region", write_regions); }
TEST_P(FullLargeData, AsJson) { load_both("ssb.county", "dim_county", write_counties); }

TILSIG_ON_EVERY_ENGINE(FullLargeData);

}  // namespace
}  // namespace tilsig::test
