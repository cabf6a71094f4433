// The receipt for people.
#include <algorithm>

#include "alert/receipt.hpp"
#include "alert/receipt_parts.hpp"
#include "alert/receipt_words.hpp"

namespace tilsig::alert {
namespace {

/// Width on paper: code points, not bytes.
std::size_t width(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }));
}

std::string padded(std::string_view text, std::size_t to) {
    std::string out(text);
    out.append(to > width(text) ? to - width(text) : 0, ' ');
    return out;
}

std::string plural(std::uint64_t count, const Counted& counted, const Words& words) {
    return number_text(count, words) + " " + std::string(count == 1 ? counted.one : counted.many);
}

class Letter {
public:
    explicit Letter(const Receipt& receipt) : m_receipt(receipt), m_words(words_for(receipt.language)) {}

    std::string write() {
        heading();
        verdict();
        counts();
        if (!m_receipt.rules.empty()) faults();
        closing();
        return std::move(m_out);
    }

private:
    void line(std::string_view text = {}) {
        m_out += text;
        m_out += '\n';
    }

    void heading() {
        const DeliveryOutcome& outcome = m_receipt.outcome;
        const auto entry = [&](std::string_view name, const std::string& value) {
            const std::size_t column = 2 + std::max({width(m_words.sender), width(m_words.delivery),
                                                     width(m_words.received), width(m_words.checksum)});
            line(padded(std::string(name) + ":", column) + value);
        };
        line(m_words.title);
        line();
        entry(m_words.sender, m_receipt.sender_name + " (" + m_receipt.sender_id + ")");
        const std::string period = outcome.unit.period == "all"
                                       ? std::string(m_words.all_periods)
                                       : std::string(m_words.period) + " " + outcome.unit.period;
        entry(m_words.delivery, outcome.unit.feed + ", " + period + ", " + std::string(m_words.number) + " " +
                                    std::to_string(outcome.delivery_seq));
        entry(m_words.received,
              local_time_text(outcome.received_at, m_receipt.language) + " (" + std::string(m_words.local_time) + ")");
        entry(m_words.checksum, std::string(m_words.whole_file) + " " + short_hash(outcome));
        line();
    }

    void verdict() {
        switch (m_receipt.outcome.outcome) {
            case model::Outcome::held: line(m_words.held_outcome); break;
            case model::Outcome::rejected: line(m_words.rejected_outcome); break;
            case model::Outcome::failed: line(m_words.failed_outcome); break;
            case model::Outcome::nothing_new: line(m_words.nothing_new); break;
            default: line(m_receipt.asks_for_repair() ? m_words.with_faults : m_words.clean); break;
        }
        if (const auto owners = held_owners(m_receipt); !owners.empty()) {
            line(std::string(m_words.held_slices) + ": " + list_text(owners, m_words) + ".");
        }
        // The rules explain most outcomes in the sender's own language; this is for the few they do not.
        const bool explained = !m_receipt.rules.empty() || m_receipt.outcome.outcome == model::Outcome::loaded ||
                               m_receipt.outcome.outcome == model::Outcome::nothing_new ||
                               m_receipt.outcome.outcome == model::Outcome::failed;
        if (!explained && !m_receipt.outcome.reason.empty()) {
            line(std::string(m_words.reason) + ": " + m_receipt.outcome.reason);
        }
        line();
    }

    void counts() {
        const model::RecordAccount& records = m_receipt.outcome.records;
        const std::vector<std::pair<std::string_view, std::uint64_t>> rows{
            {m_words.records, records.read},        {m_words.loaded, records.accepted},
            {m_words.duplicate, records.duplicate}, {m_words.rejected, records.rejected},
            {m_words.filtered, records.filtered},   {m_words.held, records.held}};
        std::size_t names = width(m_words.remarks);
        std::size_t numbers = 1;
        for (const auto& [name, count] : rows) {
            names = std::max(names, width(name) + 2);
            numbers = std::max(numbers, width(number_text(count, m_words)));
        }
        const auto row = [&](const std::string& name, std::uint64_t count) {
            const std::string number = number_text(count, m_words);
            line(padded(name, names + 2) + std::string(numbers - std::min(numbers, width(number)), ' ') + number);
        };
        bool first = true;
        for (const auto& [name, count] : rows) {
            row((first ? "" : "  ") + std::string(name), count);
            first = false;
        }
        if (m_receipt.remarks > 0) row(std::string(m_words.remarks), m_receipt.remarks);
        line();
    }

    void faults() {
        line(m_words.faults);
        std::size_t number = 0;
        for (const ReceiptRule& rule : m_receipt.rules) {
            line();
            // A record is counted under one rule; a rule that only came second has places but no count of its own.
            const std::string counted = scope(rule);
            line(std::to_string(++number) + ". " + rule.code + " (" +
                 std::string(severity_word(rule.severity, m_words)) + ")" + (counted.empty() ? "" : ": " + counted));
            line("   " + (rule.text.empty() ? std::string(m_words.no_text) : rule.text));
            if (!rule.fix.empty()) line("   " + std::string(m_words.repair) + ": " + rule.fix);
            places(rule);
        }
        line();
    }

    std::string scope(const ReceiptRule& rule) const {
        std::vector<std::string> parts;
        if (rule.whole_delivery) parts.emplace_back(m_words.whole_delivery);
        if (rule.rejected > 0) parts.push_back(plural(rule.rejected, m_words.rejected_records, m_words));
        if (rule.flagged > 0) parts.push_back(plural(rule.flagged, m_words.remarked_records, m_words));
        return list_text(parts, m_words);
    }

    /// One line for each field: "felt slutt: linje 3, 8 og 12".
    void places(const ReceiptRule& rule) {
        std::vector<std::string> fields;
        for (const ReceiptPlace& place : rule.places) {
            if (std::find(fields.begin(), fields.end(), place.field) == fields.end()) fields.push_back(place.field);
        }
        for (const std::string& field : fields) {
            std::vector<std::string> lines;
            for (const ReceiptPlace& place : rule.places) {
                if (place.field != field || place.line == 0) continue;
                std::string text = std::to_string(place.line);
                if (place.column > 0)
                    text += " (" + std::string(m_words.column) + " " + std::to_string(place.column) + ")";
                lines.push_back(std::move(text));
            }
            std::string text = field.empty() ? "" : std::string(m_words.field) + " " + field;
            if (!lines.empty()) {
                if (!text.empty()) text += ": ";
                text += std::string(lines.size() == 1 ? m_words.line : m_words.lines) + " ";
                const std::uint64_t more = &field == &fields.back() ? more_places(rule) : 0;
                if (more > 0) lines.push_back(number_text(more, m_words) + " " + std::string(m_words.more));
                text += list_text(lines, m_words);
            }
            if (field.empty() && !text.empty()) text[0] = static_cast<char>(text[0] - 'a' + 'A');  // "linje", "line"
            line("   " + text);
        }
    }

    void closing() {
        if (m_receipt.asks_for_repair() && m_receipt.outcome.outcome != model::Outcome::failed) {
            const std::string system =
                m_receipt.case_system.empty() ? std::string(m_words.closing_no_system) : m_receipt.case_system;
            line(std::string(m_words.closing_before) + system + std::string(m_words.closing_after));
        }
        line(m_words.privacy);
    }

    const Receipt& m_receipt;
    const Words& m_words;
    std::string m_out;
};

}  // namespace

std::string receipt_text(const Receipt& receipt) { return Letter(receipt).write(); }

}  // namespace tilsig::alert
