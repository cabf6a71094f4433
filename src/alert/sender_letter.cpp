#include "alert/sender_letter.hpp"

#include <algorithm>

#include "alert/receipt_fields.hpp"
#include "alert/receipt_parts.hpp"
#include "words/format.hpp"

namespace tilsig::alert {

using words::sentence;
using words::Words;

namespace {

class SenderLetter {
public:
    SenderLetter(const Declarations& declared, const Matters& matters, const Reader& reader)
        : m_declared(declared),
          m_matters(matters),
          m_reader(reader),
          m_book(declared.catalog.word_book),
          m_letter(m_book, "letter", reader.language),
          m_receipt(m_letter.of("receipt")),
          m_refused(m_letter.of("refused")),
          m_overdue(m_letter.of("overdue")),
          m_mend(m_letter.of("mend")) {}

    Document write() {
        Document document;
        document.language = m_reader.language;
        const std::string what = subject();
        const std::string action = m_letter(m_matters.asks() ? "action" : "no_action");
        document.subject = m_letter("subject", {{"action", action}, {"what", what}});
        m_blocks.push_back(Title{m_letter("title", {{"owner", m_reader.owner_name}, {"what", what}})});
        preamble();
        for (const auto& matter : m_matters.refused) refused(matter);
        overdue(m_matters.overdue, "heading_overdue");
        overdue(m_matters.due, "heading_due");
        for (const auto& matter : m_matters.mend) mend(matter);
        mended();
        closing();
        document.blocks = std::move(m_blocks);
        return document;
    }

private:
    std::string title_of(const std::string& feed) {
        m_feeds.insert(feed);
        const auto contract = m_declared.catalog.contracts.find(feed);
        return feed_title(contract == m_declared.catalog.contracts.end() ? nullptr : &contract->second, feed,
                          m_reader.language);
    }
    std::string period_of(const model::UnitName& unit) const { return words::period_text(unit.period, m_letter); }
    std::string about(const Words& words, std::string_view key, const model::UnitName& unit) {
        return words(key, {{"title", title_of(unit.feed)}, {"period", period_of(unit)}});
    }
    std::string name_of(const std::string& sender) const {
        const auto* entry = m_declared.senders.answering(sender, m_declared.today);
        return entry == nullptr ? sender : entry->name;
    }
    static const char* subject_key(const RefusedMatter& matter) {
        switch (matter.state) {
            case RefusedMatter::State::accepted: return "subject_accepted";
            case RefusedMatter::State::held: return matter.part ? "subject_part_held" : "subject_held";
            case RefusedMatter::State::refused: break;
        }
        return matter.part ? "subject_part_refused" : "subject_refused";
    }

    /// What leads, and how many matters there are besides.
    std::string subject() {
        std::string what;
        std::size_t told = 1;
        if (const auto* leading = leading_refusal()) {
            what = about(m_refused, subject_key(*leading), leading->unit);
        } else if (!m_matters.overdue.empty()) {
            told = m_matters.overdue.size();
            what = told == 1 ? about(m_overdue, "subject_overdue", m_matters.overdue.front().unit)
                             : m_overdue.counted("subject_overdue_several", told);
        } else if (!m_matters.due.empty()) {
            told = m_matters.due.size();
            const auto& next = m_matters.due.front();
            what = told == 1 ? m_overdue("subject_due", {{"title", title_of(next.unit.feed)},
                                                         {"period", period_of(next.unit)},
                                                         {"date", words::date_text(next.last_day, m_letter)}})
                             : m_overdue.counted("subject_due_several", told);
        } else if (!m_matters.mend.empty()) {
            const auto& first = m_matters.mend.front();
            what = first.few
                       ? about(m_mend, "subject_few", first.unit)
                       : m_mend.counted("subject", first.total(),
                                        {{"title", title_of(first.unit.feed)}, {"period", period_of(first.unit)}});
        } else if (!m_matters.refused.empty()) {
            what = about(m_refused, subject_key(m_matters.refused.front()), m_matters.refused.front().unit);
        } else {
            return m_mend("subject_mended");
        }
        const std::size_t all =
            m_matters.refused.size() + m_matters.overdue.size() + m_matters.due.size() + m_matters.mend.size();
        return all > told ? m_letter.counted("more", all - told, {{"what", what}}) : what;
    }
    const RefusedMatter* leading_refusal() const {
        for (const auto& matter : m_matters.refused)
            if (matter.state != RefusedMatter::State::accepted) return &matter;
        return nullptr;
    }

