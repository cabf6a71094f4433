#include "survey.hpp"

#include <algorithm>
#include <map>

#include "only_looking.hpp"

namespace inbox {

namespace {

using tilsig::spi::Host;
using tilsig::spi::Unit;

constexpr std::size_t told_files = 3;

/// `"deltakere-2026-09.csv" in /srv/in/k0301`, of the first files.
std::string told(const std::vector<Entry>& files, const std::string& folder) {
    std::string text;
    for (std::size_t i = 0; i < std::min(told_files, files.size()); ++i)
        text += (i > 0 ? ", \"" : "\"") + told_name(files[i].name) + "\"";
    if (files.size() > told_files) text += " and " + std::to_string(files.size() - told_files) + " more";
    return text + " in " + folder;
}

/// By period, the files that are ready of one sender.
std::map<std::string, std::vector<Entry>> by_period(const SenderFolder& folder, const std::string& sender,
                                                    const Unit& unit, const std::function<bool(const Entry&)>& ready) {
    std::map<std::string, std::vector<Entry>> periods;
    for (const char* option : {"pattern", "nil_pattern"}) {
        const auto pattern = unit.options().text_or(option, "");
        for (const auto& any : any_period(pattern, unit.period())) {
            for (auto& entry : folder.look(fill_in(any, sender, ""), "").files) {
                if (!ready(entry)) continue;
                for (const auto& period : periods_in(entry.name, pattern, sender, unit.period())) {
                    auto& files = periods[period];
                    const auto same = [&](const Entry& other) { return other.name == entry.name; };
                    if (std::none_of(files.begin(), files.end(), same)) files.push_back(entry);
                }
            }
        }
    }
    return periods;
}

void survey_one(Host& host, const Unit& unit, const SenderFolder& folder, const std::string& sender,
                const std::function<bool(const Entry&)>& ready) {
    const std::string place = std::string(unit.options().text_or("folder", "")) + "/" + sender;
    for (auto& [period, files] : by_period(folder, sender, unit, ready)) {
        // A fetch that only looks leaves everything where it is: its cursor says how far it came.
        if (unit.look_only()) {
            const auto cursor = host.cursor_of(sender, period);
            std::erase_if(files, [&](const Entry& entry) { return !came_later(entry.seen, cursor); });
        }
        if (!files.empty()) host.lies({sender, period, told(files, place)});
    }
}

}  // namespace

void survey(Host& host, const Unit& unit, const std::function<bool(const Entry&)>& ready) {
    const std::string root(unit.options().text_or("folder", ""));
    const auto senders =
        unit.sender().empty() ? sender_folders(root) : std::vector<std::string>{std::string(unit.sender())};
    for (const auto& sender : senders) {
        try {
            survey_one(host, unit, SenderFolder(root, sender), sender, ready);
        } catch (const tilsig::spi::Failure& failure) {
            // One folder that cannot be read hides no other; whoever owes hears of it from its fetch.
            if (!unit.sender().empty()) throw;
            host.log(tilsig::spi::LogLevel::warn, "inbox.not_surveyed", failure.what());
        }
    }
}

}  // namespace inbox
