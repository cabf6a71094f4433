// The receipt for people: a document, rendered as plain text.
#include <algorithm>

#include "alert/document.hpp"
#include "alert/receipt.hpp"
#include "alert/receipt_parts.hpp"
#include "model/batch.hpp"
#include "words/format.hpp"

namespace tilsig::alert {
namespace {

using words::list_text;
using words::number_text;
using words::sentence;

class ReceiptDocument {
public:
    explicit ReceiptDocument(const Receipt& receipt)
        : m_receipt(receipt), m_words(*receipt.word_book, "receipt", receipt.language) {}

    Document make() {
        m_document.language = m_receipt.language;
        m_document.subject = m_words("title");
        heading();
        put(Paragraph{receipt_head(m_receipt)});
        counts();
        if (!m_receipt.rules.empty()) faults();
        closing();
        return std::move(m_document);
    }

private:
    void put(Block block) { m_document.blocks.push_back(std::move(block)); }

    void heading() {
        const DeliveryOutcome& outcome = m_receipt.outcome;
        put(Title{m_words("title")});
        const std::string parts = parts_text();
        put(Entries{{
            {m_words("sender"), m_receipt.sender_name + " (" + m_receipt.sender_id + ")"},
            {m_words("delivery"),
             m_receipt.title + ", " + (parts.empty() ? words::period_text(outcome.unit.period, m_words) : parts)},
            {m_words("file"), (outcome.file_name.empty() ? "" : words::quoted_text(outcome.file_name, m_words) + ", ") +
                                  m_words("file_told", {{"number", std::to_string(outcome.delivery_seq)},
                                                        {"time", words::local_time_text(outcome.received_at, m_words)},
                                                        {"bytes", number_text(outcome.delivery_bytes, m_words)}})},
            {m_words("checksum"), m_words("checksum_told", {{"hash", short_hash(outcome)}})},
            {m_words("reference"), m_words("reference_told", {{"feed", outcome.unit.feed},
                                                              {"period", outcome.unit.period},
                                                              {"run", std::to_string(outcome.run_id)}})},
        }});
    }

    /// "prøveavvikling NP08-3", for deliveries that are parts of a whole.
    std::string parts_text() const {
        const auto& parts = m_receipt.outcome.parts;
        if (parts.empty()) return {};
        const std::string& title = m_receipt.part_title;
        return (title.empty() ? "" : title + " ") + list_text(parts, m_words);
    }

    void counts() {
        const model::RecordAccount& records = m_receipt.outcome.records;
        if (records.read == 0) return;
        Table table;
        table.numeric = {false, true};
        const auto add = [&](const std::string& name, std::uint64_t count, std::size_t indent) {
            table.rows.push_back({{name, number_text(count, m_words)}, indent});
        };
        add(m_words("records"), records.read, 0);
        add(m_words("loaded"), records.accepted, 1);
        add(m_words("duplicate"), records.duplicate, 1);
        add(m_words("rejected"), records.rejected, 1);
        const auto erased = records.erased();
        add(m_words("filtered"), records.filtered - erased, 1);
        for (const auto& [reason, count] : records.filtered_by_reason)
            if (reason != model::RecordAccount::erased_reason) add(reason, count, 2);
        if (erased > 0) add(m_words("erased"), erased, 1);
        add(m_words(m_receipt.refused_after_hold() ? "refused_held" : "held"), records.held, 1);
        if (!records.changed_by_kind.empty() || m_receipt.remarks > 0) table.rows.push_back({{m_words(of_which())}, 0});
        for (const auto& [kind, count] : records.changed_by_kind)
            add(m_words("changed") + ": " + change_text(kind), count, 1);
        if (m_receipt.emptied > 0) add(m_words("emptied_values"), m_receipt.emptied, 1);
        if (m_receipt.remarks > m_receipt.emptied) add(m_words("remarked"), m_receipt.remarks - m_receipt.emptied, 1);
        put(std::move(table));
    }

    const char* of_which() const {
        switch (m_receipt.marked()) {
            case Receipt::Marked::loaded: return "of_the_loaded";
            case Receipt::Marked::loaded_and_held: return "of_the_loaded_and_held";
            case Receipt::Marked::held: return "of_the_held";
            case Receipt::Marked::refused: break;
        }
        return "of_the_refused";
    }

