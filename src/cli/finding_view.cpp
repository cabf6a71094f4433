#include "cli/finding_view.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace tilsig::cli {

using answers::Declarations;

namespace {

const char* done(model::Action action) {
    switch (action) {
        case model::Action::none: return "nothing is done";
        case model::Action::alert: return "told";
        case model::Action::flag: return "loaded with a mark";
        case model::Action::null_field: return "loaded without the value";
        case model::Action::reject_record: return "record kept out";
        case model::Action::block_slice: return "slice held";
        case model::Action::block_delivery: return "delivery held or refused";
    }
    return "";
}

void show_code(const Output& output, const std::vector<const model::Finding*>& findings, std::uint64_t count,
               const Declarations& declared) {
    const auto& first = *findings.front();
    const auto words = answers::words_of(first.code, declared);
    output.line(output.bold(first.code.str()) + "  " + model::to_string(first.severity) + ", " + done(first.action) +
                "; " + grouped(count) + (count == 1 ? " finding" : " findings") +
                (words.text.empty() ? "" : ": " + words.text));
    for (const auto* finding : findings) {
        const std::string expected = answers::expected_of(*finding, declared);
        std::string text = "    " + answers::place_text(*finding, declared);
        if (!finding->message.empty() && finding->message != words.text) text += ": " + finding->message;
        if (!expected.empty()) text += ": " + expected;
        output.line(text);
    }
    if (count > findings.size()) output.line("    and " + grouped(count - findings.size()) + " more");
    if (!words.remedy.empty()) output.line("    remedy: " + words.remedy);
}

}  // namespace

void show_findings(const Output& output, const std::vector<model::Finding>& findings,
                   const std::map<std::string, std::uint64_t>& counts, const Declarations& declared) {
    if (output.json()) return;
    for (auto from = findings.begin(); from != findings.end();) {
        const auto to = std::find_if(from, findings.end(), [&](const auto& f) { return f.code != from->code; });
        std::vector<const model::Finding*> of_code;
        for (auto at = from; at != to; ++at) of_code.push_back(&*at);
        const auto counted = counts.find(from->code.str());
        show_code(output, of_code, counted == counts.end() ? of_code.size() : counted->second, declared);
        from = to;
    }
}

}  // namespace tilsig::cli