    void preamble() {
        Paragraph told;
        if (m_reader.test)
            told.lines.push_back(m_letter("test_note", {{"function", m_letter("function_" + m_reader.function)},
                                                        {"owner", m_reader.owner_name}}));
        if (m_reader.function == "delegate")
            told.lines.push_back(m_letter("copy_for", {{"owner", m_reader.owner_name}}));
        else if (m_reader.entry->id != m_matters.owner)
            told.lines.push_back(m_letter("successor", {{"owner", m_reader.owner_name}}));
        if (m_reader.passed_on) told.lines.push_back(m_letter("passed_on"));
        if (!told.lines.empty()) m_blocks.push_back(std::move(told));
    }

    /// Where the receipt lies, and that it says in which lines, where it does.
    std::string receipt_at(bool own, bool lines, std::int64_t number, const std::string& sender) const {
        const std::string shown = std::to_string(number);
        if (own) return m_letter(lines ? "receipt_here" : "receipt_here_only", {{"number", shown}});
        return m_letter(lines ? "receipt_there" : "receipt_there_only",
                        {{"number", shown}, {"sender", name_of(sender)}});
    }

    std::string rule_text(const std::string& code) const {
        const auto* rule = m_declared.catalog.rule_book.find(code);
        const std::string text = rule == nullptr ? "" : rules::in_language(rule->text, m_reader.language);
        return text.empty() ? m_receipt("no_text") : sentence(text);
    }
    std::string rule_fix(const std::string& code) const {
        const auto* rule = m_declared.catalog.rule_book.find(code);
        const std::string fix = rule == nullptr ? "" : rules::in_language(rule->fix, m_reader.language);
        return fix.empty() ? fix : sentence(fix);
    }
    std::string reason_text(const std::string& code) const {
        if (code.empty()) return sentence(m_receipt("no_reason"));
        std::string text = rule_text(code);
        if (text.ends_with('.')) text.pop_back();
        return text + " (" + code + ").";
    }

    void refused(const RefusedMatter& matter) {
        using State = RefusedMatter::State;
        const bool held = matter.state == State::held;
        const char* heading = matter.state == State::accepted ? "heading_accepted"
                              : held                          ? "heading_held"
                                                              : "heading_refused";
        m_blocks.push_back(Heading{about(m_refused, heading, matter.unit)});
        Paragraph told;
        if (matter.state == State::accepted) {
            told.lines.push_back(m_refused("accepted"));
            m_blocks.push_back(std::move(told));
            return;
        }
        if (!matter.own) {
            told.lines.push_back(m_refused("your_part", {{"sender", name_of(matter.unit.sender)}}));
            for (const auto& [part, code] : matter.reasons)
                told.lines.push_back(m_receipt("reason") + ": " + reason_text(code));
            told.lines.push_back(receipt_at(false, matter.lines, matter.number, matter.unit.sender));
            m_blocks.push_back(std::move(told));
            return;
        }
        if (matter.part) {
            told.lines.push_back(m_refused(held ? "part_held" : "part_refused"));
            m_blocks.push_back(std::move(told));
            told = {};
            Items parts;
            for (const auto& [part, code] : matter.reasons)
                parts.items.push_back({part + ": " + reason_text(code), {}});
            m_blocks.push_back(std::move(parts));
        } else {
            told.lines.push_back(m_receipt(held             ? "held_whole"
                                           : matter.decided ? "refused_after_hold"
                                                            : "rejected_whole"));
            if (matter.by_records)
                told.lines.push_back(m_refused("every_record"));
            else if (matter.decided)
                told.lines.push_back(m_refused("grounds_in_receipt"));
            else
                for (const auto& [part, code] : matter.reasons)
                    told.lines.push_back((part.empty() ? m_receipt("reason") : part) + ": " + reason_text(code));
        }
        what_to_do(matter, told);
        told.lines.push_back(m_receipt(held && !matter.part ? "last_good_until" : "last_good_stays"));
        told.lines.push_back(receipt_at(true, matter.lines, matter.number, matter.unit.sender));
        m_blocks.push_back(std::move(told));
    }

