// The receipt for people.
#include <algorithm>

#include "alert/receipt.hpp"
#include "alert/receipt_parts.hpp"
#include "alert/receipt_words.hpp"
#include "model/batch.hpp"

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

class Letter {
public:
    explicit Letter(const Receipt& receipt) : m_receipt(receipt), m_words(words_for(receipt.language)) {}

    std::string write() {
        heading();
        for (const auto& text : receipt_head(m_receipt)) line(text);
        line();
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
            std::size_t column = 0;
            for (const auto each :
                 {m_words.sender, m_words.delivery, m_words.file, m_words.checksum, m_words.reference})
                column = std::max(column, width(each) + 2);
            line(padded(std::string(name) + ":", column) + value);
        };
        line(m_words.title);
        line();
        entry(m_words.sender, m_receipt.sender_name + " (" + m_receipt.sender_id + ")");
        entry(m_words.delivery, m_receipt.title + ", " + period_text(outcome.unit.period, m_words));
        entry(m_words.file, std::string(m_words.file_number) + " " + std::to_string(outcome.delivery_seq) + ", " +
                                std::string(m_words.received) + " " + local_time_text(outcome.received_at, m_words) +
                                " (" + std::string(m_words.local_time) + "), " +
                                number_text(outcome.delivery_bytes, m_words) + " " + std::string(m_words.bytes));
        entry(m_words.checksum, std::string(m_words.whole_file) + " " + short_hash(outcome));
        entry(m_words.reference, outcome.unit.feed + ", " + outcome.unit.period + ", " + std::string(m_words.run) +
                                     " " + std::to_string(outcome.run_id));
        line();
    }

    struct Row {
        std::string name;
        std::uint64_t count;
    };

    void counts() {
        const model::RecordAccount& records = m_receipt.outcome.records;
        if (records.read == 0) return;
        const auto below = [](std::string_view name) { return "  " + std::string(name); };
        std::vector<Row> rows{{std::string(m_words.records), records.read},
                              {below(m_words.loaded), records.accepted},
                              {below(m_words.duplicate), records.duplicate},
                              {below(m_words.rejected), records.rejected},
                              {below(m_words.filtered), records.filtered}};
        for (const auto& [reason, count] : records.filtered_by_reason) rows.push_back({"    " + reason, count});
        rows.push_back({below(m_receipt.refused_after_hold() ? m_words.refused_held : m_words.held), records.held});
        std::vector<Row> of_loaded;
        for (const auto& [kind, count] : records.changed_by_kind)
            of_loaded.push_back({below(m_words.changed) + ": " + change_text(kind), count});
        if (m_receipt.remarks > 0) of_loaded.push_back({below(m_words.remarked), m_receipt.remarks});
        std::size_t names = of_loaded.empty() ? 0 : width(m_words.of_the_loaded);
        std::size_t numbers = 1;
        for (const auto* list : {&rows, &of_loaded}) {
            for (const auto& row : *list) {
                names = std::max(names, width(row.name));
                numbers = std::max(numbers, width(number_text(row.count, m_words)));
            }
        }
        const auto write = [&](const std::vector<Row>& list) {
            for (const auto& row : list) {
                const std::string number = number_text(row.count, m_words);
                line(padded(row.name, names + 2) + std::string(numbers - width(number), ' ') + number);
            }
        };
        write(rows);
        if (!of_loaded.empty()) line(m_words.of_the_loaded);
        write(of_loaded);
        line();
    }

    std::string change_text(const std::string& kind) const {
        if (kind == model::to_string(model::Change::whitespace)) return std::string(m_words.changed_whitespace);
        if (kind == model::to_string(model::Change::invisible)) return std::string(m_words.changed_invisible);
        return kind;
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
            line("   " + (rule.text.empty() ? std::string(m_words.no_text) : sentence(rule.text)));
            places(rule);
            // Once the delivery is decided about, what would have ended its hold does so no more.
            const bool decided = rule.whole_delivery && m_receipt.refused_after_hold();
            if (!rule.fix.empty() && !decided && !says_what_is_expected(rule))
                line("   " + std::string(m_words.repair) + ": " + sentence(rule.fix));
        }
        line();
    }

    /// Then every place says how to repair it, better than the rule can for all fields.
    static bool says_what_is_expected(const ReceiptRule& rule) {
        return !rule.fields.empty() && std::all_of(rule.fields.begin(), rule.fields.end(),
                                                   [](const auto& field) { return !field.second.expected.empty(); });
    }

    std::string scope(const ReceiptRule& rule) const {
        std::vector<std::string> parts;
        if (rule.whole_delivery) parts.emplace_back(m_words.whole_delivery);
        if (rule.rejected > 0) parts.push_back(counted_text(rule.rejected, m_words.rejected_records, m_words));
        if (rule.flagged > 0) parts.push_back(counted_text(rule.flagged, m_words.remarked_records, m_words));
        return list_text(parts, m_words);
    }

    /// One line for each field: "Kolonnen «slutt» (Sluttdato): linje 3, 8 og 12."
    void places(const ReceiptRule& rule) {
        std::vector<std::string> fields;
        for (const ReceiptPlace& place : rule.places) {
            if (std::find(fields.begin(), fields.end(), place.field) == fields.end()) fields.push_back(place.field);
        }
        const std::uint64_t more = more_places(rule);
        for (const std::string& field : fields) {
            std::string text = name_of(rule, field);
            const std::string where = places_of(rule, field, fields.size() == 1 ? more : 0);
            if (text.empty() && where.empty()) continue;
            if (!text.empty() && !where.empty()) text += ": ";
            text = sentence(text + where);
            if (const auto known = rule.fields.find(field);
                known != rule.fields.end() && !known->second.expected.empty())
                text += " " + known->second.expected;
            // "linje", "ark", "line": the words for places begin with a letter of ASCII.
            if (text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
            line("   " + text);
        }
        if (fields.size() > 1 && more > 0)
            line("   " + sentence("+ " + counted_text(more, m_words.more_places, m_words)));
    }

    static bool named_by_header(const ReceiptRule& rule, const std::string& field) {
        const auto known = rule.fields.find(field);
        return known != rule.fields.end() && known->second.named_by_header;
    }

    static bool by_record(const ReceiptRule& rule, const std::string& field) {
        const auto known = rule.fields.find(field);
        return known != rule.fields.end() && known->second.by_record;
    }

    std::string name_of(const ReceiptRule& rule, const std::string& field) const {
        const auto known = rule.fields.find(field);
        if (known == rule.fields.end()) return field;
        const auto& told = known->second;
        std::vector<std::string> columns;
        const auto add = [&](const std::string& column) {
            columns.push_back(std::string(m_words.quote_open) + column + std::string(m_words.quote_close));
        };
        add(told.column);
        std::for_each(told.also.begin(), told.also.end(), add);
        const auto& kind = told.named_by_header ? m_words.columns : m_words.fields;
        std::string text(columns.size() == 1 ? kind.one : kind.many);
        text += " " + list_text(columns, m_words);
        if (!told.title.empty() && told.title != told.column) text += " (" + told.title + ")";
        return text;
    }

    /// "linje 3, 8 og 2 til"; of a workbook "ark 1, celle D4 og D7".
    std::string places_of(const ReceiptRule& rule, const std::string& field, std::uint64_t more) const {
        const auto has_a_place = [&field](const ReceiptPlace& place) {
            // What is wrong with the delivery as a whole stands in no line of it: a missing column, a count.
            if (place.field != field || place.line == 0 || (place.record == 0 && !field.empty())) return false;
            return place.record != 0 || place.sheet != 0 || place.line != 1;  // the last: of a file of another kind
        };
        const bool several = std::count_if(rule.places.begin(), rule.places.end(), has_a_place) > 1 || more > 0;
        std::string before;
        std::vector<std::string> shown;
        for (const ReceiptPlace& place : rule.places) {
            if (!has_a_place(place)) continue;
            const std::string cell = cell_name(place);
            std::string kind(several ? m_words.lines : m_words.line);
            if (place.sheet > 0)
                kind = std::string(m_words.sheet) + " " + std::to_string(place.sheet) + ", " +
                       std::string(cell.empty() ? m_words.row : m_words.cell);
            std::string text = cell.empty() ? std::to_string(place.line) : cell;
            if (by_record(rule, field) && place.record > 0) {
                kind = several ? m_words.record.many : m_words.record.one;
                text = std::to_string(place.record) + " (" + std::string(m_words.line) + " " + text + ")";
            }
            if (place.sheet == 0 && place.column > 0 && !named_by_header(rule, field))
                text += " (" + std::string(m_words.column_number) + " " + std::to_string(place.column) + ")";
            shown.push_back(kind == before ? text : kind + " " + text);
            before = kind;
        }
        if (more > 0 && !shown.empty()) shown.push_back(number_text(more, m_words) + " " + std::string(m_words.more));
        return list_text(shown, m_words);
    }

    void closing() {
        if (m_receipt.asks_for_repair() && m_receipt.outcome.outcome != model::Outcome::failed) {
            const std::string system =
                m_receipt.case_system.empty() ? std::string(m_words.closing_no_system) : m_receipt.case_system;
            line(std::string(m_words.closing_before) + system + std::string(m_words.closing_after));
        }
        if (!m_receipt.due.empty()) line(std::string(m_words.due) + ": " + sentence(m_receipt.due));
        if (!m_receipt.contact.empty()) line(std::string(m_words.contact) + ": " + m_receipt.contact);
        line(m_words.privacy);
    }

    const Receipt& m_receipt;
    const Words& m_words;
    std::string m_out;
};

}  // namespace

std::string receipt_text(const Receipt& receipt) { return Letter(receipt).write(); }

}  // namespace tilsig::alert
