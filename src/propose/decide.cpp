#include "propose/decide.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "catalog/format.hpp"
#include "propose/code_choice.hpp"
#include "propose/date_choice.hpp"
#include "propose/field_room.hpp"
#include "propose/header_words.hpp"
#include "propose/names.hpp"
#include "propose/personal.hpp"
#include "propose/shapes.hpp"
#include "propose/text_kinds.hpp"

namespace tilsig::propose {

using catalog::Field;
using model::Type;

namespace {

constexpr int most_scale = 9;
constexpr std::size_t most_stand_ins = 3;  ///< different ones in a column

std::string share(std::uint64_t count, std::uint64_t of) { return grouped(count) + " of " + grouped(of); }

class Decision {
public:
    Decision(const SeenColumn& seen, std::size_t column, const ColumnProfile& profile, const LooseRows& loose,
             bool plain_numbers, std::set<std::string>& taken, std::vector<ProposedField>& out)
        : m_seen(seen), m_profile(profile), m_loose(loose), m_plain_numbers(plain_numbers), m_taken(taken), m_out(out) {
        m_proposal.column = column;
        m_proposal.title = seen.title;
        m_proposal.field.column = seen.column;
        m_proposal.field.optional_column = !seen.everywhere;
        if (seen.titled) m_proposal.field.title = {{"nb", seen.title}, {"en", seen.title}};
        m_proposal.field.max_length = room_for(profile);
        m_proposal.dimension = seen.is_dimension();
        m_proposal.label = seen.role == Role::label;
    }

    void decide() {
        if (const std::string why = personal_evidence(m_profile, m_seen.title, m_seen.is_dimension()); !why.empty()) {
            m_proposal.field.privacy = model::Privacy::personal;
            say(why);
            m_proposal.to_decide.push_back(
                "no personal identifier belongs into the warehouse: the mapping ignores the field");
            return finish();
        }
        if (std::string question = chance_hits(m_profile, m_seen.title); !question.empty())
            m_proposal.to_decide.push_back(std::move(question));
        if (m_seen.is_dimension() && !m_profile.markers.empty()) {
            say("categories of a cube; some look like a marker in place of a value: text");
            return finish();
        }
        if (m_profile.values == 0) {
            say("no value was seen" + (m_profile.markers.empty() ? std::string()
                                                                 : ", " + grouped(m_profile.markers_seen()) +
                                                                       " cells hold a marker like ':'"));
            m_proposal.to_decide.push_back("the type is not known: text keeps everything");
            return finish();
        }
        if (split_cells() || is_year_column() || is_code() || lost_leading_zeros() || is_named_code() ||
            is_digit_date() || keeps_leading_zeros() || is_form())
            return finish();
        stay_text();
        finish();
    }

private:
    void say(const std::string& sentence) { m_proposal.evidence.push_back(sentence); }
    bool all(std::size_t form) const { return m_profile.fitting[form] == m_profile.values; }
    /// All but texts that statistics offices write in place of a figure.
    bool all_figures(std::size_t form) const {
        const auto others = m_profile.values - m_profile.fitting[form];
        return is_number(forms()[form].type) && others == m_profile.stand_ins && m_profile.fitting[form] >= others &&
               m_profile.stand_in_texts.size() <= most_stand_ins && !m_seen.is_dimension() &&
               !names_things(m_seen.title) && m_profile.leading_zero == 0;
    }
    void take(const Form& form) {
        m_proposal.field.type = form.type;
        m_proposal.field.format = form.format;
    }

    bool is_year_column() {
        const bool named =
            m_seen.role == Role::time || has_word(m_seen.title, {"år", "aar", "year", "tid", "årgang", "periode"});
        if (m_profile.years != m_profile.values && !(named && m_profile.old_years == m_profile.values)) return false;
        if (!named && m_profile.distinct() < 3 && m_profile.values > 2 * m_profile.distinct()) return false;
        if (!named && m_profile.distinct() > 150) return false;
        const auto choice = choose_list(m_profile.lists, m_seen.title, true);
        if (!named && choice.list != nullptr) return false;
        m_proposal.field.type = Type::integer;
        m_proposal.year = true;
        say("all " + grouped(m_profile.values) + " values are years");
        return true;
    }