    /// The rules' own advice, each once; else to look.
    void what_to_do(const RefusedMatter& matter, Paragraph& told) const {
        if (matter.decided) {
            told.lines.push_back(m_receipt("send_corrected"));
            return;
        }
        const std::size_t before = told.lines.size();
        for (const auto& [part, code] : matter.reasons) {
            const std::string fix = rule_fix(code);
            const std::string line = m_receipt("repair") + ": " + fix;
            if (!fix.empty() && std::find(told.lines.begin(), told.lines.end(), line) == told.lines.end())
                told.lines.push_back(line);
        }
        if (told.lines.size() == before && !matter.by_records) told.lines.push_back(m_refused("check"));
    }

    void overdue(const std::vector<OverdueMatter>& matters, const char* heading) {
        if (matters.empty()) return;
        const bool late = matters.front().days_late > 0;
        m_blocks.push_back(Heading{m_overdue(heading)});
        Table table;
        table.head = {m_letter("delivery"), m_letter("period"), m_letter("due")};
        if (late) table.head.push_back(m_overdue("late"));
        table.numeric = {false, false, false, true};
        std::vector<std::string> grounds;
        for (const auto& matter : matters) {
            TableRow row{
                {title_of(matter.unit.feed), period_of(matter.unit), words::date_text(matter.last_day, m_letter)}, 0};
            if (late) row.cells.push_back(words::number_text(static_cast<std::uint64_t>(matter.days_late), m_letter));
            table.rows.push_back(std::move(row));
            const auto& ground = matter.schedule->ground;
            if (ground && std::find(grounds.begin(), grounds.end(), ground->text) == grounds.end())
                grounds.push_back(ground->text);
        }
        m_blocks.push_back(std::move(table));
        Paragraph told;
        const auto refused = [](const OverdueMatter& matter) { return matter.refused; };
        if (std::any_of(matters.begin(), matters.end(), refused)) told.lines.push_back(m_overdue("refused_before"));
        // Who is told to send the file again need not be told to send it.
        if (!std::all_of(matters.begin(), matters.end(), refused)) told.lines.push_back(m_overdue("send"));
        for (const auto& ground : grounds) told.lines.push_back(m_overdue("ground") + ": " + sentence(ground));
        m_blocks.push_back(std::move(told));
    }

    /// How many were not loaded points at nobody where there are enough of them; by rule it might.
    std::string few_text(const MendMatter& matter) const {
        if (matter.rejected == 0) return m_mend("few");
        const std::string text = matter.delivered < few_records
                                     ? m_mend("few_some_not_loaded")
                                     : m_mend.counted("few_not_loaded", matter.rejected,
                                                      {{"read", words::number_text(matter.delivered, m_letter)}});
        return text + " " + m_mend("few_reason");
    }

    std::string counts_text(const Fault& fault, bool all_loaded) const {
        std::vector<std::string> parts;
        if (fault.whole) parts.push_back(m_receipt("whole_delivery"));
        if (fault.rejected > 0) parts.push_back(m_receipt.counted("rejected_records", fault.rejected));
        if (fault.flagged > 0) parts.push_back(m_receipt.counted(marked_key(all_loaded, fault.empties), fault.flagged));
        return words::list_text(parts, m_letter);
    }

    void mend(const MendMatter& matter) {
        m_blocks.push_back(Heading{about(m_mend, "heading", matter.unit)});
        Paragraph first;
        if (matter.few) {
            first.lines.push_back(few_text(matter));
        } else if (matter.read > 0) {
            first.lines.push_back(
                matter.accepted == matter.read
                    ? sentence(m_receipt(matter.read == 1 ? "one_loaded" : "all_loaded",
                                         {{"count", words::number_text(matter.read, m_letter)}}))
                    : sentence(m_receipt("some_loaded", {{"loaded", words::number_text(matter.accepted, m_letter)},
                                                         {"read", words::number_text(matter.read, m_letter)}})));
        }
        if (!first.lines.empty()) m_blocks.push_back(std::move(first));
        if (!matter.few) {
            Items items;
            items.numbered = true;
            for (const auto& fault : matter.faults) {
                Item item{rule_text(fault.code), {fault.code + ": " + sentence(counts_text(fault, matter.held == 0))}};
                if (const auto fix = rule_fix(fault.code); !fix.empty())
                    item.lines.push_back(m_receipt("repair") + ": " + fix);
                items.items.push_back(std::move(item));
            }
            m_blocks.push_back(std::move(items));
        }
        const std::string system =
            m_reader.entry->case_system.empty() ? m_mend("case_system") : m_reader.entry->case_system;
        Paragraph told;
        told.lines.push_back(
            matter.own ? m_mend("correct", {{"system", system}})
                       : m_mend("correct_there", {{"system", system}, {"sender", name_of(matter.unit.sender)}}));
        told.lines.push_back(receipt_at(matter.own, matter.lines(), matter.number, matter.unit.sender));
        m_blocks.push_back(std::move(told));
    }

