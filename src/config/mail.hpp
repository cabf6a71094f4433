// The `mail:` section of tilsig.yaml: by which server letters leave the house, as whom, when, and to whom they go while
// the installation is not in production.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "config/yaml.hpp"

namespace tilsig::config {

/// Read whole or not at all: without `mail:` nothing is noted, composed or sent. Times of day are `HH:MM` on the clocks
/// of Europe/Oslo; addresses have passed is_mail_address(); paths are absolute.
struct Mail {
    enum class Tls {
        starttls,  ///< required: a server that does not offer it is not spoken to
        implicit,  ///< TLS from the first byte (port 465)
        none       ///< only to an address of this machine
    };
    std::string host;  ///< a name, or a numeric address without brackets
    std::uint16_t port = 0;
    Tls tls = Tls::starttls;
    std::filesystem::path ca_file;       ///< empty: the system's
    std::string user;                    ///< empty: no login
    std::string password;                ///< secret reference (file: or cred:); set exactly when `user` is
    std::string from, name;              ///< the sender: address, and what is shown beside it (may be empty)
    std::string reply_to;                ///< empty: answers go to `from`
    bool production = false;             ///< while false every recipient becomes `test_address`
    std::string test_address;            ///< empty: outside production nothing is sent
    std::string window = "08:00-15:30";  ///< `HH:MM-HH:MM`, ends later than it begins
    std::vector<Day> closed;             ///< days on which nobody is written to, besides weekends and holidays
    /// Working days from the last day that is in time.
    struct Reminders {
        int before = 2;                     ///< 0: none before
        std::vector<int> after{1, 10, 20};  ///< rising
    } reminders;
    std::chrono::seconds give_up{std::chrono::hours{72}};    ///< since a letter's first attempt
    std::chrono::seconds retention{std::chrono::days{365}};  ///< how long the words of a letter that has ended are kept
    std::filesystem::path bounces;  ///< a Maildir in which answers of other servers arrive; empty: none is read
    struct ToOperator {
        std::string address;
        std::string at = "06:30";  ///< every day
        std::string language = "nb";
    };
    std::optional<ToOperator> to_operator;  ///< `operator:`
    struct ToDirectorate {
        std::string address;
        std::chrono::weekday on = std::chrono::Monday;  ///< moved to the next working day when it is none
        std::string at = "08:00";
        std::string language = "nb";
    };
    std::optional<ToDirectorate> to_directorate;  ///< `directorate:`

    /// Where a letter to `address` goes: there in production, else to the test address; empty: nowhere.
    [[nodiscard]] const std::string& destination(const std::string& address) const noexcept {
        return production ? address : test_address;
    }
};

/// Reads the section; every mistake becomes a lint with its place. `base` is the folder of tilsig.yaml.
[[nodiscard]] Mail read_mail(const Node& section, const std::filesystem::path& base, Lints& lints);

}  // namespace tilsig::config