    bool is_code() {
        const bool numbers = m_profile.digits == m_profile.values && m_profile.leading_zero == 0;
        const auto choice = choose_list(m_profile.lists, m_seen.title, numbers);
        if (choice.list == nullptr) return false;
        m_proposal.field.type = Type::code;
        m_proposal.list = choice.list;
        if (m_profile.leading_zero > 0)
            say(share(m_profile.digits, m_profile.values) + " values are digits, " + grouped(m_profile.leading_zero) +
                " begin with 0: no number, a number loses leading zeros");
        say(choice.evidence);
        if (choice.strangers > 0)
            m_proposal.to_decide.push_back(grouped(choice.strangers) +
                                           " different values are not in the list: the proposed rule flags them");
        return true;
    }

    /// 301 for 0301: what a spreadsheet makes of a code.
    bool lost_leading_zeros() {
        if (m_profile.digits != m_profile.values) return false;
        const auto choice = choose_list(m_profile.padded, m_seen.title, true);
        if (choice.list == nullptr || !speaks_of(m_seen.title, *choice.list)) return false;
        say("digits; with the zeros in front that they have lost, " + choice.evidence + ": text");
        m_proposal.to_decide.push_back(
            "ask the sender for codes with their zeros; until then the mapping can add them: steps: [{pad_left: [" +
            std::to_string(choice.list->codes.front().code.size()) + ", \"0\"]}]");
        return true;
    }

    /// Digits, but nobody counts with them: tomorrow one begins with 0 or holds a letter.
    bool is_named_code() {
        if (m_profile.digits != m_profile.values || m_profile.leading_zero > 0 || !says_code(m_seen.title))
            return false;
        say("digits under a header of codes: text, a code is no number");
        ask_for_list();
        return true;
    }

    /// "0301 Oslo" in each cell.
    bool split_cells() {
        if (m_profile.with_other_blank > 0 && m_profile.with_blank == 0) return ask_for_blanks();
        if (m_profile.with_blank * 20 < m_profile.values * 19) return false;
        const auto choice = choose_list(m_profile.first_words, m_seen.title, false);
        if (choice.list == nullptr) return false;
        say(share(m_profile.with_blank, m_profile.values) + " values are a code, a space and a name; of the codes, " +
            choice.evidence);
        if (m_profile.with_blank < m_profile.values)
            m_proposal.to_decide.push_back(grouped(m_profile.values - m_profile.with_blank) +
                                           " values have no code before a space: the whole cell is then the code");
        const std::string name = name_of(m_seen.title, "column");
        ProposedField code = m_proposal;
        code.field.name = fresh_name(name + "_code", "code", m_taken);
        code.field.type = Type::code;
        code.field.split = "code";
        code.list = choice.list;
        if (m_profile.with_blank == m_profile.values) code.field.max_length = 1;  // room_for_codes() follows
        take_missing(code);
        m_out.push_back(std::move(code));
        m_proposal.field.split = "name";
        m_proposal.field.name = fresh_name(name + "_name", "name", m_taken);
        m_proposal.evidence = {"what stands after the code"};
        m_proposal.to_decide.clear();
        m_split_name = true;
        return true;
    }

    void ask_for_list() {
        if (auto question = list_by_chance(m_profile.lists); !question.empty())
            m_proposal.to_decide.push_back(std::move(question));
    }

    /// A code, a no-break space and a name: `split` divides at a plain space.
    bool ask_for_blanks() {
        if (m_profile.with_other_blank * 20 < m_profile.values * 19) return false;
        const auto choice = choose_list(m_profile.first_words, m_seen.title, false);
        if (choice.list == nullptr) return false;
        say(share(m_profile.with_other_blank, m_profile.values) +
            " values are a code, a no-break space (U+00A0) and a name; of the codes, " + choice.evidence);
        m_proposal.to_decide.push_back(
            "`split` divides at a plain space only: ask the sender for one, or for two columns. Or take the code in "
            "the "
            "mapping: {expression: \"substring(" +
            name_of(m_seen.title, "column") + ", 1, " + std::to_string(choice.list->codes.front().code.size()) +
            ")\"}");
        return true;
    }

