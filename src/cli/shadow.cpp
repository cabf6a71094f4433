// tilsig shadow: what a feed in shadow has loaded, beside what everybody sees.
#include <nlohmann/json.hpp>

#include "answers/shadow_answer.hpp"
#include "cli/commands.hpp"
#include "cli/environment.hpp"

namespace tilsig::cli {

namespace {

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
        answers::ShadowAnswer answer;
        if (!feeds.empty()) {
            session::Session session(environment.context(), session::SessionRole::reader);
            answer = answers::shadow_answer(session, feeds);
        }
        output.show(to_page(answer));
        output.document(to_json(answer));
        return 0;
    }

private:
    std::string m_feed;
};

}  // namespace

std::unique_ptr<Command> make_shadow() { return std::make_unique<ShadowCommand>(); }

}  // namespace tilsig::cli
