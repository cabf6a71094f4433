// tilsig keys: which keys an installation stands on, and rotating the one behind its findings.
#include <nlohmann/json.hpp>

#include "answers/local_text.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/decider.hpp"
#include "cli/environment.hpp"
#include "cli/first_night.hpp"
#include "cli/lock.hpp"
#include "operate/issue_key.hpp"
#include "session/subject_key_files.hpp"

namespace tilsig::cli {

namespace {

struct KeyPlace {
    std::string name, place, use;
    bool there = false;
};

std::vector<KeyPlace> places_of(const session::Places& places) {
    const auto at = [](const std::filesystem::path& file) { return !file.empty() && std::filesystem::exists(file); };
    return {
        {"landing", places.key_credential.empty() ? places.key_file.string() : places.key_credential,
         "opens landed deliveries; Message-IDs, checksums and the first issue key follow from it", at(places.key_file)},
        {"links", places.link_key.string(), "finds and opens numbers in the link store", at(places.link_key)}};
}

class Keys final : public Command {
public:
    std::string name() const override { return "keys"; }
    std::string summary() const override {
        return "The keys this installation stands on: list, or rotate the one behind what findings are about";
    }
    std::string examples() const override {
        return "  tilsig keys list\n"
               "  tilsig keys rotate --reason \"an administrator left\"";
    }
    void declare(Arguments& arguments) override {
        arguments.positional_choice("action", m_action, {"list", "rotate"}, "What to do");
        arguments.option("--reason", m_reason, "Why; kept with the rotation");
    }
    int execute(const Globals& globals, Output& output) override {
        Environment environment(globals);
        if (m_action == "list") return list(environment, output);
        require_reason(m_reason);
        const auto lock = take_lock(globals, environment.context(), output);
        session::Session session(environment.context());
        const auto made = operate::rotate_issue_key(session, decider(), m_reason);
        const auto file = session::subject_key_file(environment.context().places, made.number).string();
        output.line("rotation " + std::to_string(made.number) + ": " + grouped(made.subjects) +
                    (made.subjects == 1 ? " subject" : " subjects") + " of findings taken along");
        output.line(output.bold("copy the new key now, and keep the older ones: " + file));
        output.document({{"rotation", to_json(made)}, {"key_file", file}});
        return 0;
    }

private:
    static nlohmann::json to_json(const ledger::KeyRotation& rotation) {
        return {{"number", rotation.number},
                {"at", rotation.at},
                {"who", rotation.who},
                {"reason", rotation.reason},
                {"subjects", rotation.subjects}};
    }
    static int list(Environment& environment, const Output& output) {
        const auto& places = environment.context().places;
        auto keys = places_of(places);
        const auto session = look_if_there(environment.context());
        const auto rotations =
            session ? ledger::list_key_rotations(session->connection()) : std::vector<ledger::KeyRotation>{};
        for (const auto& rotation : rotations) {
            const auto file = session::subject_key_file(places, rotation.number);
            keys.push_back({"issue " + std::to_string(rotation.number), file.string(),
                            "what findings are about; since " + answers::local_text(rotation.at) + " by " +
                                rotation.who + ": " + rotation.reason,
                            std::filesystem::exists(file)});
        }
        std::vector<std::vector<std::string>> rows{{"key", "there", "place", "use"}};
        auto document = nlohmann::json::array();
        bool all = true;
        for (const auto& key : keys) {
            rows.push_back({key.name, key.there ? "yes" : "no", key.place, key.use});
            document.push_back({{"key", key.name}, {"there", key.there}, {"place", key.place}, {"use", key.use}});
            all = all && (key.there || !key.name.starts_with("issue"));
        }
        auto log = nlohmann::json::array();
        for (const auto& rotation : rotations) log.push_back(to_json(rotation));
        output.table(rows);
        if (!all) output.line("an issue key in force is missing: restore it from its backup");
        output.document({{"keys", std::move(document)}, {"rotations", std::move(log)}});
        return all ? 0 : 5;
    }

    std::string m_action, m_reason;
};

}  // namespace

std::unique_ptr<Command> make_keys() { return std::make_unique<Keys>(); }

}  // namespace tilsig::cli
