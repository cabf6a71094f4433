// tilsig-nation: synthetic persons, and what the sources say about them night by night. README.md.
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <stdexcept>

#include "world.hpp"

namespace {

using namespace nation;

constexpr const char* kUsage =
    "usage: tilsig-nation --out DIR [--seed N] [--scale X] [--places N] [--nights FROM..TO] [--backlog MONTHS] "
    "[--faults on|off] [--disagreement on|off] "
    "[--data DIR]\n"
    "  --out DIR          a folder that does not exist or is empty\n"
    "  --seed N           the same number makes the same bytes (default 1)\n"
    "  --scale X          1 is about 60 000 persons (default 1)\n"
    "  --places N         about so many municipalities and districts, the largest (default: all, fewer below scale "
    "0.5)\n"
    "  --nights FROM..TO  days of 2006 to 2009, both included (default 2009-01-05..2009-01-14)\n"
    "  --backlog MONTHS   months of municipal deliveries that the first night hands out (default 1)\n"
    "  --faults on|off    whether senders and deliveries have faults (default on)\n"
    "  --disagreement on|off  whether UDI's whole registers of settlement say something else than the changes (default "
    "off)\n"
    "  --data DIR         where municipalities.csv and districts.csv lie\n";

[[noreturn]] void refused(const std::string& message) {
    std::cerr << "tilsig-nation: " << message << "\n" << kUsage;
    std::exit(64);
}

Options options_of(int argc, char** argv) {
    Options options;
    options.data = TILSIG_NATION_DATA;
    options.from = day_of(2009, 1, 5);
    options.to = day_of(2009, 1, 14);
    for (int at = 1; at < argc; ++at) {
        const std::string name = argv[at];
        if (name == "--help") {
            std::cout << kUsage;
            std::exit(0);
        }
        if (at + 1 >= argc) refused("a value is missing after " + name);
        const std::string value = argv[++at];
        std::size_t read = 0;
        const auto whole = [&] {
            if (read != value.size()) refused(name + " is no number: " + value);
        };
        if (name == "--out") {
            options.out = value;
        } else if (name == "--data") {
            options.data = value;
        } else if (name == "--seed") {
            options.seed = std::stoull(value, &read);
            whole();
        } else if (name == "--scale") {
            options.scale = std::stod(value, &read);
            whole();
            if (!(options.scale > 0 && options.scale <= 6)) refused("--scale lies above 0 and up to 6");
        } else if (name == "--places") {
            options.places = std::stoi(value, &read);
            whole();
            if (options.places < 1) refused("--places is at least 1");
        } else if (name == "--backlog") {
            options.backlog = std::stoi(value, &read);
            whole();
            if (options.backlog < 1) refused("--backlog is at least 1");
        } else if (name == "--faults") {
            if (value != "on" && value != "off") refused("--faults is on or off");
            options.faults = value == "on";
        } else if (name == "--disagreement") {
            if (value != "on" && value != "off") refused("--disagreement is on or off");
            options.disagreement = value == "on";
        } else if (name == "--nights") {
            const auto dots = value.find("..");
            if (dots == std::string::npos) refused("--nights is FROM..TO");
            options.from = day_of(value.substr(0, dots));
            options.to = day_of(value.substr(dots + 2));
            if (options.from < day_of(2006, 1, 1) || options.to > day_of(2009, 12, 31) || options.from > options.to)
                refused("--nights lie in 2006 to 2009");
        } else {
            refused("unknown option " + name);
        }
    }
    if (options.out.empty()) refused("--out is missing");
    if (std::filesystem::exists(options.out) && !std::filesystem::is_empty(options.out))
        refused(options.out.string() + " is not empty");
    return options;
}

int made(const Options& options) {
    const int small = options.scale < 0.5 ? std::max(24, static_cast<int>(std::lround(options.scale * 900))) : 0;
    const Places places(options.data, options.places > 0 ? options.places : small);
    const int persons = std::max(1, static_cast<int>(std::lround(options.scale * 60000)));
    const Nation people = lives(options.seed, persons, options.faults, places);
    std::filesystem::create_directories(options.out);
    World world{options, places, people, Nights(options.out), Truth(options.out / "truth")};
    places.write_register(options.out / "senders.yaml");
    write_persons(world);
    {
        std::vector<std::unique_ptr<Source>> sources;
        sources.push_back(udi(world));
        sources.push_back(nav(world));
        sources.push_back(municipal(world));
        sources.push_back(language_test(world));
        sources.push_back(imdi(world));
        for (Day night = options.from; night <= options.to; ++night) {
            std::filesystem::create_directories(options.out / "nights" / iso(night));
            for (auto& source : sources) source->night(night, night == options.from);
        }
    }
    world.truth.close();
    long long records = 0;
    long long units = 0;
    for (const auto& [feed, count] : world.nights.records()) {
        records += count;
        units += world.nights.units().at(feed);
        std::cout << feed << ": " << count << " records in " << world.nights.units().at(feed) << " units\n";
    }
    std::cout << persons << " persons, " << records << " records, " << units << " units, "
              << options.to - options.from + 1 << " nights\n";
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return made(options_of(argc, argv));
    } catch (const std::invalid_argument& problem) {
        refused(problem.what());
    } catch (const std::exception& problem) {
        std::cerr << "tilsig-nation: " << problem.what() << "\n";
        return 1;
    }
}