    std::string change_text(const std::string& kind) const {
        if (kind == model::to_string(model::Change::whitespace)) return m_words("changed_whitespace");
        if (kind == model::to_string(model::Change::invisible)) return m_words("changed_invisible");
        return kind;
    }

    void faults() {
        put(Heading{m_words("faults")});
        Items items;
        items.numbered = true;
        for (const ReceiptRule& rule : m_receipt.rules) {
            // A record is counted under one rule; a rule that only came second has places but no count of its own.
            const std::string counted = scope(rule);
            Item item;
            item.head = rule.code + " (" + m_words(model::to_string(rule.severity)) + ")" +
                        (counted.empty() ? "" : ": " + counted);
            item.lines.push_back(rule.text.empty() ? m_words("no_text") : sentence(rule.text));
            places(rule, item.lines);
            // Once the delivery is decided about, what would have ended its hold does so no more.
            const bool decided = rule.whole_delivery && m_receipt.refused_after_hold();
            if (!rule.fix.empty() && !decided && !says_what_is_expected(rule))
                item.lines.push_back(m_words("repair") + ": " + sentence(rule.fix));
            items.items.push_back(std::move(item));
        }
        put(std::move(items));
    }

    /// Then every place says how to repair it, better than the rule can for all fields.
    static bool says_what_is_expected(const ReceiptRule& rule) {
        return !rule.fields.empty() && std::all_of(rule.fields.begin(), rule.fields.end(),
                                                   [](const auto& field) { return !field.second.expected.empty(); });
    }

    std::string scope(const ReceiptRule& rule) const {
        std::vector<std::string> parts;
        if (rule.whole_delivery) parts.push_back(m_words("whole_delivery"));
        if (rule.rejected > 0) parts.push_back(m_words.counted("rejected_records", rule.rejected));
        if (rule.flagged > 0)
            parts.push_back(
                m_words.counted(marked_key(m_receipt.marked() == Receipt::Marked::loaded, rule.empties), rule.flagged));
        return list_text(parts, m_words);
    }

    /// One line for each field: "Kolonnen «slutt» (Sluttdato): linje 3, 8 og 12."
    void places(const ReceiptRule& rule, std::vector<std::string>& lines) const {
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
            lines.push_back(std::move(text));
        }
        if (fields.size() > 1 && more > 0) lines.push_back(sentence("+ " + m_words.counted("more_places", more)));
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
        const auto add = [&](const std::string& column) { columns.push_back(words::quoted_text(column, m_words)); };
        add(told.column);
        std::for_each(told.also.begin(), told.also.end(), add);
        std::string text = m_words.counted(told.named_by_header ? "columns" : "fields", columns.size());
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
            std::string kind = m_words(several ? "lines" : "line");
            if (place.sheet > 0)
                kind = m_words("sheet") + " " + std::to_string(place.sheet) + ", " +
                       m_words(cell.empty() ? "row" : "cell");
            std::string text = cell.empty() ? std::to_string(place.line) : cell;
            if (by_record(rule, field) && place.record > 0) {
                kind = m_words.counted("record", several ? 2 : 1);
                text = std::to_string(place.record) + " (" + m_words("line") + " " + text + ")";
            }
            if (place.sheet == 0 && place.column > 0 && !named_by_header(rule, field))
                text += " (" + m_words("column_number") + " " + std::to_string(place.column) + ")";
            shown.push_back(kind == before ? text : kind + " " + text);
            before = kind;
        }
        if (more > 0 && !shown.empty()) shown.push_back(number_text(more, m_words) + " " + m_words("more"));
        return list_text(shown, m_words);
    }

    void closing() {
        Paragraph told;
        if (m_receipt.asks_for_repair() && m_receipt.outcome.outcome != model::Outcome::failed)
            told.lines.push_back(m_words(
                "closing",
                {{"system", m_receipt.case_system.empty() ? m_words("closing_no_system") : m_receipt.case_system}}));
        if (!m_receipt.due.empty()) told.lines.push_back(m_words("due") + ": " + sentence(m_receipt.due));
        if (!m_receipt.contact.empty()) told.lines.push_back(m_words("contact") + ": " + m_receipt.contact);
        told.lines.push_back(m_words("privacy"));
        put(std::move(told));
    }

    const Receipt& m_receipt;
    const words::Words m_words;
    Document m_document;
};

}  // namespace

std::string receipt_text(const Receipt& receipt) { return document_text(ReceiptDocument(receipt).make()); }

}  // namespace tilsig::alert
