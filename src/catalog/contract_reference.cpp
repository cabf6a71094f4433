#include "catalog/contract_reference.hpp"

#include <array>
#include <deque>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "catalog/format.hpp"
#include "catalog/formats/parts.hpp"

namespace tilsig::catalog {

namespace {

constexpr std::array contract_keys{
    KeyReference{"feed", "imdi.settlement", "required", "the feed, as the file is named: source.name"},
    KeyReference{"version", "1", "required", "of the contract; raised when it changes"},
    KeyReference{"state", "draft | shadow | active", "required", "what becomes of it: looked at, loaded aside, loaded"},
    KeyReference{"title", "{nb: ..., nn: ..., en: ...}", "required", "what people call it; nn may be left out"},
    KeyReference{"delivery", "snapshot | delta", "required", "snapshot: what a delivery does not name is closed"},
    KeyReference{"kinds", "{endring: delta, full: snapshot}", "none",
                 "of a delta: what a document says that it is; a whole in between is compared with its changes"},
    KeyReference{"periods", "apart | successive", "apart", "successive: each period states the same rows anew"},
    KeyReference{"period_of", "a field", "none", "must lie in the unit's period (SYS-R001, SYS-A009)"},
    KeyReference{"retention", "90d", "90d", "class of the landed bytes"},
    KeyReference{"complete", "a block", "", "proof of completeness; what does not hold parks the delivery"},
    KeyReference{"layouts", "a list", "required", "how the bytes look, by form and time"},
    KeyReference{"fields", "a mapping", "required", "of a record, in the order of the checked record"},
    KeyReference{"key", "[region, year]", "required", "fields that identify a record within a delivery"},
    KeyReference{"owner", "a field", "none", "names the slice's owner; without it a delivery is one slice"},
    KeyReference{"subject", "{case: a field} | {person: a field}", "key and period",
                 "how a finding is known again in the next delivery"},
    KeyReference{"person", "a block", "none", "fields with numbers of persons, and the id that takes their place"},
    KeyReference{"authority", "{statement: field}", "none", "what this feed has the last word about"},
    KeyReference{"restates", "{statement: {field: f, of: feed}}", "none", "what it says beside the feed that has it"},
    KeyReference{"rules", "a list", "none", "rules, where they do not stand in a file of their own"},
    KeyReference{"defaults", "{severity: error, ...}", "none", "of these rules"},
};

constexpr std::array complete_keys{
    KeyReference{"min_records", "1000", "1", "fewer park the delivery"},
    KeyReference{"max_shrink", "0.05", "1", "share of records that may be lost against the last good delivery"},
    KeyReference{"trailer", "true", "false", "without a stated number of records nothing is loaded"},
    KeyReference{"nothing_is_normal", "true", "false", "an empty delivery is an answer (nil return)"},
    KeyReference{"announced", "hold | flag", "hold",
                 "what becomes of a delivery that lacks what its source announces elsewhere (SYS-A004)"},
};

constexpr std::array time_keys{
    KeyReference{"name", "monthly", "required", "of the layout, for messages"},
    KeyReference{"form", "int08", "the format", "what `forms` of the sender register calls it"},
    KeyReference{"from", "2025 | 2025-06 | 2025-06-15", "open", "first day on which a period may begin"},
    KeyReference{"to", "2025 | 2025-05 | 2025-05-31", "open", "last day; times of one form do not overlap"},
};

constexpr std::array byte_keys{
    KeyReference{"bom", "false", "true with utf-8", "whether a byte order mark may stand first"},
    KeyReference{"compression", "none | gzip | zip", "none", "around the bytes of any format"},
    KeyReference{"member", "\"*.csv\"", "*", "zip: pattern of the member's name"},
    KeyReference{"other_members", "refuse | ignore", "refuse", "zip: what a member beside it means"},
};

constexpr std::array field_keys{
    KeyReference{"type", "text | code | integer | decimal | date | boolean | timestamp", "required",
                 "code: text that a list explains; decimal: exact"},
    KeyReference{"column", "Kommunenr", "the field's name",
                 "its name in the source: header, JSON key or path, dimension, path from the XML record"},
    KeyReference{"title", "{nb: ..., nn: ..., en: ...}", "none", "what people call it, in messages and receipts"},
    KeyReference{"required", "true", "false", "null is a finding (SYS-F001) and rejects the record"},
    KeyReference{"optional_column", "true", "false", "the source may leave the column out"},
    KeyReference{"max_length", "20", "4000", "characters"},
    KeyReference{"split", "code | name", "none", "of `0101 Halden`: what stands before, or after, the first space"},
    KeyReference{"missing", "{\":\": suppressed}", "none", "marker -> reason; offered as `<name>_missing`"},
    KeyReference{"scale", "2", "0", "decimal: digits kept behind the mark"},
    KeyReference{"round", "true", "false", "decimal: more digits are rounded, half away from zero, and no finding"},
    KeyReference{"decimal_mark", "\",\"", ".", "one character"},
    KeyReference{"strip", "\"%\"", "none", "number: the unit around it"},
    KeyReference{"group_mark", "\" \" | \"U+00A0\"", "none", "between thousands: one character; a blank is any blank"},
    KeyReference{"date", "dd.MM.yyyy", "yyyy-MM-dd", "how the source writes dates"},
    KeyReference{"pivot_year", "50", "50", "of two digits: years below it are 20yy"},
    KeyReference{"zone", "Europe/Oslo | UTC", "must be said", "timestamp: whose time it is where a value does not say"},
    KeyReference{"privacy", "public | internal | restricted | personal", "public", "who may see it"},
    KeyReference{"person", "true", "false", "an integer that is an id of the link store"},
};

/// What the formats decide, and keeps the texts that are made of their words.
class LayoutKeys {
public:
    LayoutKeys() : m_keys(time_keys.begin(), time_keys.end()) {
        add("format", all_words(), "required", "of the bytes");
        add("encoding", "utf-8 | iso-8859-1 | windows-1252 | utf-16 | utf-16le | utf-16be", "utf-8",
            "of " + format_words([](const Format& one) { return one.encodings != EncodingChoice::utf8; }, "and") +
                "; utf-16 of " +
                format_words([](const Format& one) { return one.encodings == EncodingChoice::all; }, "and") +
                " alone, and its mark says the order");
        m_keys.insert(m_keys.end(), byte_keys.begin(), byte_keys.end());
        add("names", "{Kommunenr.: kommune}", "none",
            "header of this layout -> `column` of a field; several may stand for one (" +
                format_words([](const Format& one) { return one.has_headers != nullptr; }, "and") + ")");
        add("dates", "ddMMyy", "as fields say",
            "how this layout writes dates; not with " +
                format_words([](const Format& one) { return one.is_shown_typed; }, "and"));
        m_keys.push_back({"pivot_year", "50", "50", "of `dates` with two digits of the year: years below it are 20yy"});
        add("unpivot", "a block", "none",
            "one record per cell (" + format_words([](const Format& one) { return one.is_table; }, "and") + ")");
        for (const Format& format : formats())
            if (format.blocks != nullptr)
                add(std::string(format.word), "a block", format.needs_block ? "required" : "",
                    "with format " + std::string(format.word));
    }
    [[nodiscard]] std::span<const KeyReference> keys() const noexcept { return m_keys; }

private:
    static std::string all_words() {
        std::vector<std::string> words;
        for (const Format& format : formats()) words.emplace_back(format.word);
        return join(words, " | ");
    }
    void add(std::string key, std::string form, std::string_view otherwise, std::string meaning) {
        m_keys.push_back({keep(std::move(key)), keep(std::move(form)), otherwise, keep(std::move(meaning))});
    }
    std::string_view keep(std::string text) { return m_texts.emplace_back(std::move(text)); }

    std::deque<std::string> m_texts;  // whose elements stay where they are
    std::vector<KeyReference> m_keys;
};

std::vector<BlockReference> all_blocks() {
    static const LayoutKeys layout;
    std::vector<BlockReference> blocks{
        BlockReference{"contract", "<feed>.contract.yaml", "What a feed delivers.", contract_keys},
        BlockReference{"complete", "complete:", "When a delivery is whole.", complete_keys},
        BlockReference{"layout", "layouts: [...]", "How the bytes of a form and a time look.", layout.keys()}};
    for (const Format& format : formats())
        if (format.blocks != nullptr) blocks.insert(blocks.end(), format.blocks().begin(), format.blocks().end());
    blocks.push_back(
        BlockReference{"unpivot", "layouts: unpivot:", "A table in which each cell is a record.", unpivot_keys()});
    blocks.push_back(BlockReference{
        "field", "fields: name:", "One value of a record; a type alone is short for {type: ...}.", field_keys});
    return blocks;
}

}  // namespace

std::span<const BlockReference> contract_reference() {
    static const std::vector<BlockReference> blocks = all_blocks();
    return blocks;
}

}  // namespace tilsig::catalog
