#include "cli/init_trial.hpp"

#include "base/files.hpp"
#include "base/text.hpp"
#include "config/lints.hpp"

namespace tilsig::cli {

namespace fs = std::filesystem;

namespace {

/// `to` gets what `from` has: folders down to `levels` as folders of its own, everything below and all files as links.
void mirror(const fs::path& from, const fs::path& to, int levels) {
    fs::create_directories(to);
    for (const auto& entry : fs::directory_iterator(from)) {
        const fs::path there = to / entry.path().filename();
        if (levels > 0 && entry.is_directory()) {
            mirror(entry.path(), there, levels - 1);
        } else {
            fs::create_symlink(fs::absolute(entry.path()), there);
        }
    }
}

void refuse_mistakes(const config::Lints& lints) {
    if (lints.empty()) return;
    throw Error(ErrorKind::internal, "the proposal does not pass the program's own checks, nothing was written:\n" +
                                         join(lints.lines(), "\n"))
        .remedy("please report it with the kind of file it was made from");
}

}  // namespace

Trial try_proposal(const fs::path& content, const std::string& feed, const std::vector<NewFile>& files,
                   const fs::path& sample, const std::string& period, bool whole, Clock& clock) {
    const TempFolder folder;
    for (const char* part : {"mappings", "connectors", "schedules"})
        if (fs::exists(content / part)) mirror(content / part, folder.path() / part, 1);
    for (const auto& file : files) {
        const fs::path path = folder.path() / file.path;
        fs::create_directories(path.parent_path());
        write_file_durably(path, file.text);
    }
    config::Lints lints;
    auto catalog = catalog::load_catalog(folder.path(), lints);
    refuse_mistakes(lints);
    // The examples of the other feeds are not what is tried here.
    std::erase_if(catalog.contracts, [&](const auto& entry) { return entry.first != feed; });
    Trial trial;
    trial.examples = operate::run_declared_tests(catalog, lints);
    refuse_mistakes(lints);
    if (!whole) return trial;
    const model::UnitName unit{feed, catalog.contract(feed).source, period};
    trial.preview = operate::preview_file(catalog, {}, clock, unit, sample, 0);
    return trial;
}

std::string preview_text(const Trial& trial) {
    if (!trial.preview) return "the sample is larger than what was looked at: preview it as a whole";
    const auto& run = trial.preview->run.run;
    const auto& records = run.records;
    std::string text =
        "preview of the sample: " + grouped(records.read) + " records, " + grouped(records.rejected) + " rejected";
    if (records.duplicate > 0) text += ", " + grouped(records.duplicate) + " duplicate";
    if (run.outcome == model::Outcome::held) text += "; it would be held: " + run.reason;
    if (run.outcome == model::Outcome::rejected) text += "; it would be refused: " + run.reason;
    return text;
}

}  // namespace tilsig::cli
