// Does one thing to a landing zone and says when it is done; the crash tests kill it on the way.
#include <csignal>
#include <cstdio>
#include <cstring>

#include "land/landing_zone.hpp"
#include "probe_content.hpp"

using namespace tilsig;

namespace {

/// The bytes of probe_blank() become blanks, as of a record that is erased.
void blank(const land::LandingZone::Source& source, const land::LandingZone::Sink& sink) {
    const auto [begin, length] = probe_blank();
    std::string buffer(65536, '\0');
    std::uint64_t at = 0;
    while (const std::size_t size = source(buffer.data(), buffer.size())) {
        for (std::size_t i = 0; i < size; ++i, ++at)
            if (at >= begin && at < begin + length && buffer[i] != '\n') buffer[i] = ' ';
        sink({buffer.data(), size});
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return 64;
    ::signal(SIGXFSZ, SIG_IGN);
    const std::filesystem::path root = argv[1];
    const std::string_view what = argv[2];
    try {
        const SystemClock clock;
        land::LandingZone zone(root / "landing", root / "landing.key", clock);
        if (what == "land") {
            land::LandingWriter writer =
                zone.begin({"municipal.intro", "k0101", "2008"}, "in.csv", "text/csv", "utf-8", "90d");
            writer.write(probe_content());
            zone_says(writer.seal({"settled"}).delivery.c_str());
        } else if (what == "blank") {
            zone_says(zone.rewrite(probe_delivery(), {}, blank).delivery.c_str());
        } else if (what == "remove") {
            zone.remove(probe_delivery());
            zone_says("removed");
        } else {
            zone_says("opened");
        }
        return 0;
    } catch (const Error& error) {
        std::fprintf(stderr, "%s: %s\n", to_string(error.kind()), error.what());
        return error.kind() == ErrorKind::storage ? 3 : 4;
    }
}
