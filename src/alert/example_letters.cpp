// Letters about made-up facts, to look at.
#include <algorithm>

#include "alert/sender_letter.hpp"

namespace tilsig::alert {

namespace {

/// Rules that a sender repairs: those of the feed first.
std::vector<std::string> codes_of(const catalog::Catalog& catalog, const catalog::Contract& contract) {
    std::vector<std::string> codes;
    for (const auto& rule : contract.rules) codes.push_back(rule.code.str());
    for (const auto& [code, entry] : catalog.rule_book.entries())
        if (entry.owner == rules::Owner::sender) codes.push_back(code.str());
    std::erase_if(codes, [&](const std::string& code) {
        const auto* entry = catalog.rule_book.find(code);
        return entry == nullptr || entry->owner != rules::Owner::sender || entry->severity == model::Severity::info;
    });
    return codes;
}

senders::Register two_senders() {
    senders::Register made;
    for (const auto& [id, name] : {std::pair("k0001", "Eksempelvik"), std::pair("k0002", "Eksempelnes")}) {
        senders::Sender sender;
        sender.id = id;
        sender.name = name;
        sender.kind = "municipality";
        made.senders.push_back(std::move(sender));
    }
    return made;
}

}  // namespace

std::vector<Document> example_letters(const catalog::Catalog& catalog) {
    std::vector<Document> letters;
    const auto schedule = std::find_if(catalog.schedules.begin(), catalog.schedules.end(), [&](const auto& entry) {
        return entry.second.of_register && catalog.contracts.contains(entry.first);
    });
    if (schedule == catalog.schedules.end()) return letters;
    const auto& contract = catalog.contract(schedule->first);
    const auto codes = codes_of(catalog, contract);
    if (codes.size() < 2) return letters;
    const senders::Register senders = two_senders();
    const Declarations declared{catalog, senders, 20'000};
    const auto unit = [&](const char* sender, const char* period) {
        return model::UnitName{contract.feed, sender, period};
    };
    using State = RefusedMatter::State;
    using namespace std::chrono;
    std::vector<Matters> all(5);
    for (auto& matters : all) matters.owner = "k0001";
    all[0].refused = {
        {unit("k0001", "2026-10"), 2, State::refused, false, true, false, false, true, {{"", codes[0]}}},
        {unit("k0001", "2026-09"), 1, State::held, true, true, false, false, false, {{"Eksempelnes", codes[1]}}},
        {unit("k0002", "2026-10"), 1, State::held, true, false, false, false, false, {{"", codes[1]}}},
        {unit("k0001", "2026-08"), 3, State::accepted, false, true, false, false, false, {}}};
    all[1].overdue = {{unit("k0001", "2026-09"), 2026y / October / 14d, 32, true, &schedule->second},
                      {unit("k0001", "2026-10"), 2026y / November / 13d, 2, false, &schedule->second}};
    all[2].due = {{unit("k0001", "2026-10"), 2026y / November / 13d, 0, false, &schedule->second}};
    const Fault first{codes[0], 7, 0, false, false};
    all[3].mend = {
        {unit("k0001", "2026-10"), 2, true, false, 240, 233, 240, 7, 0, {first, {codes[1], 0, 1, false, true}}},
        {unit("k0002", "2026-10"), 1, false, false, 0, 0, 0, 0, 0, {{codes[0], 2, 0, false, false}}},
        {unit("k0001", "2026-06"), 1, true, true, 6, 6, 6, 0, 0, {{codes[1], 0, 1, false, false}}},
        {unit("k0001", "2026-07"), 1, true, true, 12, 10, 12, 2, 0, {{codes[0], 2, 0, false, false}}},
        {unit("k0001", "2026-09"), 1, true, true, 6, 5, 6, 1, 0, {{codes[0], 1, 0, false, false}}}};
    all[3].mended = {{unit("k0001", "2026-10"), codes[1], 12, false}, {unit("k0001", "2026-09"), codes[1], 1, true}};
    all[4].mended = {{unit("k0001", "2026-10"), codes[0], 7, false}};
    for (const auto language : words::languages) {
        for (const auto& matters : all) {
            Reader reader;
            reader.entry = &senders.senders.front();
            reader.owner_name = senders.senders.front().name;
            reader.language = language;
            reader.function = "responsible";
            letters.push_back(sender_letter(declared, matters, reader));
        }
        letters.push_back(test_letter(catalog.word_book, "tilsig", std::string(language)));
    }
    return letters;
}

}  // namespace tilsig::alert
