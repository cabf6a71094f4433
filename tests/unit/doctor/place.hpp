// A small installation in a folder of its own, for the checks to look at.
#pragma once

#include <fstream>
#include <string>

#include "base/files.hpp"
#include "doctor/checks.hpp"
#include "land/landing_zone.hpp"

namespace tilsig::doctor {

/// Good as it is made: SQLite that is not there yet, a key, one landed delivery. Tests spoil it.
class Place {
public:
    Place() {
        settings.warehouse.connection_string = "Driver=SQLite3;Database=" + (state() / "warehouse.db").string();
        settings.state = {state() / "landing", state() / "cache", state() / "landing.key", state() / "issue-keys", {}};
        settings.receipts.folder = state();
        settings.content = folder.path();
        make_private_folder(state());
        std::ofstream(config_file()) << "warehouse:\n";
    }

    [[nodiscard]] std::filesystem::path state() const { return folder.path() / "state"; }
    [[nodiscard]] std::filesystem::path config_file() const { return folder.path() / "tilsig.yaml"; }
    /// What stands in the members now.
    [[nodiscard]] Installation installation() {
        return {config_file(),
                settings,
                catalog,
                senders,
                mistakes,
                {settings.state.landing,
                 settings.state.key_file,
                 settings.state.cache,
                 settings.programs.connectors,
                 settings.programs.fetch,
                 {settings.receipts.folder, settings.receipts.group, 02750, 0640}},
                [this] {
                    odbc::Dsn dsn;
                    dsn.connection_string = settings.warehouse.connection_string;
                    dsn.connect_timeout = std::chrono::seconds(1);
                    return dsn;
                },
                "1.2.3",
                clock};
    }
    /// Lands some bytes and returns the delivery's name.
    std::string land(const std::string& bytes) {
        land::LandingZone zone(settings.state.landing, settings.state.key_file, clock);
        auto writer = zone.begin({"desk.roster", "desk", "all"}, "a.csv", "text/csv", "utf-8", "keep");
        writer.write(bytes);
        return writer.seal({}).delivery;
    }

    TempFolder folder;
    config::Settings settings;
    catalog::Catalog catalog;
    senders::Register senders;
    std::vector<std::string> mistakes;
    SystemClock clock;
};

/// "bad: text -> remedy" of each remark, in lines.
inline std::string told(const Remarks& remarks) {
    std::string text;
    for (const auto& remark : remarks)
        text += std::string(to_string(remark.verdict)) + ": " + remark.text +
                (remark.remedy.empty() ? "" : " -> " + remark.remedy) + "\n";
    return text;
}

/// Whether a remark of this verdict holds this text, with a remedy unless it is good.
inline bool tells(const Remarks& remarks, Verdict verdict, const std::string& text) {
    for (const auto& remark : remarks)
        if (remark.verdict == verdict && remark.text.find(text) != std::string::npos &&
            (verdict == Verdict::good) == remark.remedy.empty())
            return true;
    return false;
}

}  // namespace tilsig::doctor
