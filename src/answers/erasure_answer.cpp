#include "answers/erasure_answer.hpp"

#include <nlohmann/json.hpp>

#include "answers/local_text.hpp"
#include "base/text.hpp"

namespace tilsig::answers {

namespace {

std::string text_of(const ledger::Erasure::Count& count) {
    const std::string items = grouped(count.items);
    if (count.store == "table") return items + " current of " + count.name;
    if (count.store == "history") return items + " replaced of " + count.name;
    return items + " " + count.name + " of " + count.store;
}

std::string text_of(const std::vector<ledger::Erasure::Count>& counts) {
    std::vector<std::string> texts;
    for (const auto& count : counts) texts.push_back(text_of(count));
    return texts.empty() ? "nothing" : join(texts, ", ");
}

nlohmann::json to_json(const std::vector<ledger::Erasure::Count>& counts) {
    nlohmann::json list = nlohmann::json::array();
    for (const auto& count : counts)
        list.push_back({{"store", count.store}, {"name", count.name}, {"items", count.items}});
    return list;
}

}  // namespace

Page to_page(const ErasureAnswer& answer) {
    Page page;
    page.line(bold(answer.done ? "erased" : "would be erased"));
    if (answer.nothing())
        page.line("nothing is held" + std::string(answer.known ? "" : "; the number itself is kept out from now on"));
    Page::Table counts{{"store", "what", "count"}};
    for (const auto& count : answer.counts) counts.push_back({count.store, count.name, grouped(count.items)});
    if (counts.size() > 1) page.table(std::move(counts));
    Page::Table landed{{"delivery", "unit", "records", "numbers elsewhere"}};
    for (const auto& each : answer.landed)
        landed.push_back({each.hash.substr(0, 12), each.unit, grouped(each.records), grouped(each.mentions)});
    if (landed.size() > 1) {
        page.table(std::move(landed));
        page.line(
            "senders keep what they have sent: a file of this hash may lie in an in-folder (done/), and in backups");
    }
    tell_unsearched(answer.unsearched, page);
    return page;
}

nlohmann::json to_json(const ErasureAnswer& answer) {
    nlohmann::json landed = nlohmann::json::array();
    for (const auto& each : answer.landed)
        landed.push_back(
            {{"unit", each.unit}, {"hash", each.hash}, {"records", each.records}, {"mentions", each.mentions}});
    return {{"done", answer.done},         {"known", answer.known},       {"counts", to_json(answer.counts)},
            {"landed", std::move(landed)}, {"searched", answer.searched}, {"unsearched", to_json(answer.unsearched)}};
}

Page to_page(const ErasuresAnswer& answer) {
    Page page;
    if (answer.erasures.empty()) page.line("nobody was erased");
    for (const auto& erasure : answer.erasures) {
        page.line(bold("erasure " + std::to_string(erasure.id)) + ": begun " + local_text(erasure.begun_at) + " by " +
                  erasure.who +
                  (erasure.ended_at ? ", complete " + local_text(*erasure.ended_at)
                                    : ", cut off: `tilsig erase --again --reason WHY` completes it"));
        page.line("  because: " + erasure.reason);
        page.line("  " + text_of(erasure.counts));
    }
    return page;
}

nlohmann::json to_json(const ErasuresAnswer& answer) {
    nlohmann::json list = nlohmann::json::array();
    for (const auto& erasure : answer.erasures)
        list.push_back({{"erasure", erasure.id},
                        {"begun_at", erasure.begun_at},
                        {"ended_at", erasure.ended_at ? nlohmann::json(*erasure.ended_at) : nlohmann::json()},
                        {"who", erasure.who},
                        {"reason", erasure.reason},
                        {"counts", to_json(erasure.counts)}});
    return {{"erasures", std::move(list)}};
}

}  // namespace tilsig::answers
