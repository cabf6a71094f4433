#include "answers/shadow_answer.hpp"

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "warehouse/compare.hpp"
#include "warehouse/migrate.hpp"

namespace tilsig::answers {

namespace {

constexpr int shown_keys = 10;

std::string words(std::int64_t rows, const std::string& what) {
    return grouped(static_cast<std::uint64_t>(rows)) + " " + what;
}

void add_comparison(Page& page, const warehouse::Comparison& found) {
    std::string columns;
    for (const auto& [column, rows] : found.by_column)
        columns += (columns.empty() ? " (" : ", ") + column + " " + grouped(static_cast<std::uint64_t>(rows));
    page.line("rows     " + words(found.equal, "equal, ") + words(found.different, "different") + columns +
              (columns.empty() ? ", " : "), ") + words(found.only_first, "only in shadow, ") +
              words(found.only_second, "only active"));
    const auto keys = [&page](const char* what, const warehouse::Comparison::Keys& examples) {
        for (const auto& key : examples) page.line("  " + std::string(what) + "  " + join(key, ", "));
    };
    keys("different     ", found.different_keys);
    keys("only in shadow", found.only_first_keys);
    keys("only active   ", found.only_second_keys);
}

}  // namespace

ShadowAnswer shadow_answer(session::Session& session, const std::vector<std::string>& feeds) {
    const auto& catalog = session.context().catalog;
    auto& connection = session.connection();
    ShadowAnswer answer;
    for (const auto& feed : feeds) {
        const auto& shadow = catalog.table_of({feed, "", "", true});
        const auto& active = catalog.table_of({feed, "", "", false});
        auto& compared = answer.feeds.emplace_back(ShadowAnswer::Feed{feed, shadow.name, active.name, std::nullopt});
        if (warehouse::pending_structure(connection, shadow).any() ||
            warehouse::pending_structure(connection, active).any())
            continue;
        compared.found = warehouse::compare_tables(connection, shadow, active, shown_keys);
    }
    return answer;
}

Page to_page(const ShadowAnswer& answer) {
    Page page;
    if (answer.feeds.empty()) page.line("no feed is in shadow");
    for (const auto& feed : answer.feeds) {
        page.line(bold(feed.feed) + "  " + feed.shadow_table + " beside " + feed.table);
        if (feed.found)
            add_comparison(page, *feed.found);
        else
            page.line("nothing to compare: the tables are made or changed by the next run");
    }
    return page;
}

nlohmann::json to_json(const ShadowAnswer& answer) {
    nlohmann::json list = nlohmann::json::array();
    for (const auto& feed : answer.feeds) {
        auto& document = list.emplace_back(nlohmann::json{{"feed", feed.feed},
                                                          {"shadow_table", feed.shadow_table},
                                                          {"table", feed.table},
                                                          {"compared", feed.found.has_value()}});
        if (!feed.found) continue;
        const auto& found = *feed.found;
        document["equal"] = found.equal;
        document["different"] = found.different;
        document["only_in_shadow"] = found.only_first;
        document["only_active"] = found.only_second;
        document["by_column"] = found.by_column;
        document["examples"] = {{"different", found.different_keys},
                                {"only_in_shadow", found.only_first_keys},
                                {"only_active", found.only_second_keys}};
    }
    return {{"feeds", std::move(list)}};
}

}  // namespace tilsig::answers
