// Connector for a sender's in-folder on this machine: one fetch brings the oldest settled file. See README.md.
#include <algorithm>

#include "loaded_cursor.hpp"
#include "only_looking.hpp"
#include "sender_folder.hpp"
#include "spi/connector.hpp"
#include "survey.hpp"
#include "whole_file.hpp"

namespace {

using inbox::Entry;
using inbox::Fd;
using inbox::LoadedCursor;
using inbox::SenderFolder;
using tilsig::spi::Failure;
using tilsig::spi::Host;
using tilsig::spi::LogLevel;
using tilsig::spi::OptionCheck;
using tilsig::spi::Status;
using tilsig::spi::Unit;

constexpr std::int64_t default_settle_seconds = 60;

void check_pattern(OptionCheck& check, std::string_view name) {
    const auto value = check.options().find(name);
    if (!value) return;
    if (value->empty() || value->find('/') != std::string_view::npos) {
        check.mistake(name, "must be a pattern for one file name, such as grants-*.csv");
    }
    const std::string filled = inbox::fill_in(*value, "", "");
    if (filled.find_first_of("{}") != std::string::npos) {
        check.mistake(name, "knows {sender} and {period} in braces, nothing else");
    }
}

class Inbox final : public tilsig::spi::Connector {
public:
    static constexpr const char* name = "inbox";
    static constexpr std::array options{"folder", "pattern", "nil_pattern", "settle_seconds"};

    static void check(OptionCheck& check) {
        check.required("folder", "/srv/tilsig/in");
        check_pattern(check, "pattern");
        check_pattern(check, "nil_pattern");
        check.integer("settle_seconds", 0, 86400);
    }

    explicit Inbox(const Unit& unit)
        : Connector(unit),
          m_pattern(filled("pattern", "*")),
          m_nil_pattern(filled("nil_pattern", "")),
          m_settle_seconds(unit.options().integer_or("settle_seconds", default_settle_seconds)) {}

    Status fetch(Host& host) override {
        const SenderFolder folder = open_folder();
        inbox::Look look = folder.look(m_pattern, m_nil_pattern, known_patterns());
        if (unit().look_only()) inbox::keep_later(look, unit().cursor());
        const std::int64_t now = host.now_unix_seconds();
        unsigned unsettled = 0;
        unsigned too_large = 0;
        for (const Entry& entry : look.files) {
            if (!settled(entry, now))
                ++unsettled;
            else if (is_too_large(entry.seen))
                ++too_large;
            else if (take(host, folder, entry))
                return Status::ok;
        }
        if (look.not_regular > 0)
            host.log(LogLevel::warn, "inbox.not_regular", std::to_string(look.not_regular) + " name(s)");
        if (too_large > 0) host.log(LogLevel::warn, "inbox.too_large", std::to_string(too_large) + " file(s)");
        if (unsettled > 0) {
            throw Failure(Status::retry_later, std::to_string(unsettled) + " file(s) changed less than " +
                                                   std::to_string(m_settle_seconds) +
                                                   " s ago; waiting until they are settled");
        }
        if (too_large > 0) {
            // In MiB: a run of many digits would be masked as somebody's number.
            throw Failure(Status::bad_source,
                          std::to_string(too_large) + " file(s) larger than `limits.delivery_bytes` (" +
                              std::to_string(unit().delivery_bytes() >> 20U) +
                              " MiB); raise it in source.yaml, or let the sender send less at a time");
        }
        if (look.not_regular > 0) {
            throw Failure(Status::bad_source,
                          std::to_string(look.not_regular) +
                              " name(s) in the in-folder are links, pipes or devices; only regular files are read");
        }
        if (look.strays > 0 && !unit().look_only()) throw Failure(Status::nothing_new, strays_text(look));
        return Status::nothing_new;
    }

    Status survey(Host& host) override {
        const std::int64_t now = host.now_unix_seconds();
        inbox::survey(host, unit(), [&](const Entry& entry) { return settled(entry, now); });
        return Status::ok;
    }

