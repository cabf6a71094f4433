// tilsig init: a new installation, or the declarations of a new feed from a sample file.
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "calendar/local_day.hpp"
#include "cli/commands.hpp"
#include "cli/environment.hpp"
#include "cli/init_installation.hpp"
#include "cli/init_layout.hpp"
#include "cli/init_trial.hpp"
#include "cli/new_files.hpp"
#include "propose/formats.hpp"
#include "propose/proposal.hpp"

namespace tilsig::cli {

namespace {

std::vector<NewFile> files_of(const propose::Proposal& proposal) {
    std::vector<NewFile> files;
    for (const auto& file : proposal.files) files.push_back({file.path, file.text});
    return files;
}

std::size_t decisions_in(const propose::Proposal& proposal) {
    std::size_t count = 0;
    for (const auto& file : proposal.files)
        for (auto at = file.text.find("# decide:"); at != std::string::npos; at = file.text.find("# decide:", at + 1))
            ++count;
    return count;
}

std::string type_text(const propose::ProposedField& proposal) {
    if (proposal.is_personal()) return "personal";
    std::string text = model::to_string(proposal.field.type);
    return proposal.list == nullptr ? text : text + " of " + proposal.list->name;
}

class Init final : public Command {
public:
    std::string name() const override { return "init"; }
    std::string summary() const override {
        return "Make a new installation, or propose contract, mapping and table of a new feed from a sample file";
    }
    std::string examples() const override {
        return "  tilsig init installation                       # as root: /etc/tilsig and /var/lib/tilsig; else "
               "~/tilsig\n"
               "  tilsig init installation /srv/tilsig --database postgresql --server db.example.org\n"
               "  tilsig init feed udi.decision --from decisions.xml\n"
               "  tilsig init feed nav.courses --from courses.xlsx --sheet Kurs --print\n"
               "  tilsig init layout nav.courses --from courses-2026.xlsx --since 2026-01";
    }
    void declare(Arguments& arguments) override {
        arguments.positional_choice("what", m_what, {"installation", "feed", "layout"}, "What is new");
        arguments.positional("name", m_feed, "The feed: source.name; or the folder of the installation", false);
        arguments.option("--database", m_wish.database, "Installation: sqlite (default), postgresql or mariadb");
        arguments.option("--server", m_wish.server, "Installation: the database's server (default: this machine)");
        arguments.option("--content", m_wish.content,
                         "Installation: a folder of your own with mappings/, connectors/ and schedules/");
        arguments.option("--account", m_wish.account, "Installation, as root: the account that will run tilsig");
        arguments.option("--from", m_file,
                         "Feed, layout: the sample: " + propose::known_formats("or") + ", also in gzip or zip");
        arguments.option("--since", m_since,
                         "Layout: year, month or day from which the feed's deliveries look like the sample");
        arguments.option("--member", m_member, "Pattern of the member in a zip archive that has several");
        arguments.option("--sheet", m_sheet, "Sheet of a workbook (default: the first with a table)");
        arguments.option("--header", m_header, "yes: the first row names the columns; none: it is a record");
        arguments.flag("--print", m_print, "Show the files, write nothing (as --json does)");
    }
    int execute(const Globals& globals, Output& output) override {
        if (m_what == "installation") {
            m_wish.folder = m_feed;
            return init_installation(m_wish, globals, output);
        }
        if (m_feed.empty())
            throw Error(ErrorKind::usage, "the feed has no name")
                .remedy("write `tilsig init feed SOURCE.FEED --from SAMPLE`");
        if (!m_since.empty() && m_what != "layout")
            throw Error(ErrorKind::usage, "`--since` is for `tilsig init layout`").remedy("leave it out");
        if (m_file.empty()) throw Error(ErrorKind::usage, "init needs a sample").remedy("add `--from FILE`");
        Environment environment(globals);
        const auto& content = environment.settings().content;
        const auto now = environment.clock().now();
        const auto today = calendar::local_day(now).time_since_epoch().count();
        const propose::Request request{m_feed, m_file, m_member, m_sheet, header_word(), today};
        if (m_what == "layout") return init_layout({request, m_since}, m_print, environment, output);
        const auto proposal = propose::propose(request, environment.catalog());
        const auto files = files_of(proposal);
        const bool write = !m_print && !output.json();
        refuse_existing(content, files);
        const auto trial =
            try_proposal(content, m_feed, files, m_file, "all", proposal.profile.whole, environment.clock());
        if (write) write_new_files(content, files);
        if (m_print) {
            for (const auto& file : files) output.block("# ---- " + file.path + "\n" + file.text);
        } else {
            show(output, proposal, trial);
        }
        output.document(document(proposal, trial));
        return 0;
    }

private:
    [[nodiscard]] propose::HeaderWord header_word() const {
        if (m_header.empty()) return propose::HeaderWord::unsaid;
        if (m_header == "yes") return propose::HeaderWord::present;
        if (m_header == "none") return propose::HeaderWord::none;
        throw Error(ErrorKind::usage, "--header is yes or none, not '" + display_name(m_header) + "'")
            .remedy("leave it out when the values below the header tell it apart");
    }
    void show(const Output& output, const propose::Proposal& proposal, const Trial& trial) const {
        output.line(output.bold(proposal.feed) + " proposed from " + proposal.based_on);
        std::vector<std::vector<std::string>> table{{"field", "type", "required", "evidence"}};
        for (const auto& field : proposal.fields)
            table.push_back(
                {field.field.name, type_text(field), field.field.required ? "yes" : "", field.evidence.front()});
        output.table(table);
        output.line("key: " + proposal.key.evidence.front());
        output.line(std::string("table: ") + proposal.table.name +
                    (proposal.new_table ? " (new)" : " (declared already)"));
        for (const auto& unread : proposal.shape.unread) output.line("not read: " + unread);
        if (proposal.profile.unreadable > 0)
            output.line(grouped(proposal.profile.unreadable) + " records cannot be read; " +
                        proposal.profile.first_unreadable);
        output.line();
        for (const auto& file : proposal.files) output.line("wrote " + file.path);
        output.line(grouped(trial.examples) + " examples pass; " + preview_text(trial));
        next_steps(output, proposal);
    }

