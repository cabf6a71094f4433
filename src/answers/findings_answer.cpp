#include "answers/findings_answer.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace tilsig::answers {

namespace {

std::vector<std::pair<std::uint64_t, std::string>> rarest_first(const std::map<std::string, std::uint64_t>& counts) {
    std::vector<std::pair<std::uint64_t, std::string>> codes;
    for (const auto& [code, count] : counts) codes.emplace_back(count, code);
    std::sort(codes.begin(), codes.end());
    return codes;
}

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

void add_code(Page& page, const std::vector<const model::Finding*>& findings, std::uint64_t count,
              const Declarations& declared) {
    const auto& first = *findings.front();
    const auto words = words_of(first.code, declared);
    page.line(bold(first.code.str()) + "  " + model::to_string(first.severity) + ", " + done(first.action) + "; " +
              grouped(count) + (count == 1 ? " finding" : " findings") + (words.text.empty() ? "" : ": " + words.text));
    for (const auto* finding : findings) {
        const std::string expected = expected_of(*finding, declared);
        std::string text = "    " + place_text(*finding, declared);
        if (!finding->message.empty() && finding->message != words.text) text += ": " + finding->message;
        if (!expected.empty()) text += ": " + expected;
        if (!finding->others.empty()) text += ", " + others_text(*finding, declared);
        page.line(text);
    }
    if (count > findings.size()) page.line("    and " + grouped(count - findings.size()) + " more");
    if (!words.remedy.empty()) page.line("    remedy: " + words.remedy);
}

}  // namespace

std::uint64_t FindingsAnswer::total() const {
    std::uint64_t all = 0;
    for (const auto& [code, count] : counts) all += count;
    return all;
}

FindingsAnswer stored_findings(ledger::Ledger& ledger, std::int64_t run_id, const std::string& only,
                               std::int64_t per_code) {
    FindingsAnswer stored;
    stored.counts = ledger.finding_counts(run_id);
    for (const auto& [count, code] : rarest_first(stored.counts)) {
        if (!only.empty() && code != only) continue;
        ledger.each_finding(run_id, code, per_code,
                            [&stored](const model::Finding& finding) { stored.findings.push_back(finding); });
    }
    return stored;
}

std::string counted_findings(const std::map<std::string, std::uint64_t>& counts) {
    std::string text;
    for (const auto& [count, code] : rarest_first(counts))
        text += (text.empty() ? "" : ", ") + code + " " + grouped(count);
    return text.empty() ? "nothing was found" : text;
}

void add_findings(Page& page, const FindingsAnswer& found, const Declarations& declared) {
    for (auto from = found.findings.begin(); from != found.findings.end();) {
        const auto to = std::find_if(from, found.findings.end(), [&](const auto& f) { return f.code != from->code; });
        std::vector<const model::Finding*> of_code;
        for (auto at = from; at != to; ++at) of_code.push_back(&*at);
        const auto counted = found.counts.find(from->code.str());
        add_code(page, of_code, counted == found.counts.end() ? of_code.size() : counted->second, declared);
        from = to;
    }
}

void add_findings(nlohmann::json& document, const FindingsAnswer& found, const Declarations& declared) {
    document["finding_counts"] = found.counts;
    document["findings"] = findings_json(found.findings, declared);
}

}  // namespace tilsig::answers
