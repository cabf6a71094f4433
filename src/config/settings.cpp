#include "config/settings.hpp"

#include <algorithm>
#include <cctype>

#include "base/text.hpp"
#include "config/settings_parts.hpp"

namespace tilsig::config {

namespace {

namespace fs = std::filesystem;

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

/// One `Key=value` of a connection string; the room odbc says which keys it may hold. This much is read here because
/// the place of a mistake is known here only.
struct ConnectionPart {
    std::string key;  ///< trimmed, lower case
    std::string_view value;
};

std::vector<ConnectionPart> connection_parts(std::string_view text) {
    std::vector<ConnectionPart> parts;
    for (const auto part : split(text, ';')) {
        const auto equals = part.find('=');
        if (equals == std::string_view::npos) continue;
        parts.push_back({lower(trim(part.substr(0, equals))), trim(part.substr(equals + 1))});
    }
    return parts;
}

/// Database=x.db in a SQLite connection string is a path of ours: made absolute like all the others.
std::string with_absolute_database(const std::string& text, const fs::path& base) {
    const auto parts = connection_parts(text);
    const bool sqlite = std::any_of(parts.begin(), parts.end(), [](const auto& part) {
        return part.key == "driver" && lower(part.value).find("sqlite") != std::string::npos;
    });
    const auto database =
        std::find_if(parts.begin(), parts.end(), [](const auto& part) { return part.key == "database"; });
    if (!sqlite || database == parts.end() || database->value.empty()) return text;
    const fs::path path = database->value;
    if (path.is_absolute()) return text;
    const auto begin = static_cast<std::size_t>(database->value.data() - text.data());
    return text.substr(0, begin) + (base / path).lexically_normal().string() +
           text.substr(begin + database->value.size());
}

void refuse_secrets(FieldReader& reader, const std::string& connection_string) {
    for (const auto& part : connection_parts(connection_string)) {
        if (part.key != "pwd" && part.key != "password" && part.key != "passwd") continue;
        reader.mistake("connection_string", "a password stands in the connection string",
                       "give it by reference: password: file:PATH or cred:NAME");
    }
}

void read_warehouse(FieldReader reader, const fs::path& base, Settings& settings) {
    auto& warehouse = settings.warehouse;
    warehouse.connection_string = with_absolute_database(reader.text("connection_string"), base);
    refuse_secrets(reader, warehouse.connection_string);
    warehouse.password = secret_reference(reader, "password", base);
    warehouse.connect_timeout = positive(reader, "connect_timeout", warehouse.connect_timeout);
    warehouse.statement_timeout = positive(reader, "statement_timeout", warehouse.statement_timeout);
    warehouse.lock_timeout = positive(reader, "lock_timeout", warehouse.lock_timeout);
    warehouse.idle_transaction_timeout =
        positive(reader, "idle_transaction_timeout", warehouse.idle_transaction_timeout);
    reader.finish();
}

void read_links(FieldReader reader, const fs::path& base, Settings::Links& links) {
    links.connection_string =
        with_absolute_database(reader.text_or("connection_string", "Driver=SQLite3;Database=state/links.db"), base);
    refuse_secrets(reader, links.connection_string);
    links.password = secret_reference(reader, "password", base);
    links.key_file = path_or(reader, "key_file", base, "state/link.key");
    reader.finish();
}

void read_key(FieldReader& reader, const fs::path& base, Settings::State& state) {
    const std::string text = reader.text_or("key_file", "state/landing.key");
    if (text.starts_with("cred:"))
        state.key_credential = text;
    else
        state.key_file = (fs::path(text).is_absolute() ? fs::path(text) : base / text).lexically_normal();
}

/// A file mode in octal. Who may change a receipt can make it say anything, so others never may.
unsigned mode_or(FieldReader& reader, std::string_view name, unsigned fallback) {
    const auto text = reader.optional_text(name);
    if (!text) return fallback;
    const bool octal =
        (text->size() == 3 || text->size() == 4) && text->find_first_not_of("01234567") == std::string::npos;
    const unsigned mode = octal ? static_cast<unsigned>(std::stoul(*text, nullptr, 8)) : 0;
    if (octal && (mode & 0002U) == 0 && (mode & 0600U) == 0600U) return mode;
    reader.mistake(name, "'" + display_name(*text) + "' is no mode for receipts",
                   "write it in octal, like \"0640\": readable and writable for tilsig, not writable for others");
    return fallback;
}

void read_receipts(FieldReader reader, const fs::path& base, Settings& settings) {
    auto& receipts = settings.receipts;
    receipts.folder = path_or(reader, "folder", base, "state");
    receipts.group = reader.text_or("group", "");
    receipts.folder_mode = mode_or(reader, "folder_mode", receipts.folder_mode);
    receipts.file_mode = mode_or(reader, "file_mode", receipts.file_mode);
    reader.finish();
}

void read_health_address(FieldReader& reader, Settings::Daemon& daemon) {
    daemon.health_remote = reader.boolean_or("health_remote", daemon.health_remote);
    const auto text = reader.optional_text("health");
    if (!text) return;
    if (*text == "off") {
        daemon.health.reset();
        return;
    }
    const auto address = parse_listen_address(*text);
    if (!address) {
        reader.mistake("health", "'" + display_name(*text) + "' is no address with a port",
                       "write 127.0.0.1:9464, [::1]:9464 or off; host names are not taken");
        return;
    }
    daemon.health = address;
    if (!address->loopback() && !daemon.health_remote)
        reader.mistake("health", "'" + address->text() + "' can be reached from other machines, without a password",
                       "use 127.0.0.1:" + std::to_string(address->port) + ", or allow it with health_remote: true");
}

void read_daemon(FieldReader reader, Settings& settings) {
    auto& daemon = settings.daemon;
    read_health_address(reader, daemon);
    daemon.health_threads = count_or(reader, "health_threads", daemon.health_threads, 1, 16);
    daemon.health_connections = count_or(reader, "health_connections", daemon.health_connections, 8, 512);
    daemon.health_header_time = positive(reader, "health_header_time", daemon.health_header_time);
    daemon.stalled_after = positive(reader, "stalled_after", daemon.stalled_after);
    daemon.lease = positive(reader, "lease", daemon.lease);
    reader.finish();
}

/// A key of older versions is told with its name of today; else its reader would look for a slip of the pen.
void refuse_renamed(FieldReader& reader, std::string_view name, const std::string& now, std::string remedy) {
    if (!reader.has(name)) return;
    (void)reader.child(name);
    reader.mistake(name, "'" + std::string(name) + "' is called '" + now + "' now", std::move(remedy));
}

}  // namespace

Settings load_settings(const fs::path& file, const fs::path& program, Lints& lints) {
    Settings settings;
    const fs::path base = fs::absolute(file).parent_path();
    const fs::path prefix = fs::absolute(program).parent_path().parent_path();
    const Node root = load_yaml(file.string(), file.string(), lints);
    if (root.kind() == Node::Kind::missing) return settings;
    FieldReader reader(root, "tilsig.yaml", lints);
    read_warehouse(FieldReader(reader.required_child("warehouse"), "warehouse", lints), base, settings);

    const auto section = [&](std::string_view name) {
        return FieldReader(reader.child(name), std::string(name), lints);
    };
    auto state = section("state");
    settings.state.landing = path_or(state, "landing", base, "state/landing");
    settings.state.cache = path_or(state, "cache", base, "state/cache");
    read_key(state, base, settings.state);
    settings.state.issue_keys = path_or(state, "issue_keys", base, settings.state.landing.parent_path() / "issue-keys");
    state.finish();

    settings.content = path_or(reader, "content", base, prefix / "share/tilsig");

    auto programs = section("programs");
    settings.programs.fetch = path_or(programs, "fetch", base, prefix / "lib/tilsig/tilsig-fetch");
    settings.programs.connectors = path_or(programs, "connectors", base, prefix / "lib/tilsig/connectors");
    programs.finish();

    auto senders = section("senders");
    settings.senders.register_file =
        path_or(senders, "register", base, settings.content / "connectors/municipal/senders.yaml");
    senders.finish();

    read_receipts(section("receipts"), base, settings);

    const Node sources = reader.child("sources");
    FieldReader overlays(sources, "sources", lints);
    for (const auto& [source, options] : sources.entries()) settings.sources[source] = overlays.text_map(source);

    if (reader.has("mode"))
        settings.mode =
            reader.choice("mode", {"test", "production"}) == "test" ? Settings::Mode::test : Settings::Mode::production;
    refuse_renamed(reader, "persons", "mode",
                   "write `mode: production` for `persons: real`, `mode: test` for `persons: synthetic`");
    read_links(section("links"), base, settings.links);

    auto log = section("log");
    settings.log.file = path_or(log, "file", base, "");
    settings.log.level = log.choice_or("level", {"debug", "info", "warn", "error"}, settings.log.level);
    log.finish();

    auto night = section("night");
    settings.night.deadline = positive(night, "deadline", settings.night.deadline);
    settings.night.together = night.duration_or("together", settings.night.together);
    const std::int64_t workers = night.integer_or("workers", settings.night.workers);
    if (workers < 1 || workers > 64)
        night.mistake("workers", "not between 1 and 64",
                      "use 1 with SQLite, up to the number of cores with PostgreSQL");
    settings.night.workers = static_cast<int>(std::clamp<std::int64_t>(workers, 1, 64));
    night.finish();

    read_daemon(section("daemon"), settings);
    if (reader.has("mail")) settings.mail = read_mail(reader.child("mail"), base, lints);
    if (settings.mail && settings.mail->production && settings.mode == Settings::Mode::test)
        reader.mistake("mode", "the persons are synthetic, but letters about them would reach real offices",
                       "write `mail: production: false`, or `mode: production`");

    reader.finish();
    return settings;
}

}  // namespace tilsig::config
