#include "config/settings.hpp"

#include <algorithm>
#include <cctype>

namespace tilsig::config {

namespace {

namespace fs = std::filesystem;

/// A path of the file, absolute; `fallback` is relative to the file's folder too.
fs::path path_or(FieldReader& reader, std::string_view name, const fs::path& base, const fs::path& fallback) {
    const auto text = reader.optional_text(name);
    const fs::path path = text ? fs::path(*text) : fallback;
    if (path.empty()) return path;
    return (path.is_absolute() ? path : base / path).lexically_normal();
}

/// Database=x.db in a SQLite connection string is a path of ours: made absolute like all the others.
std::string with_absolute_database(const std::string& text, const fs::path& base) {
    std::string lower = text;
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (lower.find("sqlite") == std::string::npos) return text;
    const auto at = lower.find("database=");
    if (at == std::string::npos) return text;
    const auto begin = at + 9;
    const auto end = std::min(text.find(';', begin), text.size());
    const fs::path path = text.substr(begin, end - begin);
    if (path.is_absolute() || path.empty()) return text;
    return text.substr(0, begin) + (base / path).lexically_normal().string() + text.substr(end);
}

void read_warehouse(FieldReader reader, const fs::path& base, Settings& settings) {
    auto& warehouse = settings.warehouse;
    warehouse.connection_string = with_absolute_database(reader.text("connection_string"), base);
    std::string lower = warehouse.connection_string;
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (lower.find("pwd=") != std::string::npos || lower.find("password=") != std::string::npos) {
        reader.mistake("connection_string", "a password stands in the connection string", "give it by reference: password: file:PATH or cred:NAME");
    }
    warehouse.password = reader.text_or("password", "");
    if (!warehouse.password.empty() && !warehouse.password.starts_with("file:") && !warehouse.password.starts_with("cred:")) {
        reader.mistake("password", "a secret must be given by reference, not by value", "write file:PATH or cred:NAME");
    }
    if (warehouse.password.starts_with("file:") && warehouse.password.substr(5, 1) != "/") {
        warehouse.password = "file:" + (base / warehouse.password.substr(5)).lexically_normal().string();
    }
    warehouse.connect_timeout = reader.duration_or("connect_timeout", warehouse.connect_timeout);
    warehouse.statement_timeout = reader.duration_or("statement_timeout", warehouse.statement_timeout);
    warehouse.lock_timeout = reader.duration_or("lock_timeout", warehouse.lock_timeout);
    reader.finish();
}

}  // namespace

Settings load_settings(const fs::path& file, const fs::path& program, Lints& lints) {
    Settings settings;
    const fs::path base = fs::absolute(file).parent_path();
    const fs::path beside = fs::absolute(program).parent_path();
    const Node root = load_yaml(file.string(), file.string(), lints);
    if (root.kind() == Node::Kind::missing) return settings;
    FieldReader reader(root, "tilsig.yaml", lints);
    read_warehouse(FieldReader(reader.required_child("warehouse"), "warehouse", lints), base, settings);

    const auto section = [&](std::string_view name) { return FieldReader(reader.child(name), std::string(name), lints); };
    auto state = section("state");
    settings.state.landing = path_or(state, "landing", base, "state/landing");
    settings.state.cache = path_or(state, "cache", base, "state/cache");
    settings.state.key_file = path_or(state, "key_file", base, "state/landing.key");
    state.finish();

    settings.content = path_or(reader, "content", base, base);

    auto programs = section("programs");
    settings.programs.fetch = path_or(programs, "fetch", base, beside / "tilsig-fetch");
    settings.programs.connectors = path_or(programs, "connectors", base, beside.parent_path() / "connectors");
    programs.finish();

    auto senders = section("senders");
    settings.senders.register_file = path_or(senders, "register", base, settings.content / "connectors/municipal/senders.yaml");
    settings.senders.receipts = path_or(senders, "receipts", base, "state/out");
    senders.finish();

    auto log = section("log");
    settings.log.file = path_or(log, "file", base, "");
    settings.log.level = log.choice_or("level", {"debug", "info", "warn", "error"}, settings.log.level);
    log.finish();

    auto night = section("night");
    settings.night.deadline = night.duration_or("deadline", settings.night.deadline);
    const std::int64_t workers = night.integer_or("workers", settings.night.workers);
    if (workers < 1 || workers > 64) night.mistake("workers", "not between 1 and 64", "use 1 with SQLite, up to the number of cores with PostgreSQL");
    settings.night.workers = static_cast<int>(std::clamp<std::int64_t>(workers, 1, 64));
    night.finish();

    reader.finish();
    return settings;
}

}  // namespace tilsig::config
