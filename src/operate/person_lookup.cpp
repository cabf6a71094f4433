#include "operate/person_lookup.hpp"

#include "protect/person_token.hpp"

namespace tilsig::operate {

std::vector<warehouse::PersonColumn> person_columns(const catalog::Catalog& catalog) {
    std::vector<warehouse::PersonColumn> columns;
    for (const auto* tables : {&catalog.model.tables, &catalog.model.shadows})
        for (const auto& table : *tables)
            for (const auto& column : table.columns)
                if (column.person) columns.push_back({&table, column.name});
    return columns;
}

PersonFound find_person(protect::LinkStore& store, const GivenNumber& given) {
    PersonFound found;
    const auto lookup = store.lookup(given.kind, given.digits);
    found.lookups.push_back(lookup);
    found.erased = store.is_buried(lookup);
    const auto person = store.find(given.kind, given.digits);
    if (!person) return found;
    found.person = *person;
    found.ids = store.ids_of(*person);
    found.numbers = store.numbers_of(*person);
    for (const auto& number : found.numbers) {
        const auto held = store.lookup(number.kind, number.digits);
        if (held != lookup) found.lookups.push_back(held);
    }
    return found;
}

std::vector<model::Subject> subjects_of(session::Session& session, const PersonFound& found, const GivenNumber& given) {
    const auto& keys = session.subject_keys();
    const auto subject = [&](const std::string& digits) {
        const auto token = protect::person_token(keys.first(), digits.substr(digits.find(':') + 1));
        return model::Subject{model::Subject::Kind::person, keys.written(token)};
    };
    std::vector<model::Subject> subjects{subject(given.digits)};
    for (const auto& number : found.numbers)
        if (number.digits != given.digits) subjects.push_back(subject(number.digits));
    return subjects;
}

}  // namespace tilsig::operate
