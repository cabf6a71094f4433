#include <sstream>

#include "base/text.hpp"
#include "cli/command_line.hpp"

namespace tilsig::cli {

namespace {

/// Text as roff shows it unchanged: no escape, no request at a line's beginning, hyphens that can be copied.
std::string roff(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if ((c == '.' || c == '\'') && (out.empty() || out.back() == '\n')) out += "\\&";
        if (c == '\\')
            out += "\\e";
        else if (c == '-')
            out += "\\-";
        else
            out += c;
    }
    return out;
}

std::string section(const std::string& title) { return ".SH " + title + "\n"; }

std::string literal(const std::string& lines) { return ".PP\n.nf\n" + roff(lines) + "\n.fi\n"; }

std::string heading(const std::string& name, const std::string& number, const std::string& version) {
    return ".TH " + name + " " + number + " \"\" \"tilsig " + roff(version) + "\"\n";
}

/// `\fB--from\fR \fITEXT\fR`
std::string option_head(const DescribedOption& option) {
    std::vector<std::string> names;
    for (const auto& name : option.names)
        names.push_back(option.positional ? "\\fI" + roff(name) + "\\fR" : "\\fB" + roff(name) + "\\fR");
    std::string head = join(names, ", ");
    if (option.positional && !option.choices.empty()) head += " (" + roff(join(option.choices, ", ")) + ")";
    if (!option.positional && !option.value.empty()) head += " \\fI" + roff(option.value) + "\\fR";
    return head;
}

void write_options(std::ostringstream& page, const std::vector<DescribedOption>& options) {
    for (const auto& option : options) {
        page << ".TP\n" << option_head(option) << "\n" << roff(option.help);
        if (option.positional && !option.required) page << " (may be left out)";
        page << "\n";
    }
}

std::string synopsis(const DescribedCommand& command) {
    std::string line = ".br\n\\fBtilsig " + roff(command.name) + "\\fR";
    for (const auto& option : command.options) {
        if (!option.positional) continue;
        const std::string name = "\\fI" + roff(option.names.front()) + "\\fR" + (option.many ? " ..." : "");
        line += option.required ? " " + name : " [" + name + "]";
    }
    return line + " [options]\n";
}

}  // namespace

std::string manual_page(const CommandLine& line, const std::string& version) {
    std::ostringstream page;
    page << heading("TILSIG", "1", version) << section("NAME") << roff(line.summary) << "\n" << section("SYNOPSIS");
    page << "\\fBtilsig\\fR \\fICOMMAND\\fR [options]\n";
    for (const auto& command : line.commands) page << synopsis(command);
    page << section("DESCRIPTION")
         << "Fetches feeds through connectors, lands them sealed, checks and maps them with declarative files, and "
            "loads "
            "a reporting\nwarehouse through ODBC. The guides of the package describe the work with it; this page lists "
            "every command and option.\n";
    page << section("OPTIONS");
    write_options(page, line.options);
    page << section("COMMANDS");
    for (const auto& command : line.commands) {
        page << ".SS \"tilsig " << roff(command.name) << "\"\n" << roff(command.summary) << ".\n";
        write_options(page, command.options);
        page << ".PP\nExamples:\n" << literal(command.examples);
    }
    page << section("EXIT STATUS") << roff(line.exit_codes) << "\n";
    page << section("ENVIRONMENT") << ".TP\n.B NO_COLOR\nNo colours, whatever the terminal can do.\n"
         << ".TP\n.B CREDENTIALS_DIRECTORY\nWhere secrets given as cred:NAME lie; set by the service manager.\n";
    page << section("FILES") << ".TP\n.I /etc/tilsig/tilsig.yaml\nThe configuration of an installation.\n"
         << ".TP\n.I /var/lib/tilsig\nIts state: landed deliveries, their key, caches, receipts.\n";
    page << section("SEE ALSO") << ".BR tilsig.yaml (5)\n";
    return page.str();
}

std::string settings_page(const std::string& example, const std::string& version) {
    std::ostringstream page;
    page << heading("TILSIG.YAML", "5", version) << section("NAME") << "tilsig.yaml \\- configuration of tilsig\n";
    page << section("DESCRIPTION")
         << "One YAML file says where the warehouse, the state and the content of an installation are. tilsig(1) looks "
            "for it in the\nworking folder, then in etc/tilsig of the prefix that the program is installed in, then in "
            "/etc/tilsig. Relative paths are relative to the file;\nno variables are replaced. Unknown keys are "
            "mistakes; "
            "`tilsig check` tells all of them with their place.\n";
    page << section("KEYS") << "All of them, with their defaults behind # where they need not be given:\n"
         << literal(example);
    page << section("SEE ALSO") << ".BR tilsig (1)\n";
    return page.str();
}

}  // namespace tilsig::cli
