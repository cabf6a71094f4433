// The list of commands, in the order of --help.
#include "cli/commands.hpp"

namespace tilsig::cli {

std::vector<std::unique_ptr<Command>> all_commands() {
    std::vector<std::unique_ptr<Command>> commands;
    commands.push_back(make_night());
    commands.push_back(make_run());
    commands.push_back(make_status());
    commands.push_back(make_explain());
    commands.push_back(make_report());
    commands.push_back(make_check());
    commands.push_back(make_test());
    commands.push_back(make_preview());
    commands.push_back(make_plan());
    commands.push_back(make_shadow());
    commands.push_back(make_ledger());
    commands.push_back(make_hold());
    commands.push_back(make_replay());
    commands.push_back(make_retract());
    commands.push_back(make_subject());
    commands.push_back(make_erase());
    commands.push_back(make_keys());
    commands.push_back(make_schedule());
    commands.push_back(make_arrivals());
    commands.push_back(make_alert());
    commands.push_back(make_senders());
    commands.push_back(make_describe());
    commands.push_back(make_stores());
    commands.push_back(make_verify());
    commands.push_back(make_retention());
    commands.push_back(make_checksum());
    commands.push_back(make_conform());
    commands.push_back(make_init());
    commands.push_back(make_help());
    commands.push_back(make_doctor());
    commands.push_back(make_daemon());
    commands.push_back(make_installation());
    commands.push_back(make_worker());
    commands.push_back(make_describe_cli());
    return commands;
}

}  // namespace tilsig::cli
