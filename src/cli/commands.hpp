// One maker per command; each lives in a file of its own.
#pragma once

#include <memory>

#include "cli/command.hpp"

namespace tilsig::cli {

[[nodiscard]] std::unique_ptr<Command> make_night();
[[nodiscard]] std::unique_ptr<Command> make_run();
[[nodiscard]] std::unique_ptr<Command> make_status();
[[nodiscard]] std::unique_ptr<Command> make_arrivals();
[[nodiscard]] std::unique_ptr<Command> make_explain();
[[nodiscard]] std::unique_ptr<Command> make_report();
[[nodiscard]] std::unique_ptr<Command> make_check();
[[nodiscard]] std::unique_ptr<Command> make_test();
[[nodiscard]] std::unique_ptr<Command> make_preview();
[[nodiscard]] std::unique_ptr<Command> make_plan();
[[nodiscard]] std::unique_ptr<Command> make_shadow();
[[nodiscard]] std::unique_ptr<Command> make_ledger();
[[nodiscard]] std::unique_ptr<Command> make_hold();
[[nodiscard]] std::unique_ptr<Command> make_replay();
[[nodiscard]] std::unique_ptr<Command> make_retract();
[[nodiscard]] std::unique_ptr<Command> make_schedule();
[[nodiscard]] std::unique_ptr<Command> make_subject();
[[nodiscard]] std::unique_ptr<Command> make_erase();
[[nodiscard]] std::unique_ptr<Command> make_describe();
[[nodiscard]] std::unique_ptr<Command> make_help();
[[nodiscard]] std::unique_ptr<Command> make_keys();
[[nodiscard]] std::unique_ptr<Command> make_alert();
[[nodiscard]] std::unique_ptr<Command> make_senders();
[[nodiscard]] std::unique_ptr<Command> make_stores();
[[nodiscard]] std::unique_ptr<Command> make_verify();
[[nodiscard]] std::unique_ptr<Command> make_retention();
[[nodiscard]] std::unique_ptr<Command> make_checksum();
[[nodiscard]] std::unique_ptr<Command> make_conform();
[[nodiscard]] std::unique_ptr<Command> make_init();
[[nodiscard]] std::unique_ptr<Command> make_doctor();
[[nodiscard]] std::unique_ptr<Command> make_daemon();
[[nodiscard]] std::unique_ptr<Command> make_installation();
[[nodiscard]] std::unique_ptr<Command> make_worker();
[[nodiscard]] std::unique_ptr<Command> make_describe_cli();

}  // namespace tilsig::cli