    void next_steps(const Output& output, const propose::Proposal& proposal) const {
        output.line();
        output.line("next:");
        output.line("  1. read the files; " + grouped(decisions_in(proposal)) + " lines \"decide:\" need you");
        output.line("  2. tilsig check; tilsig test; tilsig preview " + proposal.feed + " --from " +
                    display_name(m_file));
        if (!proposal.new_source) {
            output.line("  3. nothing that is there was changed. To have it fetched, add to feeds of connectors/" +
                        proposal.source + "/source.yaml what its protocol needs,");
            output.line("     and to feeds of schedules/" + proposal.source + ".yaml: " + proposal.feed +
                        ": {every: day}");
        } else {
            output.line("  3. say in connectors/" + proposal.source +
                        "/source.yaml how the sender delivers (proposed: files in a folder)");
        }
        output.line("  4. state: shadow in the contract, and when the figures are right state: active");
    }

    static nlohmann::json document(const propose::Proposal& proposal, const Trial& trial) {
        nlohmann::json files = nlohmann::json::array();
        for (const auto& file : proposal.files) files.push_back({{"path", file.path}, {"text", file.text}});
        nlohmann::json fields = nlohmann::json::array();
        for (const auto& field : proposal.fields)
            fields.push_back(
                {{"name", field.field.name},
                 {"type", model::to_string(field.field.type)},
                 {"code_list", field.list == nullptr ? nlohmann::json() : nlohmann::json(field.list->name)},
                 {"required", field.field.required},
                 {"privacy", model::to_string(field.field.privacy)},
                 {"evidence", field.evidence},
                 {"decide", field.to_decide}});
        nlohmann::json preview;
        if (trial.preview)
            preview = {{"records", trial.preview->run.run.records.read},
                       {"rejected", trial.preview->run.run.records.rejected},
                       {"duplicate", trial.preview->run.run.records.duplicate},
                       {"outcome", model::to_string(*trial.preview->run.run.outcome)}};
        return {
            {"feed", proposal.feed},
            {"records", proposal.profile.records},
            {"whole", proposal.profile.whole},
            {"unreadable", proposal.profile.unreadable},
            {"layout", proposal.shape.evidence},
            {"not_read", proposal.shape.unread},
            {"fields", fields},
            {"key",
             {{"unique", proposal.key.unique}, {"fields", proposal.table.key}, {"evidence", proposal.key.evidence}}},
            {"table", {{"name", proposal.table.name}, {"new", proposal.new_table}}},
            {"files", files},
            {"written", false},
            {"examples", trial.examples},
            {"preview", preview}};
    }

    std::string m_what, m_feed, m_file, m_member, m_sheet, m_header, m_since;
    InstallationWish m_wish;
    bool m_print = false;
};

}  // namespace

std::unique_ptr<Command> make_init() { return std::make_unique<Init>(); }

}  // namespace tilsig::cli
