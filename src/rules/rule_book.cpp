#include "rules/rule_book.hpp"

#include <array>

#include "config/yaml.hpp"
#include "rules/embedded.hpp"
#include "rules/read_rule.hpp"

namespace tilsig::rules {

const char* to_string(Owner owner) noexcept {
    switch (owner) {
        case Owner::sender: return "sender";
        case Owner::source: return "source";
        case Owner::directorate: return "directorate";
    }
    return "?";
}

std::string in_language(const Texts& texts, std::string_view language) {
    std::array<std::string_view, 3> order{language, language == "nn" ? "nb" : "nn", "en"};
    if (language == "en") order = {"en", "nb", "nn"};
    for (const std::string_view each : order) {
        if (const auto found = texts.find(std::string(each)); found != texts.end() && !found->second.empty())
            return found->second;
    }
    return {};
}

RuleBook::RuleBook() : RuleBook(program()) {}

const RuleBook& RuleBook::program() {
    static const RuleBook book = [] {
        RuleBook read{Empty{}};
        config::Lints lints;
        UsedCodes used;
        for (const auto& file : embedded_files()) {
            const config::Node root = config::parse_yaml(file.text, std::string(file.path), lints);
            read_program_rules(root, read, used, lints);
        }
        if (!lints.empty())
            throw Error(ErrorKind::internal, "the rules that are compiled in cannot be read: " + lints.lines().front());
        return read;
    }();
    return book;
}

const Entry* RuleBook::find(std::string_view code) const noexcept {
    const auto parsed = model::RuleCode::parse(code);
    if (!parsed) return nullptr;
    const auto found = m_entries.find(*parsed);
    return found == m_entries.end() ? nullptr : &found->second;
}

const Entry& RuleBook::at(model::RuleCode code) const {
    if (const Entry* entry = find(code)) return *entry;
    throw Error(ErrorKind::internal, "the rule book has no entry for " + code);
}

void RuleBook::put(Entry entry) {
    const model::RuleCode code = entry.code;
    m_entries.insert_or_assign(code, std::move(entry));
}

}  // namespace tilsig::rules
