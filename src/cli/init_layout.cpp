#include "cli/init_layout.hpp"

#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/init_trial.hpp"

namespace tilsig::cli {

namespace {

void show(const Output& output, const propose::LayoutRequest& request, const propose::LayoutDifference& made,
          const Trial& trial, const std::string& path, bool wrote) {
    output.line(output.bold(request.sample.feed) + ": layout " + made.layout.name + " from " + request.since +
                ", proposed from " + made.based_on);
    for (const auto& [header, column] : made.layout.names)
        output.line("  '" + display_name(header) + "' is read as '" + column + "'");
    if (!made.layout.dates.empty()) output.line("  dates are written " + made.layout.dates);
    for (const auto& header : made.not_read) output.line("  not read: '" + display_name(header) + "'");
    if (!made.ends.empty()) output.line("layout " + made.ends + " ends before it");
    for (const auto& line : made.to_decide) output.line("decide: " + display_name(line));
    output.line(preview_text(trial));
    if (wrote) output.line("wrote it into " + path + "; read it there, then `tilsig check` and `tilsig test`");
}

nlohmann::json document(const propose::LayoutRequest& request, const propose::LayoutDifference& made, bool wrote) {
    return {{"feed", request.sample.feed},
            {"read_by", made.read_by.empty() ? nlohmann::json() : nlohmann::json(made.read_by)},
            {"layout", made.layout.name},
            {"names", made.layout.names},
            {"dates", made.layout.dates.empty() ? nlohmann::json() : nlohmann::json(made.layout.dates)},
            {"ends", made.ends.empty() ? nlohmann::json() : nlohmann::json(made.ends)},
            {"not_read", made.not_read},
            {"decide", made.to_decide},
            {"text", made.text},
            {"written", wrote}};
}

}  // namespace

int init_layout(const propose::LayoutRequest& request, bool print, Environment& environment, Output& output) {
    const auto& content = environment.settings().content;
    const auto& catalog = environment.catalog();
    const auto contract = catalog.contracts.find(request.sample.feed);
    const std::string path = contract == catalog.contracts.end() ? "" : contract->second.path;
    const auto made = propose::find_difference(request, catalog, path.empty() ? "" : read_file(content / path));
    if (!made.read_by.empty()) {
        output.line("layout " + made.read_by + " of " + request.sample.feed +
                    " reads the sample as it is; nothing to add");
        output.document(document(request, made, false));
        return 0;
    }
    const auto trial = try_proposal(content, request.sample.feed, {{path, made.contract}}, request.sample.file,
                                    request.since, made.whole, environment.clock());
    const bool write = !print && !output.json();
    if (write) write_file_durably(content / path, made.contract, 0644);
    if (print)
        output.block(made.text);
    else
        show(output, request, made, trial, path, write);
    output.document(document(request, made, write));
    return 0;
}

}  // namespace tilsig::cli
