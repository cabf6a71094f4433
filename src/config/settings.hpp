// The program's own configuration: tilsig.yaml.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "config/listen_address.hpp"
#include "config/mail.hpp"
#include "config/yaml.hpp"

namespace tilsig::config {

/// Read from tilsig.yaml. Relative paths are relative to that file; every path here is absolute. Defaults that begin
/// with lib/ or share/ lie in the folder above the program's own: /usr for /usr/bin/tilsig.
struct Settings {
    struct Warehouse {
        std::string connection_string;  ///< e.g. Driver=SQLite3;Database=warehouse.db - never with a password in it
        std::string password;           ///< secret reference (file: or cred:), or empty
        std::chrono::seconds connect_timeout{5};
        std::chrono::seconds statement_timeout{600};
        std::chrono::seconds lock_timeout{30};
        std::chrono::seconds idle_transaction_timeout{60};  ///< silence inside a transaction that a server bears
    } warehouse;
    struct State {
        std::filesystem::path landing;     ///< default state/landing
        std::filesystem::path cache;       ///< default state/cache
        std::filesystem::path key_file;    ///< default state/landing.key; empty when key_credential is given
        std::filesystem::path issue_keys;  ///< default: issue-keys beside the landing zone
        std::string key_credential;        ///< the key is a credential of the service manager: `cred:NAME`, or empty
    } state;
    std::filesystem::path content;  ///< folder with mappings/, connectors/ and schedules/; default: share/tilsig
    struct Programs {
        std::filesystem::path fetch;       ///< default: lib/tilsig/tilsig-fetch
        std::filesystem::path connectors;  ///< folder of the plugin libraries; default: lib/tilsig/connectors
    } programs;
    struct Senders {
        std::filesystem::path register_file;  ///< default <content>/connectors/municipal/senders.yaml
    } senders;
    struct Receipts {
        std::filesystem::path folder;  ///< below it out/<sender>/ for each sender; default state
        std::string group;             ///< who may read them; `{sender}` stands for the sender's id; empty: our own
        unsigned folder_mode = 02750;
        unsigned file_mode = 0640;
    } receipts;
    /// Options of sources that differ on this installation (addresses, folders, a CA file): source -> option -> value.
    /// They overlay the options of connectors/<source>/source.yaml. Paths are not made absolute: they are the
    /// connector's.
    std::map<std::string, std::map<std::string, std::string>> sources;
    /// Whether persons are real. Not said: no feed about persons can be run.
    enum class Mode {
        unsaid,
        test,       ///< synthetic persons only: a real number stops its delivery
        production  ///< real persons only: a synthetic number stops its delivery
    } mode = Mode::unsaid;
    /// The store that knows which number is whose; apart from the warehouse.
    struct Links {
        std::string connection_string;   ///< default: the SQLite file state/links.db
        std::string password;            ///< secret reference (file: or cred:), or empty
        std::filesystem::path key_file;  ///< default state/link.key
    } links;
    struct Log {
        std::filesystem::path file;  ///< empty: stderr
        std::string level = "warn";  ///< debug | info | warn | error
    } log;
    struct Night {
        std::chrono::seconds deadline{4 * 3600};
        int workers = 1;
        std::chrono::seconds together{3 * 3600};  ///< what falls due within this time of a scheduled night's last
                                                  ///< unit is of the same night; 0: each begins its own
    } night;
    struct Daemon {
        std::optional<ListenAddress> health = ListenAddress{};  ///< nothing: no health server
        bool health_remote = false;                             ///< whether `health` may be reached from other machines
        int health_threads = 2;
        int health_connections = 256;                ///< that may be sending their request at the same time
        std::chrono::seconds health_header_time{5};  ///< within which a request must have come whole
        std::chrono::seconds stalled_after{60};      ///< without a turn of its loop the daemon counts as hanging
        std::chrono::seconds lease{60};              ///< a daemon that is not heard of for so long is taken over from
    } daemon;
    using Mail = config::Mail;
    std::optional<Mail> mail;  ///< nothing: nobody is written to
};

/// Reads the file; every mistake (unknown key, password by value, impossible number) becomes a lint with its place.
/// `program` is the path of the running tilsig, for the defaults of `programs` and `content`.
[[nodiscard]] Settings load_settings(const std::filesystem::path& file, const std::filesystem::path& program,
                                     Lints& lints);

}  // namespace tilsig::config