    bool is_digit_date() {
        if (m_profile.digits != m_profile.values) return false;
        if (m_profile.school_years == m_profile.values && m_profile.values > 0 &&
            !is_sure_school_year(m_profile, m_seen.title)) {
            say("all " + grouped(m_profile.values) + " values are like 200910");
            m_proposal.to_decide.push_back(
                "October 2009, or the school year 2009/10? Text keeps both. Then type: date, with date: yyyyMM or "
                "yyyyyy");
            m_proposal.period = true;
            return true;
        }
        const bool named =
            has_word(m_seen.title, {"dato", "date", "måned", "maaned", "month", "dag", "tid", "periode", "født"});
        for (std::size_t form = 0; form < forms().size(); ++form) {
            const Form& candidate = forms()[form];
            if (candidate.type != Type::date || !all(form) || passes_over(m_profile, m_seen.title, candidate)) continue;
            const bool doubtful = candidate.format.date == "ddMMyy" || m_profile.distinct() < 2;
            if (doubtful && !named) continue;
            take(candidate);
            say("all " + grouped(m_profile.values) + " values are " + described(candidate) +
                (named ? ", and the header speaks of time" : ""));
            ask_about_date(form);
            return true;
        }
        if (named && m_profile.day_numbers == m_profile.values && m_profile.values > 0)
            m_proposal.to_decide.push_back(
                "numbers like 45292 under a header that speaks of time: days as a spreadsheet counts them? Ask the "
                "sender "
                "for dates");
        return false;
    }

    void ask_about_date(std::size_t form) {
        for (auto& question : date_questions(m_profile, form)) m_proposal.to_decide.push_back(std::move(question));
    }

    bool keeps_leading_zeros() {
        if (m_profile.leading_zero == 0) return false;
        const bool any_number = m_profile.digits == m_profile.values;
        if (any_number || m_profile.digits * 2 > m_profile.values) {
            say(share(m_profile.digits, m_profile.values) + " values are digits, " + grouped(m_profile.leading_zero) +
                " begin with 0: text, because a number loses leading zeros");
            m_leading_zero_told = true;
            ask_for_list();
        }
        return any_number;
    }

    bool is_form() {
        for (std::size_t form = 0; form < forms().size(); ++form) {
            const Form& candidate = forms()[form];
            const bool fits = (all(form) || all_figures(form)) && !passes_over(m_profile, m_seen.title, candidate);
            if (!fits || (candidate.type == Type::date && m_profile.digits == m_profile.values)) continue;
            if (candidate.type == Type::boolean && m_profile.digits > 0) continue;
            if (is_number(candidate.type) && is_ambiguous(candidate)) return false;
            // A category is a name, also where it looks like 1.5 or true.
            if (m_seen.is_dimension() && (candidate.type == Type::decimal || candidate.type == Type::boolean))
                return false;
            take(candidate);
            say((all(form) ? "all " + grouped(m_profile.values) : share(m_profile.fitting[form], m_profile.values)) +
                " values are " + described(candidate));
            set_scale();
            if (candidate.type == Type::date) ask_about_date(form);
            if (candidate.type == Type::integer && m_profile.bits == m_profile.values && m_profile.distinct() == 2)
                m_proposal.to_decide.push_back("nothing but 0 and 1: no and yes? Then type: boolean");
            if (candidate.type == Type::timestamp && candidate.format.zone != model::Zone::none)
                m_proposal.to_decide.push_back("the values say no zone: Norwegian time is taken; or zone: UTC?");
            return true;
        }
        return false;
    }
    static bool is_number(Type type) { return type == Type::integer || type == Type::decimal; }

    /// 1.234 and 12.345: thousands or thousandths? Nobody can know.
    bool is_ambiguous(const Form& candidate) {
        if (m_plain_numbers || candidate.type != Type::decimal || m_profile.marked == 0 ||
            m_profile.grouped_threes != m_profile.marked)
            return false;
        m_proposal.to_decide.push_back(
            "each mark in " + grouped(m_profile.marked) +
            " numbers has exactly three digits behind it: thousands or decimals? Ask the sender; text until then");
        return true;
    }

    void set_scale() {
        auto& format = m_proposal.field.format;
        if (m_proposal.field.type != Type::decimal) return;
        const std::size_t digits = m_profile.fraction[format.decimal_mark == ',' ? 1 : 0];
        format.round = digits > static_cast<std::size_t>(most_scale);
        format.scale = format.round ? 6 : static_cast<int>(digits);
        say("up to " + counted(digits, "digit", "digits") + " behind the mark" +
            (format.round ? ": written as doubles, rounded to 6" : ""));
    }

