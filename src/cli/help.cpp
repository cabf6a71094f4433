// tilsig help: what declarations may say.
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "catalog/contract_reference.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"

namespace tilsig::cli {

namespace {

class Help final : public Command {
public:
    std::string name() const override { return "help"; }
    std::string summary() const override { return "Show every key that a contract may have"; }
    std::string examples() const override {
        return "  tilsig help                   # what there is to ask about\n"
               "  tilsig help contract          # all of them\n"
               "  tilsig help contract field    # those of one block";
    }
    void declare(Arguments& arguments) override {
        std::vector<std::string> names;
        for (const auto& block : catalog::contract_reference()) names.emplace_back(block.name);
        arguments.positional_choice("topic", m_topic, {"contract"},
                                    "What is asked about; without it, the topics are listed", false);
        arguments.positional("block", m_block, "One of its blocks: " + join(names, ", "), false);
    }
    int execute(const Globals&, Output& output) override {
        if (m_topic.empty()) return topics(output);
        nlohmann::json document = nlohmann::json::array();
        for (const auto& block : catalog::contract_reference()) {
            if (!m_block.empty() && block.name != m_block) continue;
            show(output, block);
            document.push_back(document_of(block));
        }
        if (document.empty()) refuse();
        output.document({{"blocks", document}});
        return 0;
    }

private:
    static int topics(Output& output) {
        std::vector<std::string> names;
        for (const auto& block : catalog::contract_reference()) names.emplace_back(block.name);
        output.table({{"write", "to see"},
                      {"`tilsig help contract`", "every key that a contract may have"},
                      {"`tilsig help contract BLOCK`", "those of one block: " + join(names, ", ")},
                      {"tilsig --help", "all commands"},
                      {"tilsig COMMAND --help", "what a command takes, with examples"}});
        output.document({{"topics", {{{"topic", "contract"}, {"blocks", names}}}}});
        return 0;
    }
    static void show(const Output& output, const catalog::BlockReference& block) {
        output.line(output.bold(std::string(block.name)) + "  " + std::string(block.place));
        output.line(std::string(block.meaning));
        std::vector<std::vector<std::string>> rows{{"like", "left out", "meaning"}};
        for (const auto& key : block.keys)
            rows.push_back({std::string(key.key) + ": " + std::string(key.form), std::string(key.otherwise),
                            std::string(key.meaning)});
        output.table(rows);
        output.line();
    }
    static nlohmann::json document_of(const catalog::BlockReference& block) {
        nlohmann::json keys = nlohmann::json::array();
        for (const auto& key : block.keys)
            keys.push_back(
                {{"key", key.key}, {"like", key.form}, {"left_out", key.otherwise}, {"meaning", key.meaning}});
        return {{"block", block.name}, {"place", block.place}, {"meaning", block.meaning}, {"keys", keys}};
    }
    [[noreturn]] void refuse() const {
        std::vector<std::string> names;
        for (const auto& block : catalog::contract_reference()) names.emplace_back(block.name);
        const std::string near = nearest(m_block, names);
        throw Error(ErrorKind::usage, "a contract has no block '" + display_name(m_block) + "'")
            .remedy(near.empty() ? "known: " + join(names, ", ") : "did you mean '" + near + "'?");
    }

    std::string m_topic, m_block;
};

}  // namespace

std::unique_ptr<Command> make_help() { return std::make_unique<Help>(); }

}  // namespace tilsig::cli
