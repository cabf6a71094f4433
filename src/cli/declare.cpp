// tilsig check, test and preview: declarations and files, looked at without warehouse.
#include <nlohmann/json.hpp>

#include "alert/sender_letter.hpp"
#include "base/text.hpp"
#include "calendar/local_day.hpp"
#include "catalog/shared_tables.hpp"
#include "cli/commands.hpp"
#include "cli/environment.hpp"
#include "cli/run_view.hpp"
#include "operate/preview.hpp"
#include "operate/unit_names.hpp"

namespace tilsig::cli {

namespace {

class Check final : public Command {
public:
    std::string name() const override { return "check"; }
    std::string summary() const override {
        return "Read all declarations and tell every mistake; no network, no database";
    }
    std::string examples() const override {
        return "  tilsig check\n  tilsig check --config /etc/tilsig/tilsig.yaml --json";
    }
    void declare(Arguments&) override {}
    int execute(const Globals& globals, Output& output) override {
        Environment environment(globals);  // throws with all mistakes of all files
        const auto& catalog = environment.catalog();
        config::Lints lints;
        const auto& programs = environment.settings().programs;
        operate::check_feed_references(catalog, environment.senders(), lints);
        operate::check_forms(catalog, environment.senders(), lints);
        operate::check_source_options(catalog, programs.fetch, programs.connectors, lints);
        operate::check_schemas(catalog, lints);
        lints.throw_if_any();
        const auto notes = catalog::notes_on_shared_tables(catalog).lines();
        for (const auto& note : notes) output.line("note: " + note);
        output.line(counted(catalog.contracts.size(), "feed") + ", " +
                    counted(catalog.model.tables.size() + catalog.model.drafts.size(), "table") + ", " +
                    counted(catalog.code_lists.size(), "code list") + ", " +
                    std::to_string(environment.senders().senders.size()) + " sender entries: no mistakes");
        output.document({{"feeds", catalog.contracts.size()},
                         {"tables", catalog.model.tables.size() + catalog.model.drafts.size()},
                         {"mistakes", nlohmann::json::array()},
                         {"notes", notes}});
        return 0;
    }
};

class Test final : public Command {
public:
    std::string name() const override { return "test"; }
    std::string summary() const override {
        return "Run the tests that stand in rules and mappings; no network, no database";
    }
    std::string examples() const override {
        return "  tilsig test\n  tilsig test --letters    # what the words of mappings/letters come to";
    }
    void declare(Arguments& arguments) override {
        arguments.flag("--letters", m_letters, "Show a letter of each kind in each language, about made-up facts");
    }
    int execute(const Globals& globals, Output& output) override {
        Environment environment(globals);
        config::Lints lints;
        const std::size_t count = operate::run_declared_tests(environment.catalog(), lints);
        const auto letters = alert::example_letters(environment.catalog());
        if (m_letters)
            for (const auto& letter : letters)
                output.block(letter.subject + "\n\n" + alert::document_text(letter, 76) + "\n----\n");
        for (const auto& line : lints.lines()) output.message(line);
        output.line(std::to_string(count) + " examples, " + std::to_string(lints.size()) + " not as declared; " +
                    std::to_string(letters.size()) + " letters written");
        output.document({{"examples", count}, {"letters", letters.size()}, {"failed", lints.lines()}});
        return lints.empty() ? 0 : static_cast<int>(model::ExitCode::configuration);
    }

private:
    bool m_letters = false;
};

class PreviewCommand final : public Command {
public:
    std::string name() const override { return "preview"; }
    std::string summary() const override {
        return "Show the rows of a file or of a landed delivery after mapping, and what would be rejected; nothing is "
               "stored";
    }
    std::string examples() const override {
        return "  tilsig preview imdi.settlement --from export.csv\n  tilsig preview imdi.settlement --from export.csv "
               "--limit 50\n  tilsig preview --delivery 12            # what was delivered, without its file";
    }
    void declare(Arguments& arguments) override {
        arguments.positional("feed", m_feed, "The feed: source.name", false);
        arguments.option("--from", m_file, "The file");
        arguments.option_number("--delivery", m_delivery, "Instead of a file: number of a delivery; it names its unit");
        arguments.option("--sender", m_sender, "The sender (default: the source itself)");
        arguments.option("--period", m_period, "The unit's period, as for a run: 2026, 2026-11, 2026-11-22 or all");
        arguments.option_number("--limit", m_limit, "Rows to show (default 20)");
    }
    int execute(const Globals& globals, Output& output) override {
        Environment environment(globals);
        if (m_delivery > 0) return show_delivery(environment, output);
        if (m_feed.empty() || m_file.empty())
            throw Error(ErrorKind::usage, "preview needs a feed and a file, or a delivery")
                .remedy("write `tilsig preview FEED --from FILE` or `tilsig preview --delivery N`");
        const auto unit =
            operate::require_unit(environment.catalog(), environment.senders(),
                                  calendar::local_day(environment.clock().now()), {m_feed, m_sender, m_period, true});
        const auto preview = operate::preview_file(environment.catalog(), environment.senders(), environment.clock(),
                                                   unit, m_file, static_cast<std::size_t>(m_limit));
        return show(output, preview, environment.catalog());
    }

private:
    int show_delivery(Environment& environment, Output& output) const {
        if (!m_feed.empty() || !m_file.empty() || !m_sender.empty() || !m_period.empty())
            throw Error(ErrorKind::usage, "a delivery names its feed, sender and period itself")
                .remedy("write `tilsig preview --delivery N`");
        session::Session session(environment.context(), session::SessionRole::reader);
        watch_reading(session, output);
        const auto preview = operate::preview_delivery(session, m_delivery, static_cast<std::size_t>(m_limit));
        return show(output, preview, environment.catalog());
    }

    static int show(const Output& output, const answers::PreviewAnswer& answer, const catalog::Catalog& catalog) {
        output.show(to_page(answer, catalog));
        output.document(to_json(answer, catalog));
        return static_cast<int>(answer.run.exit_code());
    }

    std::string m_feed, m_file, m_sender, m_period;
    std::int64_t m_delivery = 0, m_limit = 20;
};

}  // namespace

std::unique_ptr<Command> make_check() { return std::make_unique<Check>(); }
std::unique_ptr<Command> make_test() { return std::make_unique<Test>(); }
std::unique_ptr<Command> make_preview() { return std::make_unique<PreviewCommand>(); }

}  // namespace tilsig::cli
