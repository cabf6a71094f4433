#include "cli/init_installation.hpp"

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/environment.hpp"
#include "cli/lock.hpp"
#include "odbc/connection_string.hpp"
#include "process/child.hpp"
#include "process/pipes.hpp"
#include "session/session.hpp"

namespace tilsig::cli {

namespace {

namespace fs = std::filesystem;

constexpr const char* usual_account = "tilsig";
const fs::path usual_config = "/etc/tilsig/tilsig.yaml";
const fs::path usual_state = "/var/lib/tilsig";
/// Of the installation's own, beside tilsig.yaml: `password: file:...` of a server.
const fs::path password_file = "secrets/warehouse";

process::Account account_named(const std::string& name) {
    std::array<char, 4096> buffer;
    struct passwd entry {};
    struct passwd* found = nullptr;
    if (::getpwnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr)
        throw Error(ErrorKind::usage, "there is no account '" + display_name(name) + "'")
            .remedy(
                "make it with `useradd --system --home-dir /var/lib/tilsig --shell /usr/sbin/nologin tilsig`, or name "
                "another one with `--account`");
    return {entry.pw_uid, entry.pw_gid};
}

/// Where everything goes, and who will own it.
struct Plan {
    fs::path config;
    bool found_without_a_word = false;  ///< where every command looks for it
    std::string state;                  ///< as tilsig.yaml says it
    std::string in;                     ///< in-folders, where the usual place is not ours to write
    std::string account_name;
    std::optional<process::Account> account;  ///< another one than ours
};

Plan plan_of(const InstallationWish& wish, const Globals& globals) {
    const bool root = ::geteuid() == 0;
    Plan plan;
    plan.account_name = wish.account;
    if (!wish.folder.empty()) {
        plan.config = fs::absolute(wish.folder).lexically_normal() / "tilsig.yaml";
        plan.state = "state";
    } else if (root) {
        // What was installed into another prefix than /usr brings its own.
        const fs::path own = own_program(globals).parent_path().parent_path() / usual_config.relative_path();
        plan.config = fs::exists(own) ? own : usual_config;
        plan.found_without_a_word = true;
        plan.state = usual_state.string();
        if (plan.account_name.empty()) plan.account_name = usual_account;
    } else {
        const char* home = std::getenv("HOME");
        if (home == nullptr || *home != '/')
            throw Error(ErrorKind::usage, "nobody knows where your home folder is (HOME)")
                .remedy("name a folder: `tilsig init installation FOLDER`");
        plan.config = fs::path(home) / "tilsig/tilsig.yaml";
        plan.state = "state";
    }
    // Content of one's own knows its folders.
    if (fs::path(plan.state).is_relative() && wish.content.empty())
        plan.in = (plan.config.parent_path() / plan.state / "in").string();
    if (!plan.account_name.empty()) {
        const auto account = account_named(plan.account_name);
        if (account.user != ::geteuid()) plan.account = account;
    }
    if (plan.account && !root)
        throw Error(ErrorKind::usage, "only root can make an installation for another account")
            .remedy("leave `--account` out, or call this as root");
    return plan;
}

/// Makes what is missing, and keeps what it did.
class Maker {
public:
    explicit Maker(const Plan& plan) : m_plan(plan) {}

    /// For the account alone, and what is missing above it too.
    void folder(const fs::path& path) {
        if (fs::is_directory(path)) return keep(path);
        if (path.has_relative_path() && !fs::exists(path.parent_path())) folder(path.parent_path());
        make_private_folder(path);
        give(path);
        note(path, true);
    }
    /// Read by everybody: it holds no secret.
    void file(const fs::path& path, const std::string& text) {
        if (fs::exists(path)) return keep(path);
        if (path.has_parent_path()) fs::create_directories(path.parent_path());
        write_file_durably(path, text, 0644);
        note(path, true);
    }
    /// True when it was made now.
    bool key(const session::Places& places) {
        if (!session::make_missing_key(places)) {
            keep(places.key_file);
            return false;
        }
        give(places.key_file);
        note(places.key_file, true);
        return true;
    }
    void show(const Output& output) const {
        for (const auto& [path, made] : m_things)
            output.line((made ? "made            " : "there already   ") + path.string());
    }
    [[nodiscard]] nlohmann::json json() const {
        nlohmann::json list = nlohmann::json::array();
        for (const auto& [path, made] : m_things) list.push_back({{"path", path.string()}, {"made", made}});
        return list;
    }

private:
    void keep(const fs::path& path) { note(path, false); }
    void note(const fs::path& path, bool made) {
        for (const auto& [known, how] : m_things)
            if (known == path) return;
        m_things.emplace_back(path, made);
    }
    void give(const fs::path& path) const {
        if (m_plan.account && ::lchown(path.c_str(), m_plan.account->user, m_plan.account->group) != 0)
            throw system_error("chown", path.string(), errno);
    }