    void mended() {
        if (m_matters.mended.empty()) return;
        m_blocks.push_back(Heading{m_mend("heading_mended")});
        Items items;
        for (const auto& matter : m_matters.mended) {
            const std::string title = title_of(matter.unit.feed);
            const std::string period = period_of(matter.unit);
            std::string line =
                matter.few ? m_mend("mended_few", {{"title", title}, {"period", period}})
                           : m_mend.counted("mended", matter.records,
                                            {{"title", title}, {"period", period}, {"rule", rule_text(matter.code)}});
            const auto same = [&](const Item& item) { return item.head == line; };
            if (std::none_of(items.items.begin(), items.items.end(), same))
                items.items.push_back({std::move(line), {}});
        }
        m_blocks.push_back(std::move(items));
        if (!m_matters.asks() && m_matters.refused.empty()) m_blocks.push_back(Paragraph{{m_mend("all_mended")}});
    }

    /// Deadlines and whom to ask, of each source once.
    void closing() {
        std::vector<std::pair<std::string, std::string>> entries;
        const auto add = [&](const std::string& name, const std::string& value) {
            const std::pair entry{name, value};
            if (!value.empty() && std::find(entries.begin(), entries.end(), entry) == entries.end())
                entries.push_back(entry);
        };
        for (const auto& source : sources())
            if (!m_matters.mend.empty() || !m_matters.refused.empty())
                add(m_letter("due"), rules::in_language(source->due, m_reader.language));
        for (const auto& source : sources()) add(m_letter("contact"), source->contact);
        if (!entries.empty()) m_blocks.push_back(Entries{std::move(entries)});
        m_blocks.push_back(Note{m_letter("privacy")});
        if (m_declared.catalog.persons == identifiers::Persons::synthetic)
            m_blocks.push_back(Note{m_letter("synthetic")});
    }
    std::vector<const catalog::Source*> sources() const {
        std::vector<const catalog::Source*> found;
        for (const auto& feed : m_feeds) {
            const auto contract = m_declared.catalog.contracts.find(feed);
            if (contract == m_declared.catalog.contracts.end()) continue;
            const auto source = m_declared.catalog.sources.find(contract->second.source);
            if (source != m_declared.catalog.sources.end()) found.push_back(&source->second);
        }
        return found;
    }

    const Declarations& m_declared;
    const Matters& m_matters;
    const Reader& m_reader;
    const words::WordBook& m_book;
    const Words m_letter, m_receipt, m_refused, m_overdue, m_mend;
    std::set<std::string> m_feeds;  ///< that are told of
    std::vector<Block> m_blocks;
};

}  // namespace

Matters only_of(const Matters& matters, const std::set<std::string>& feeds) {
    if (feeds.empty()) return matters;
    Matters some = matters;
    const auto other = [&](const auto& matter) { return !feeds.contains(matter.unit.feed); };
    std::erase_if(some.refused, other);
    std::erase_if(some.overdue, other);
    std::erase_if(some.due, other);
    std::erase_if(some.mend, other);
    std::erase_if(some.mended, other);
    return some;
}

Document sender_letter(const Declarations& declared, const Matters& matters, const Reader& reader) {
    return SenderLetter(declared, matters, reader).write();
}

Document test_letter(const words::WordBook& book, const std::string& name, const std::string& language) {
    const Words words(book, "test", language);
    const Words frame = words.of("letter");
    Document document;
    document.language = words.language();
    document.subject = frame("subject", {{"action", frame("no_action")}, {"what", words("subject", {{"name", name}})}});
    document.blocks = {Title{words("title")}, Paragraph{{words("works"), words("nothing")}}};
    return document;
}

}  // namespace tilsig::alert