    Status acknowledge(Host& host, std::string_view cursor) override {
        const auto loaded = LoadedCursor::parse(cursor);
        if (!loaded) throw Failure(Status::refused, "the cursor is not one of this connector");
        const SenderFolder folder = open_folder();
        const std::string& hash = loaded->hash;
        auto files = folder.look(m_pattern, m_nil_pattern).files;
        // The very file before others of its content: every empty file and every nil return hold the same.
        std::stable_partition(files.begin(), files.end(),
                              [&](const Entry& entry) { return loaded->untouched(entry.seen); });
        for (const Entry& entry : files) {
            const Fd file = folder.open(entry.name);
            if (!file.valid()) continue;
            const struct stat before = inbox::status_of(file);
            // Only one: a second file of the same content is a delivery of its own, and its sender is owed an answer.
            // Nor one that could not have been loaded: hashing a terabyte of nothing takes minutes.
            const bool same =
                loaded->untouched(before) || (!is_too_large(before) && inbox::read_whole(file, {}) == hash);
            if (same && folder.move_to_done(entry.name, before, hash)) return Status::ok;
        }
        if (!folder.is_done(hash)) host.log(LogLevel::info, "inbox.already_gone");
        return Status::ok;
    }

private:
    [[nodiscard]] std::string filled(std::string_view option, std::string_view fallback) const {
        return inbox::fill_in(unit().options().text_or(option, fallback), unit().sender(), unit().period());
    }
    /// What is no stray: files of the unit's feed for other periods, and those of the other feeds that share the
    /// folder.
    [[nodiscard]] std::vector<std::string> known_patterns() const {
        std::vector<std::string> patterns;
        const auto add = [&](std::string_view pattern, std::string_view like) {
            for (const auto& any : inbox::any_period(pattern, like))
                if (!any.empty()) patterns.push_back(inbox::fill_in(any, unit().sender(), ""));
        };
        for (const char* option : {"pattern", "nil_pattern"}) {
            add(unit().options().text_or(option, ""), unit().period());
            for (const auto pattern : unit().options().of_siblings(option)) add(pattern, "");
        }
        return patterns;
    }
    [[nodiscard]] std::string strays_text(const inbox::Look& look) const {
        const bool one = look.strays == 1;
        const std::string sender(unit().sender());
        std::string text = std::to_string(look.strays) + (one ? " file" : " files") + " in the in-folder of sender " +
                           sender + (one ? " fits" : " fit") + " no pattern of this source, so nobody takes " +
                           (one ? "it: " : "them: ");
        for (const auto& stray : look.stray_names) text += "\"" + inbox::told_name(stray) + "\", ";
        const auto more = look.strays - look.stray_names.size();
        if (more > 0) text += "and " + std::to_string(more) + " more, ";
        return text + "in " + std::string(unit().options().text_or("folder", "")) + "/" + sender +
               (one ? "; rename it, " : "; rename them, ") + "or correct `pattern` of the feed in source.yaml";
    }
    [[nodiscard]] SenderFolder open_folder() const {
        return {std::string(unit().options().text_or("folder", "")), unit().sender()};
    }
    /// The kernel stamps st_ctime at every write, truncation, rename and change of times, and nobody can set it back.
    /// So a file whose st_ctime is older than the settle time looked the same all that while: two looks for the price
    /// of one, without waiting.
    [[nodiscard]] bool settled(const Entry& entry, std::int64_t now) const noexcept {
        return m_settle_seconds == 0 || now - entry.seen.st_ctim.tv_sec >= m_settle_seconds;
    }

    [[nodiscard]] bool is_too_large(const struct stat& file) const noexcept {
        return static_cast<std::uint64_t>(file.st_size) > unit().delivery_bytes();
    }

    /// Delivers the file; false when it is one that was loaded before, or is gone.
    bool take(Host& host, const SenderFolder& folder, const Entry& entry) {
        const Fd file = folder.open(entry.name);
        if (!file.valid()) return false;
        struct timespec looked_at {};
        ::clock_gettime(CLOCK_REALTIME, &looked_at);
        const struct stat before = inbox::status_of(file);
        const std::string hash = inbox::read_whole(file, {});
        const auto loaded = unit().cursor() ? LoadedCursor::parse(*unit().cursor()) : std::nullopt;
        if (loaded && loaded->hash == hash && !folder.is_done(hash)) {
            // Loaded, for its hash was stored with its data; but the acknowledgement was lost. Made up for here.
            if (unit().look_only()) return false;
            if (folder.move_to_done(entry.name, before, hash)) host.log(LogLevel::info, "inbox.acknowledged_late");
            return false;
        }
        host.begin(entry.name, "", "");
        const std::string again =
            host.known(hash) ? hash : inbox::read_whole(file, [&](std::string_view piece) { host.write(piece); });
        struct stat now {};
        const bool same = inbox::same_file(entry.seen, before) && inbox::same_file(before, inbox::status_of(file)) &&
                          folder.status(entry.name, now) && inbox::same_file(before, now);
        if (again != hash || !same) {
            throw Failure(Status::bad_source,
                          "a file was changed or replaced while it was read; it is read again when it is settled");
        }
        // Zero bytes are the same content under any name: only an agreed name makes them a nil return.
        const bool nil = before.st_size == 0 && inbox::matches(m_nil_pattern, entry.name);
        host.end({nil ? "nil" : "settled-file"});
        host.cursor(unit().look_only() ? inbox::arrival(entry.seen) : LoadedCursor::of(hash, before, looked_at).text());
        return true;
    }

    std::string m_pattern;
    std::string m_nil_pattern;
    std::int64_t m_settle_seconds;
};

}  // namespace

TILSIG_CONNECTOR(Inbox, TILSIG_CAN_ACKNOWLEDGE | TILSIG_CAN_SURVEY);