    const Plan& m_plan;
    std::vector<std::pair<fs::path, bool>> m_things;
};

void make_folders(Maker& maker, const config::Settings& settings) {
    const auto target = odbc::parse_connection_string(settings.warehouse.connection_string);
    maker.folder(settings.state.landing);
    maker.folder(settings.state.cache);
    if (target.engine == odbc::Engine::sqlite) maker.folder(fs::path(target.database).parent_path());
    maker.folder(settings.receipts.folder);
    if (settings.warehouse.password.starts_with("file:"))
        maker.folder(fs::path(settings.warehouse.password.substr(5)).parent_path());
}

/// `tilsig doctor` as the account that will run tilsig, so that rights are those of the nights.
std::string examined(const Plan& plan, const Globals& globals, bool json) {
    // Memory, not a pipe: nobody reads while it writes.
    const UniqueFd out = process::in_memory("");
    process::Command command;
    command.words = {own_program(globals).string(), "doctor", "--config", plan.config.string()};
    if (json) command.words.emplace_back("--json");
    command.descriptors = {{STDOUT_FILENO, out.get()}};
    command.group = process::Group::ours;
    command.account = plan.account;
    process::Child child(command);
    (void)child.wait();  // what is bad stands in its lines
    if (::lseek(out.get(), 0, SEEK_SET) != 0) throw system_error("lseek", "the output of the check", errno);
    return read_all(out.get(), "the output of the check");
}

std::vector<std::string> next_steps(const Plan& plan, const config::Settings& settings) {
    const auto call = [&](const std::string& command) {
        return '`' + (plan.account ? "runuser -u " + plan.account_name + " -- " : "") + "tilsig " + command + '`';
    };
    std::vector<std::string> steps;
    if (settings.warehouse.password.starts_with("file:"))
        steps.push_back("write the password of the database into " + settings.warehouse.password.substr(5) +
                        ", with mode 0600" + (plan.account ? ", owned by " + plan.account_name : "") +
                        "; docs/install.md has the GRANTs");
    steps.push_back("set addresses and folders of your sources in " + plan.config.string() + "; " + call("check"));
    steps.push_back(call("night"));
    steps.push_back(call("status"));
    return steps;
}

void replace_once(std::string& text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    if (at == std::string::npos || text.find(from, at + 1) != std::string::npos)
        throw Error(ErrorKind::internal, "the example configuration does not hold '" + from + "' once");
    text.replace(at, from.size(), to);
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

std::string connection_string(const InstallationWish& wish) {
    const std::string server = wish.server.empty() ? "localhost" : wish.server;
    if (wish.database == "postgresql")
        return "Driver=PostgreSQL Unicode;Server=" + server + ";Port=5432;Database=warehouse;UID=tilsig";
    if (wish.database == "mariadb")
        return "Driver=MariaDB Unicode;Server=" + server + ";Port=3306;Database=warehouse;UID=tilsig";
    throw Error(ErrorKind::usage, "'" + display_name(wish.database) + "' is no database that tilsig loads into")
        .remedy("`--database` is sqlite, postgresql or mariadb");
}

}  // namespace

std::string configuration_text(const InstallationWish& wish, const std::string& state, const std::string& in) {
    std::string text = example_configuration();
    if (wish.database != "sqlite") {
        replace_once(
            text, "  connection_string: Driver=SQLite3;Database=state/warehouse.db",
            "  connection_string: " + connection_string(wish) + "\n  password: file:" + password_file.string());
    }
    if (!wish.content.empty())
        replace_once(text, "# content: content ", "content: " + fs::absolute(wish.content).string() + " ");
    if (!in.empty())
        replace_once(text, "# sources: {municipal: {folder: /srv/tilsig/in}}",
                     "sources: {municipal: {folder: \"" + in + "\"}}");
    if (state != "state") {
        replace_all(text, "state/", state + "/");
        replace_once(text, "folder: state ", "folder: " + state + " ");
    }
    return text;
}

int init_installation(const InstallationWish& wish, const Globals& globals, const Output& output) {
    const Plan plan = plan_of(wish, globals);
    Maker maker(plan);
    maker.file(plan.config, configuration_text(wish, plan.state, plan.in));
    config::Lints lints;
    const auto settings = config::load_settings(plan.config, own_program(globals), lints);
    lints.throw_if_any();  // of a file that was there already
    make_folders(maker, settings);
    const bool made_key = settings.state.key_credential.empty() && maker.key(places_of(settings));
    maker.show(output);
    output.line();
    if (made_key) output.line(output.bold(new_key_text(settings.state.key_file)));
    const std::string checked = examined(plan, globals, output.json());
    output.block(checked);
    output.line("next:");
    const auto steps = next_steps(plan, settings);
    if (!plan.found_without_a_word) output.line("     export TILSIG_CONFIG=" + plan.config.string());
    for (std::size_t i = 0; i < steps.size(); ++i) output.line("  " + std::to_string(i + 1) + ". " + steps[i]);
    output.document({{"config", plan.config.string()},
                     {"things", maker.json()},
                     {"key_made", made_key},
                     {"next", steps},
                     {"doctor", nlohmann::json::parse(checked, nullptr, false)}});
    return 0;
}

}  // namespace tilsig::cli
