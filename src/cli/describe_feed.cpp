// tilsig describe: a contract in words, for whoever delivers by it.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "answers/description.hpp"
#include "cli/commands.hpp"
#include "cli/environment.hpp"

namespace tilsig::cli {

namespace {

class Describe final : public Command {
public:
    std::string name() const override { return "describe"; }
    std::string summary() const override {
        return "A feed's contract in words, as Markdown: layouts, fields, codes, rules, an example; for senders and "
               "whoever tests their systems";
    }
    std::string examples() const override {
        return "  tilsig describe municipal.programme\n"
               "  tilsig describe municipal.programme --lang nn > programme.md";
    }
    void declare(Arguments& arguments) override {
        arguments.positional("feed", m_feed, "The feed: source.name; without one, all of them are listed", false);
        arguments.option("--lang", m_language, "nb (default), nn or en");
    }
    int execute(const Globals& globals, Output& output) override {
        const auto& known = words::languages;
        if (std::find(known.begin(), known.end(), m_language) == known.end())
            throw Error(ErrorKind::usage, "'" + m_language + "' is no language of ours")
                .remedy("write `--lang nb`, `--lang nn` or `--lang en`");
        Environment environment(globals);
        const auto& catalog = environment.catalog();
        if (m_feed.empty()) return list(catalog, output);
        const auto text = answers::contract_description(catalog, catalog.contract(m_feed), m_language);
        output.block(text);
        output.document({{"feed", m_feed}, {"language", m_language}, {"markdown", text}});
        return 0;
    }

private:
    int list(const catalog::Catalog& catalog, Output& output) const {
        std::vector<std::vector<std::string>> rows{{"feed", "title"}};
        nlohmann::json feeds = nlohmann::json::array();
        for (const auto& [feed, contract] : catalog.contracts) {
            const bool nynorsk = m_language == "nn" && !contract.title_nn.empty();
            const auto& title = m_language == "en" ? contract.title_en
                                : nynorsk          ? contract.title_nn
                                                   : contract.title_nb;
            rows.push_back({feed, title});
            feeds.push_back({{"feed", feed}, {"title", title}});
        }
        output.table(rows);
        output.line();
        output.line("`tilsig describe FEED` tells what its senders must know");
        output.document({{"language", m_language}, {"feeds", feeds}});
        return 0;
    }

    std::string m_feed, m_language = "nb";
};

}  // namespace

std::unique_ptr<Command> make_describe() { return std::make_unique<Describe>(); }

}  // namespace tilsig::cli
