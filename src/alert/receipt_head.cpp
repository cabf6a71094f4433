// The head of a receipt: what became of the delivery, from the account, and why.
#include <algorithm>

#include "alert/receipt_parts.hpp"
#include "words/format.hpp"

namespace tilsig::alert {
namespace {

class Head {
public:
    explicit Head(const Receipt& receipt)
        : m_receipt(receipt),
          m_words(*receipt.word_book, "receipt", receipt.language),
          m_records(receipt.outcome.records) {}

    std::vector<std::string> lines() {
        const auto outcome = m_receipt.outcome.outcome;
        if (outcome == model::Outcome::failed) {
            say(m_words("failed"));
        } else if (m_receipt.outcome.retracted) {
            say(m_words("retracted"));
        } else if (const auto* refused = decision_on("", false)) {
            say(m_words("refused_after_hold"));
            say_grounds(*refused);
            say(m_words("send_corrected"));
            say(m_words("last_good_stays"));
        } else if (outcome == model::Outcome::held && !waits_in_slices()) {
            say(m_words("held_whole"));
            say_reason();
            say(m_words("last_good_until"));
        } else if (outcome == model::Outcome::rejected) {
            say(m_words("rejected_whole"));
            say_rest();
            say_reason();
            say(m_words("last_good_stays"));
        } else {
            loaded();
        }
        for (const auto& decision : m_receipt.outcome.decisions) {
            if (!decision.slice.empty()) say_decided(decision);
        }
        return std::move(m_lines);
    }

private:
    void say(std::string_view text) { m_lines.emplace_back(text); }

    const Decision* decision_on(std::string_view slice, bool released) const {
        for (const auto& decision : m_receipt.outcome.decisions)
            if (decision.slice == slice && decision.released == released) return &decision;
        return nullptr;
    }

    /// Held slice by slice, each for a reason of its own and decided by itself.
    bool waits_in_slices() const {
        const auto& decisions = m_receipt.outcome.decisions;
        return std::any_of(m_receipt.held.begin(), m_receipt.held.end(),
                           [](const auto& held) { return !held.owner.empty(); }) ||
               std::any_of(decisions.begin(), decisions.end(), [](const auto& each) { return !each.slice.empty(); });
    }

    /// Never "loaded" over a delivery of which nothing was loaded, whatever the run was called.
    void loaded() {
        const bool nothing_new = m_receipt.outcome.outcome == model::Outcome::nothing_new;
        if (m_records.read == 0) {
            say(m_receipt.outcome.reason.empty() ? m_words("nil_return") : m_words("nothing_new"));
            return;
        }
        std::string text;
        if (m_records.accepted == 0)
            text = m_words("none_loaded");
        else if (m_records.accepted < m_records.read)
            text = m_words("some_loaded", {{"loaded", words::number_text(m_records.accepted, m_words)},
                                           {"read", words::number_text(m_records.read, m_words)}});
        else if (m_records.read == 1)
            text = m_words("one_loaded");
        else
            text = m_words("all_loaded", {{"count", words::number_text(m_records.read, m_words)}});
        const std::string others = rest();
        text += others.empty() ? "." : "; " + others + ".";
        const bool all_loaded = m_receipt.marked() == Receipt::Marked::loaded;
        if (const auto remarks = m_receipt.remarks - m_receipt.emptied; remarks > 0)
            text += " " + m_words.counted(all_loaded ? "remarks" : "remarks_found", remarks);
        if (m_receipt.emptied > 0) text += " " + m_words.counted("emptied", m_receipt.emptied);
        say(text);
        if (nothing_new && m_records.accepted > 0) say(m_words("unchanged"));
        if (decision_on("", true) != nullptr) say(m_words("released"));
        bool first = true;
        for (const auto& held : m_receipt.held) {
            if (held.owner.empty()) continue;
            if (first) say(m_words("held_slices"));
            first = false;
            say("  " + held.owner + ": " + in_words(held));
        }
    }

    std::string rest() const {
        std::vector<std::string> parts;
        const auto add = [&](std::uint64_t count, std::string_view key) {
            if (count > 0) parts.push_back(m_words.counted(key, count));
        };
        add(m_records.rejected, "rejected_rest");
        add(m_records.duplicate, "duplicate_rest");
        const auto erased = m_records.erased();
        add(m_records.filtered - erased, "filtered_rest");
        add(erased, "erased_rest");
        add(m_records.held, "held_rest");
        return words::list_text(parts, m_words);
    }
    void say_rest() {
        if (m_records.read > 0) say(m_words("none_loaded") + "; " + rest() + ".");
    }

    std::string in_words(const ReceiptReason& reason) const {
        if (reason.text.empty()) return words::sentence(m_words("no_reason"));
        std::string text = words::sentence(reason.text);
        text.pop_back();
        text += " (" + reason.code + ").";
        // The list of faults says how to repair it, where the code stands there.
        for (const auto& rule : m_receipt.rules)
            if (rule.code == reason.code) return text;
        return reason.fix.empty() ? text : text + " " + words::sentence(reason.fix);
    }
    void say_reason() {
        for (const auto& held : m_receipt.held)
            if (held.owner.empty()) say(m_words("reason") + ": " + in_words(held));
    }
    void say_grounds(const Decision& decision) {
        if (!decision.reason.empty()) say(m_words("our_reason") + ": " + words::sentence(decision.reason));
    }
    void say_decided(const Decision& decision) {
        std::string text = decision.slice + ": ";
        text += decision.released ? m_words("slice_released") : m_words("slice_refused");
        if (!decision.released && !decision.reason.empty())
            text += ". " + m_words("our_reason") + ": " + decision.reason;
        say(words::sentence(text));
    }

    const Receipt& m_receipt;
    const words::Words m_words;
    const model::RecordAccount& m_records;
    std::vector<std::string> m_lines;
};

}  // namespace

std::vector<std::string> receipt_head(const Receipt& receipt) { return Head(receipt).lines(); }

}  // namespace tilsig::alert