    void stay_text() {
        if (!is_kind_of_text()) {
            std::size_t best = 0;
            for (std::size_t form = 1; form < forms().size(); ++form)
                if (m_profile.fitting[form] > m_profile.fitting[best]) best = form;
            const std::uint64_t fitting = m_profile.fitting[best];
            // Of a few texts two are digits by chance.
            if (fitting * 2 > m_profile.values && fitting < m_profile.values) {
                say(share(fitting, m_profile.values) + " values are " + described(forms()[best]) + ", " +
                    grouped(m_profile.values - fitting) + " are not: text");
                if (!says_code(m_seen.title))
                    m_proposal.to_decide.push_back(
                        "what are the others? a marker that stands for a missing value belongs into `missing`");
            } else if (!m_leading_zero_told) {
                say("text of " + lengths(m_profile));
            }
        }
        if (has_word(m_seen.title, {"navn", "name", "adress", "merknad", "kommentar", "beskriv", "tekst", "note"}))
            m_proposal.to_decide.push_back(
                "may it hold what is one person's own? Then privacy: personal, and out of the mapping");
        if (m_profile.distinct() <= 20 && m_profile.values >= 5 * m_profile.distinct() && m_profile.distinct() > 1)
            say(grouped(m_profile.distinct()) + " different values in " + grouped(m_profile.values) +
                ": a code list of their own would prove them");
    }

    /// What people see in it, where no form does.
    bool is_kind_of_text() {
        for (std::size_t at = 0; at < m_profile.kinds.size(); ++at) {
            const auto& kind = text_kinds()[at];
            const std::uint64_t fitting = m_profile.kinds[at];
            if (fitting == 0 || fitting * 10 < m_profile.values * 9 || m_seen.is_dimension()) continue;
            if (fitting == m_profile.digits) continue;  // digits are no more than digits
            say(share(fitting, m_profile.values) + " values are " + std::string(kind.seen) + ": text");
            if (!kind.ask.empty()) m_proposal.to_decide.emplace_back(kind.ask);
            m_proposal.period = kind.period && fitting == m_profile.values;
            return true;
        }
        return false;
    }

    void take_missing(ProposedField& proposal) const {
        Field& field = proposal.field;
        if (proposal.list != nullptr) field.max_length = room_for_codes(*proposal.list, field.max_length);
        proposal.length = field.max_length;
        const bool text = field.type == Type::text;
        std::vector<std::string> seen;
        if (!text) {
            for (const auto& [marker, count] : m_profile.markers) {
                if (proposal.list != nullptr && proposal.list->find(marker, std::nullopt) != nullptr) continue;
                field.missing[marker] = missing_reason(marker);
                seen.push_back("'" + marker + "' " + grouped(count) + " times (" + field.missing[marker] + ")");
            }
            if (is_number(field.type)) take_stand_ins(proposal, seen);
            if (!field.missing.empty() && m_profile.empty > 0) field.missing[""] = "missing";
        }
        for (const auto& [marker, count] : m_profile.markers)
            if (text && marker.starts_with('#')) {
                field.missing[marker] = missing_reason(marker);
                seen.push_back("'" + marker + "' " + grouped(count) + " times (" + field.missing[marker] + ")");
            }
        if (!seen.empty()) proposal.evidence.push_back("markers in place of a value: " + join(seen, ", "));
        const bool merged = m_seen.merged > 0 && m_profile.empty > 0;
        field.required = (m_profile.empty == 0 || merged) && field.missing.empty() && m_seen.everywhere;
        proposal.filled = field.required;
        make_room(proposal);
        proposal.evidence.push_back(share(m_profile.empty, m_profile.rows) + " empty" +
                                    (field.required    ? ": required"
                                     : proposal.filled ? "; not required, since rows that are no records leave it empty"
                                                       : ""));
        if (merged)
            proposal.to_decide.push_back(
                counted(m_seen.merged, "cell is", "cells are") +
                " merged over several rows, and only the first row of each has the value: " + grouped(m_profile.empty) +
                " records without it are rejected. Ask the sender to unmerge and fill every row; or, where it may be "
                "empty, take `required` away");
        if ((text || field.type == Type::code) && m_profile.blank_edges > 0)
            proposal.evidence.push_back(counted(m_profile.blank_edges, "value has", "values have") +
                                        " spaces or what cannot be seen at an end" +
                                        (text ? "" : ": no part of a code, taken away"));
    }

