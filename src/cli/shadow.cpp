// tilsig shadow: what a feed in shadow has loaded, beside what everybody sees.
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/environment.hpp"
#include "load/compare.hpp"
#include "load/loader.hpp"
#include "session/session.hpp"

namespace tilsig::cli {

namespace {

constexpr int shown_keys = 10;

std::string words(std::int64_t rows, const std::string& what) {
    return grouped(static_cast<std::uint64_t>(rows)) + " " + what;
}

class ShadowCommand final : public Command {
public:
    std::string name() const override { return "shadow"; }
    std::string summary() const override {
        return "How the rows of feeds in shadow differ from the active table; nothing is written";
    }
    std::string examples() const override { return "  tilsig shadow\n  tilsig shadow imdi.settlement --json"; }
    void declare(Arguments& arguments) override {
        arguments.positional("feed", m_feed, "The feed (default: all feeds in shadow)", false);
    }

    int execute(const Globals& globals, Output& output) override {
        Environment environment(globals);
        const auto& catalog = environment.catalog();
        std::vector<std::string> feeds;
        if (!m_feed.empty()) {
            (void)catalog.table_of({m_feed, "", "", true});  // refuses a feed that is not in shadow
            feeds.push_back(m_feed);
        } else {
            for (const auto& [feed, contract] : catalog.contracts) {
                if (catalog.in_shadow(feed)) feeds.push_back(feed);
            }
        }
        nlohmann::json list = nlohmann::json::array();
        if (feeds.empty()) {
            output.line("no feed is in shadow");
        } else {
            session::Session session(environment.context(), session::SessionRole::reader);
            for (const auto& feed : feeds) list.push_back(compare(session, feed, output));
        }
        output.document({{"feeds", list}});
        return 0;
    }

private:
    static nlohmann::json compare(session::Session& session, const std::string& feed, const Output& output) {
        const auto& catalog = session.context().catalog;
        const auto& shadow = catalog.table_of({feed, "", "", true});
        const auto& active = catalog.table_of({feed, "", "", false});
        nlohmann::json document = {
            {"feed", feed}, {"shadow_table", shadow.name}, {"table", active.name}, {"compared", false}};
        output.line(output.bold(feed) + "  " + shadow.name + " beside " + active.name);
        if (load::pending_structure(session.connection(), shadow).any() ||
            load::pending_structure(session.connection(), active).any()) {
            output.line("nothing to compare: the tables are made or changed by the next run");
            return document;
        }
        const auto found = load::compare_tables(session.connection(), shadow, active, shown_keys);
        show(output, found);
        document["compared"] = true;
        document["equal"] = found.equal;
        document["different"] = found.different;
        document["only_in_shadow"] = found.only_first;
        document["only_active"] = found.only_second;
        document["by_column"] = found.by_column;
        document["examples"] = {{"different", found.different_keys},
                                {"only_in_shadow", found.only_first_keys},
                                {"only_active", found.only_second_keys}};
        return document;
    }

    static void show(const Output& output, const load::Comparison& found) {
        std::string columns;
        for (const auto& [column, rows] : found.by_column)
            columns += (columns.empty() ? " (" : ", ") + column + " " + grouped(static_cast<std::uint64_t>(rows));
        output.line("rows     " + words(found.equal, "equal, ") + words(found.different, "different") + columns +
                    (columns.empty() ? ", " : "), ") + words(found.only_first, "only in shadow, ") +
                    words(found.only_second, "only active"));
        const auto keys = [&output](const char* what, const load::Comparison::Keys& examples) {
            for (const auto& key : examples) output.line("  " + std::string(what) + "  " + join(key, ", "));
        };
        keys("different     ", found.different_keys);
        keys("only in shadow", found.only_first_keys);
        keys("only active   ", found.only_second_keys);
    }

    std::string m_feed;
};

}  // namespace

std::unique_ptr<Command> make_shadow() { return std::make_unique<ShadowCommand>(); }

}  // namespace tilsig::cli
