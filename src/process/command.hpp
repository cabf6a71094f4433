// What is to be started, and what of ours it may have.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace tilsig::process {

/// Which process group and session a child gets.
enum class Group {
    own,      ///< a group of its own in our session: signals reach the child and what it started
    session,  ///< a session of its own, and so a group: no terminal can stop or end it
    ours      ///< our group: a signal from the terminal reaches it as well, and ours reach it alone
};

/// One descriptor the child gets: `ours` of this process becomes number `theirs` there.
struct Descriptor {
    int theirs = 0;
    int ours = -1;
};

/// An account of the system.
struct Account {
    uid_t user = 0;
    gid_t group = 0;
};

/// A program with its words and its surroundings. What is not named here, the child does not get.
struct Command {
    /// The program and its arguments. A program without a slash is looked up in PATH.
    std::vector<std::string> words = {};
    /// Everything from descriptor 3 on that is not named here is closed in the child. 0 to 2 are ours unless named.
    std::vector<Descriptor> descriptors = {};
    /// `NAME=value`; absent: our environment.
    std::optional<std::vector<std::string>> environment = {};
    Group group = Group::own;
    /// Sent to the child when the *thread* that starts it ends, however it ends; 0 for none. A thread that starts
    /// children must therefore outlive them.
    int death_signal = 9;
    /// Runs as this account; needs the right to switch.
    std::optional<Account> account = {};
};

}  // namespace tilsig::process
