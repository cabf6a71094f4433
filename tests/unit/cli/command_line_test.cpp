// What stands in help texts must not become an order to roff or to a shell.
#include "cli/command_line.hpp"

#include <gtest/gtest.h>

namespace tilsig::cli {
namespace {

CommandLine with_help(const std::string& help) {
    DescribedOption reason{{"--reason"}, help, "TEXT", {}, false, false, false};
    DescribedOption action{{"action"}, "What to do", "open|shut", {"open", "shut"}, true, true, false};
    return {
        "tilsig - a program", "Exit codes: 0", {}, {{"door", "It's a [door]: so", ".hidden\n'x\\y", {action, reason}}}};
}

TEST(CommandLinePages, RoffShowsTextAsItIs) {
    const std::string page = manual_page(with_help(".TH of a \\fBday"), "1.2");
    EXPECT_NE(page.find("\n\\&.TH of a \\efBday"), std::string::npos) << page;
    EXPECT_NE(page.find("\n\\&.hidden\n\\&'x\\ey\n"), std::string::npos) << page;
    EXPECT_NE(page.find("\\fB\\-\\-reason\\fR \\fITEXT\\fR"), std::string::npos) << page;
    EXPECT_NE(page.find("\\fIaction\\fR (open, shut)"), std::string::npos) << page;
    EXPECT_NE(settings_page("a: 1\n.b: \\n\n", "1.2").find("a: 1\n\\&.b: \\en\n"), std::string::npos);
}

TEST(CommandLinePages, ShellsReadOneWordWhereTextIsMeant) {
    const auto line = with_help("it's [not]: that");
    EXPECT_NE(zsh_completion(line).find("'--reason[it'\\''s \\[not\\]\\: that]:value:_files'"), std::string::npos)
        << zsh_completion(line);
    EXPECT_NE(zsh_completion(line).find("'1:action:(open shut)'"), std::string::npos) << zsh_completion(line);
    EXPECT_NE(fish_completion(line).find("-l reason -r -d 'it\\'s [not]: that'"), std::string::npos)
        << fish_completion(line);
    EXPECT_NE(bash_completion(line).find("words=\"open shut $words\""), std::string::npos) << bash_completion(line);
}

TEST(CommandLinePages, WhatIsStartedByTilsigItselfIsNotDescribed) {
    const auto line = described_command_line();
    EXPECT_GT(line.commands.size(), 20U);
    for (const auto& command : line.commands) EXPECT_NE(command.name, "describe-cli");
    for (const auto& option : line.commands.front().options) EXPECT_NE(option.names.back(), "--fence");
}

}  // namespace
}  // namespace tilsig::cli
