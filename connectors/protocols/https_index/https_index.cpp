// The connector https_index: a site with an index and one file per item.
#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "cursor.hpp"
#include "index.hpp"
#include "sha256.hpp"
#include "spi/connector.hpp"
#include "spi/period.hpp"
#include "spi/url.hpp"

namespace tilsig::https_index {

namespace {

using spi::Failure;
using spi::Status;

constexpr std::size_t largest_index = 16U << 20;
constexpr std::size_t longest_sender = 64;

class HttpsIndex final : public spi::Connector {
public:
    static constexpr const char* name = "https_index";
    static constexpr std::array options{"base", "index", "item", "media_type", "charset"};

    static void check(spi::OptionCheck& check) {
        check.https_url("base");
        for (const char* name : {"index", "item"}) {
            const auto value = check.options().find(name);
            if (value && !is_safe_name(*value))
                check.mistake(name, "is no plain file name; write for instance index.json");
            if (value && value->find("{sender}") != std::string::npos && value->find('*') != std::string::npos)
                check.mistake(name,
                              "has {sender} and *, and nobody could tell where the sender ends; leave one of them out");
            if (value && std::count(value->begin(), value->end(), '*') > (name == std::string_view("item") ? 1 : 0))
                check.mistake(name, name == std::string_view("item") ? "has more than one *; one stands for any text"
                                                                     : "is one file; leave * out");
        }
    }

    explicit HttpsIndex(const spi::Unit& unit) : Connector(unit) {
        m_base = unit.options().text_or("base", "");
        if (!m_base.ends_with('/')) m_base += '/';
        m_index = unit.options().text_or("index", "index.json");
        m_item = spi::fill_in(unit.options().text_or("item", ""), unit.sender(), unit.period());
        m_question = question_of(m_item);
        if (unit.cursor()) {
            const Cursor stored(*unit.cursor());
            // A cursor of other options says nothing about these.
            if (stored.answers(m_question)) m_known = stored;
        }
    }

    Status fetch(spi::Host& host) override {
        spi::HttpRequest request = asked(host, m_index);
        request.accept_type = "application/json";
        if (!m_known.etag().empty()) request.headers.emplace_back("If-None-Match", m_known.etag());
        const auto [answer, body] = host.http_text(request, largest_index);
        if (answer.required().verdict == Status::nothing_new) return Status::nothing_new;

        std::vector<Item> items = read_index(body);
        if (!m_item.empty()) std::erase_if(items, [&](const Item& item) { return !is_named(item.name, m_item); });
        bool any = false;
        for (const Item& item : items) {
            if (m_known.has(item)) continue;
            fetch_item(host, item);
            any = true;
        }
        if (!any) return Status::nothing_new;
        // Only now, after the last item: a cursor that counts items which never came would lose them.
        host.cursor(Cursor::text(m_question, std::string(answer.header("etag").value_or("")), items));
        return Status::ok;
    }

    /// Of items with a period: those that their unit has not loaded as they are now.
    Status survey(spi::Host& host) override {
        const auto pattern = unit().options().text_or("item", "");
        if (pattern.find(spi::period_mark) == std::string_view::npos) return Status::ok;
        spi::HttpRequest request = asked(host, m_index);
        request.accept_type = "application/json";
        const auto [answer, body] = host.http_text(request, largest_index);
        static_cast<void>(answer.required());
        std::set<std::pair<std::string, std::string>> told;  // a unit may have several items
        for (const Item& item : read_index(body)) {
            for (const auto& period : spi::written_like(item.name, unit().period())) {
                const auto sender = sender_in(item.name, pattern, period);
                if (!sender) continue;
                const auto stored = host.cursor_of(*sender, period);
                const Cursor cursor = stored ? Cursor(*stored) : Cursor();
                if (cursor.answers(question_of(spi::fill_in(pattern, *sender, period))) && cursor.has(item)) continue;
                if (!told.emplace(*sender, period).second) continue;
                host.lies({*sender, period, '"' + item.name + "\" of " + m_base + m_index, !stored});
            }
        }
        return Status::ok;
    }

private:
    [[nodiscard]] std::string question_of(const std::string& item) const {
        return mark_of(m_base + '\n' + m_index + '\n' + item);
    }
    /// Whose item of the period this is by the pattern; nothing when it is none.
    [[nodiscard]] std::optional<std::string> sender_in(std::string_view item, std::string_view pattern,
                                                       std::string_view period) const {
        constexpr std::string_view mark = "{sender}";
        std::string sender(unit().sender());
        const std::string filled = spi::fill_in(pattern, mark, period);
        if (const auto at = filled.find(mark); at != std::string::npos && sender.empty()) {
            const std::size_t around = filled.size() - mark.size();
            if (item.size() <= around) return std::nullopt;
            sender = item.substr(at, item.size() - around);
        }
        if (sender.empty() || !is_named(item, spi::fill_in(pattern, sender, period))) return std::nullopt;
        const bool plain = std::all_of(sender.begin(), sender.end(), [](char c) { return c > 0x20 && c < 0x7F; });
        return plain && sender.size() <= longest_sender ? std::optional(sender) : std::nullopt;
    }

    spi::HttpRequest asked(spi::Host& host, std::string_view segment) const {
        spi::HttpRequest request;
        request.url = m_base + spi::encode_for_url(segment);
        if (const auto token = host.secret("token"))
            request.headers.emplace_back("Authorization", "Bearer " + std::string(*token));
        return request;
    }

    /// Streams one item into a delivery; it is whole when length and SHA-256 are those of the index.
    void fetch_item(spi::Host& host, const Item& item) {
        const std::string_view media_type = item.media_type.empty() ? unit().options().text_or("media_type", "text/csv")
                                                                    : std::string_view(item.media_type);
        const std::string_view charset =
            item.charset.empty() ? unit().options().text_or("charset", "utf-8") : std::string_view(item.charset);
        Sha256 hash;
        std::uint64_t length = 0;
        bool begun = false;
        // A delivery begins with its first byte: an item that cannot be had opens nothing.
        const auto begin_once = [&] {
            if (!begun) host.begin(item.name, media_type, charset);
            begun = true;
        };
        const auto take = [&](std::string_view bytes) {
            length += bytes.size();
            if (length > item.length) return false;
            begin_once();
            hash.update(bytes);
            host.write(bytes);
            return true;
        };
        const auto start_over = [&] {
            host.restart();
            begun = false;
            length = 0;
            hash.restart();
        };
        const spi::HttpAnswer answer = host.http(asked(host, item.name), {take, start_over});
        // Longer than stated is the source's contradiction, whatever the transfer was called after we stopped it.
        const bool longer = length > item.length;
        if (!longer && answer.verdict == Status::ok && length == item.length && hash.finish() == item.sha256) {
            begin_once();  // an item of no bytes
            host.end({"length, sha256"});
            return;
        }
        host.restart();
        if (!longer) static_cast<void>(answer.required());
        const std::string found = std::to_string(length) + (longer ? " bytes or more" : " bytes");
        throw Failure(Status::bad_source,
                      item.name + ": " + found + " where the index states " + std::to_string(item.length) +
                          (length == item.length ? " of another SHA-256" : "") +
                          "; nothing of it is used - if it was published anew just now, the next fetch brings it");
    }

    std::string m_base, m_index, m_item, m_question;
    Cursor m_known;
};

}  // namespace

}  // namespace tilsig::https_index

TILSIG_CONNECTOR(tilsig::https_index::HttpsIndex, TILSIG_CAN_HTTP | TILSIG_CAN_SURVEY);
