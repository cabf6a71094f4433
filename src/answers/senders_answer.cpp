#include "answers/senders_answer.hpp"

#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace tilsig::answers {

SendersAnswer senders_answer(const senders::Register& all, std::int64_t day) {
    SendersAnswer answer;
    for (const auto& sender : all.senders)
        if (sender.validity.contains(day)) answer.senders.push_back(sender);
    return answer;
}

Page to_page(const SendersAnswer& answer) {
    Page::Table rows{{"sender", "kind", "name", "municipality", "region", "language", "feeds"}};
    for (const auto& sender : answer.senders)
        rows.push_back({sender.id, sender.kind, sender.name, sender.municipality, sender.region, sender.language,
                        join(sender.feeds, " ")});
    Page page;
    page.table(std::move(rows));
    return page;
}

nlohmann::json to_json(const SendersAnswer& answer) {
    nlohmann::json list = nlohmann::json::array();
    for (const auto& sender : answer.senders) {
        list.push_back({{"sender", sender.id},
                        {"kind", sender.kind},
                        {"name", sender.name},
                        {"municipality", sender.municipality},
                        {"region", sender.region},
                        {"language", sender.language},
                        {"feeds", sender.feeds}});
    }
    return {{"senders", std::move(list)}};
}

}  // namespace tilsig::answers