    /// Rows that are no records are checked before they are filtered.
    void make_room(ProposedField& proposal) const {
        Field& field = proposal.field;
        if (m_loose.none()) return;
        const auto column = proposal.column;
        if (m_loose.empty[column]) field.required = false;
        const auto longest = static_cast<int>(std::min<std::size_t>(m_profile.loose_cell, 4000));
        if (longest > field.max_length) field.max_length = room_of(static_cast<std::size_t>(longest));
        const bool note = m_loose.filled[column] && std::any_of(m_loose.kinds.begin(), m_loose.kinds.end(),
                                                                [](const auto& k) { return k.sum_word.empty(); });
        if (note && column == 0 && field.type != Type::text && field.type != Type::code)
            proposal.to_decide.push_back(
                "rows that are no records have a text here, and are rejected before they are filtered: ask the sender "
                "to "
                "leave them out");
    }

    void take_stand_ins(ProposedField& proposal, std::vector<std::string>& seen) const {
        std::vector<std::string> unknown;
        if (m_profile.stand_ins == 0) return;
        for (const auto& [text, count] : m_profile.stand_in_texts) {
            const auto reason = stand_in_reason(text);
            if (reason.empty()) unknown.push_back("'" + text + "'");
            proposal.field.missing[text] = reason.empty() ? std::string("unknown") : std::string(reason);
            seen.push_back("'" + text + "' " + grouped(count) + " times (" + proposal.field.missing[text] + ")");
        }
        proposal.to_decide.push_back(
            unknown.empty() ? "statistics offices do not agree on such markers: is each reason what this sender means?"
                            : "what does " + join(unknown, ", ") + " stand for? Its reason here is `unknown`");
    }

    void finish() {
        if (!m_split_name) m_proposal.field.name = fresh_name(m_seen.title, "column", m_taken);
        if (!m_profile.shape().empty() && !m_proposal.is_personal() && m_profile.values > 1 &&
            m_proposal.field.type != Type::date && m_profile.longest <= 12 && !m_split_name &&
            m_profile.shape().find('9') != std::string::npos)
            say("every value has the shape " + m_profile.shape());
        if (m_profile.totals > 0 && !m_proposal.is_personal())
            m_proposal.to_decide.push_back(
                counted(m_profile.totals, "record is", "records are") +
                " named like the sum of others (as 'i alt'): who sums them up counts twice. A "
                "filter of the mapping can leave them out");
        take_missing(m_proposal);
        m_proposal.measure = is_measure();
        if (m_split_name && m_profile.with_blank < m_profile.values)
            m_proposal.field.required = m_proposal.filled = false;
        m_out.push_back(std::move(m_proposal));
    }

    /// Figures under a header that does not say that they number or name something.
    [[nodiscard]] bool is_measure() const {
        if (m_seen.role == Role::measure) return true;
        if (m_seen.is_dimension() || m_split_name || m_proposal.list != nullptr || m_proposal.year) return false;
        const Type type = m_proposal.field.type;
        if (type == Type::decimal) return true;
        if (m_proposal.period || says_dimension(m_seen.title)) return false;
        const bool figures =
            type == Type::integer || (type == Type::text && m_profile.leading_zero == 0 && m_profile.values > 0 &&
                                      m_profile.figures * 10 >= m_profile.values * 9);
        return figures && !names_things(m_seen.title);
    }

    const SeenColumn& m_seen;
    const ColumnProfile& m_profile;
    const LooseRows& m_loose;
    bool m_plain_numbers;
    std::set<std::string>& m_taken;
    std::vector<ProposedField>& m_out;
    ProposedField m_proposal;
    bool m_split_name = false;
    bool m_leading_zero_told = false;
};

}  // namespace

std::vector<ProposedField> decide_fields(const Shape& shape, const Profile& profile) {
    // JSON and workbooks have numbers of their own: a point in them is a decimal point.
    const bool plain = catalog::format_of(shape.layout).has_numbers;
    std::vector<ProposedField> fields;
    std::set<std::string> taken;
    for (std::size_t i = 0; i < shape.columns.size(); ++i)
        Decision(shape.columns[i], i, profile.columns[i], profile.loose, plain, taken, fields).decide();
    return fields;
}

}  // namespace tilsig::propose
