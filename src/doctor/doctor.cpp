#include "doctor/doctor.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "doctor/checks.hpp"

namespace tilsig::doctor {

namespace {

using namespace std::chrono_literals;

/// Twice what a check may take by its own limits, as far as it has some.
constexpr auto usual_bound = 10s;
constexpr auto database_bound = 20s;
/// A connector may take 5 s to judge one feed.
constexpr auto doors_bound = 60s;
constexpr auto network_bound = 60s;

constexpr std::size_t word_width = 9, check_width = 15;

std::string padded(std::string text, std::size_t width) {
    text.resize(std::max(width, text.size()), ' ');
    return text;
}

model::ExitCode tint_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::good: return model::ExitCode::good;
        case Verdict::warning: return model::ExitCode::held;
        case Verdict::bad: break;
    }
    return model::ExitCode::technical_failure;
}

}  // namespace

std::vector<Answer> examine(const Installation& here, const Options& options) {
    std::vector<Answer> answers;
    const auto look = [&](const Check& check) {
        answers.push_back({check.name, look_bounded(check)});
        return verdict_of(answers.back().remarks) != Verdict::bad;
    };
    look({"configuration", usual_bound, [&] { return look_at_configuration(here); }});
    look({"programs", doors_bound, [&] { return look_at_programs(here); }});
    // Without settings nobody knows where anything is.
    if (here.settings.warehouse.connection_string.empty()) return answers;
    const bool database = look({"database", database_bound, [&] { return look_at_database(here); }});
    look({"disk", usual_bound, [&] { return look_at_disk(here); }});
    look({"clock", usual_bound, [&] { return look_at_clock(here); }});
    look({"key", usual_bound, [&] { return look_at_key(here); }});
    look({"mail", database_bound, [&] { return look_at_mail(here); }});
    if (!here.declared()) return answers;
    look({"folders", usual_bound, [&] { return look_at_folders(here, options.fix); }});
    look({"doors", doors_bound, [&] { return look_at_doors(here); }});
    if (options.network) look({"network", network_bound, [&] { return look_at_network(here); }});
    look({"schedules", database_bound, [&] { return look_at_schedules(here, database); }});
    look({"contacts", usual_bound, [&] { return look_at_contacts(here); }});
    return answers;
}

model::ExitCode exit_code_of(const std::vector<Answer>& answers) noexcept {
    auto code = model::ExitCode::good;
    for (const auto& answer : answers) {
        for (const auto& remark : answer.remarks) {
            if (remark.verdict != Verdict::bad) continue;
            if (remark.kind == ErrorKind::configuration) return model::ExitCode::configuration;
            code = model::ExitCode::technical_failure;
        }
    }
    return code;
}

answers::Page to_page(const std::vector<Answer>& found) {
    answers::Page page;
    std::array<std::size_t, 3> counts{};
    for (const auto& answer : found) {
        for (const auto& remark : answer.remarks) {
            ++counts.at(static_cast<std::size_t>(remark.verdict));
            page.line(answers::tinted(padded(to_string(remark.verdict), word_width), tint_of(remark.verdict)) +
                      answers::Line(padded(answer.check, check_width) + remark.text));
            if (!remark.remedy.empty())
                page.line(padded("", word_width + check_width).append("-> ").append(remark.remedy));
        }
    }
    page.line();
    page.line(std::to_string(counts[0]) + " good, " + std::to_string(counts[1]) + " to look at, " +
              std::to_string(counts[2]) + " bad");
    return page;
}

nlohmann::json to_json(const std::vector<Answer>& answers) {
    nlohmann::json checks = nlohmann::json::array();
    Verdict worst = Verdict::good;
    for (const auto& answer : answers) {
        nlohmann::json remarks = nlohmann::json::array();
        for (const auto& remark : answer.remarks) {
            const bool is_bad = remark.verdict == Verdict::bad;
            remarks.push_back({{"verdict", to_string(remark.verdict)},
                               {"text", remark.text},
                               {"remedy", remark.remedy.empty() ? nlohmann::json() : nlohmann::json(remark.remedy)},
                               {"kind", is_bad ? nlohmann::json(to_string(remark.kind)) : nlohmann::json()}});
        }
        const auto verdict = verdict_of(answer.remarks);
        worst = std::max(worst, verdict);
        checks.push_back({{"check", answer.check}, {"verdict", to_string(verdict)}, {"remarks", std::move(remarks)}});
    }
    return {{"verdict", to_string(worst)},
            {"exit_code", static_cast<int>(exit_code_of(answers))},
            {"checks", std::move(checks)}};
}

}  // namespace tilsig::doctor
