#include "answers/retention_answer.hpp"

#include <nlohmann/json.hpp>

#include "answers/local_text.hpp"
#include "base/text.hpp"

namespace tilsig::answers {

Page to_page(const RetentionAnswer& answer) {
    Page page;
    const char* what = answer.removed ? " removed" : " would be removed by --apply";
    if (answer.letters > 0) page.line("the words of " + counted(answer.letters, "letter") + what);
    if (answer.expired.empty()) {
        page.line("no delivery is past its keeping time");
        return page;
    }
    Page::Table rows{{"delivery", "unit", "bytes", "received", "class"}};
    for (const auto& manifest : answer.expired)
        rows.push_back({manifest.delivery.substr(0, 12), manifest.unit, grouped(manifest.bytes),
                        local_text(manifest.received_at), manifest.retention});
    page.table(std::move(rows));
    page.line(std::to_string(answer.expired.size()) + what);
    return page;
}

nlohmann::json to_json(const RetentionAnswer& answer) {
    nlohmann::json list = nlohmann::json::array();
    for (const auto& manifest : answer.expired) {
        list.push_back({{"delivery", manifest.delivery},
                        {"unit", manifest.unit},
                        {"bytes", manifest.bytes},
                        {"received_at", manifest.received_at},
                        {"class", manifest.retention}});
    }
    return {{"expired", std::move(list)}, {"letters", answer.letters}, {"removed", answer.removed}};
}

}  // namespace tilsig::answers
