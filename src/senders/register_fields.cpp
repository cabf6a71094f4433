#include "senders/register_fields.hpp"

#include <algorithm>
#include <array>

#include "base/mail_address.hpp"
#include "base/text.hpp"
#include "model/value.hpp"
#include "senders/register_checks.hpp"

namespace tilsig::senders {
namespace {

using config::FieldReader;
using config::Lints;
using config::Node;

constexpr std::array<std::string_view, 3> function_words{"responsible", "deputy", "official"};

std::int64_t read_date(FieldReader& reader, std::string_view name, std::int64_t absent) {
    const std::optional<std::string> text = reader.optional_text(name);
    if (!text) return absent;
    if (const auto day = model::parse_iso_date(*text)) return *day;
    reader.mistake(name, "'" + *text + "' is not a date", "write it as 2008-01-01");
    return absent;
}

}  // namespace

Validity read_validity(FieldReader& reader) {
    Validity validity;
    if (!reader.has("from")) {
        reader.mistake("from", "the day it begins is missing", "write from: 2008-01-01");
    }
    validity.from = read_date(reader, "from", INT64_MIN);
    validity.to = read_date(reader, "to", INT64_MAX);
    if (validity.to <= validity.from) {
        reader.mistake("to", "the period ends on " + date_text(validity.to) + ", before it has begun",
                       "`to` is the first day that no longer counts");
        validity.to = INT64_MAX;
    }
    return validity;
}

const std::vector<std::string>& languages() {
    static const std::vector<std::string> all{"nb", "nn", "en"};
    return all;
}

std::string_view to_string(ContactFunction function) noexcept {
    return function_words[static_cast<std::size_t>(function)];
}

namespace {

ContactFunction function_of(std::string_view word) {
    const auto found = std::find(function_words.begin(), function_words.end(), word);
    return static_cast<ContactFunction>(found - function_words.begin());
}

/// The value may be a mistyped secret or a person's address; its first letters are enough to find it.
void refuse_address(Lints& lints, const Place& place, const std::string& address) {
    lints.add(place, "'" + display_name(address, 40) + "' cannot stand as an address",
              "write the plain address of a role, without a name");
}

Contact plain_contact(const Node& node, Lints& lints) {
    Contact contact;
    contact.place = node.place();
    contact.address = node.scalar();
    if (!is_mail_address(contact.address)) refuse_address(lints, contact.place, contact.address);
    return contact;
}

Contact read_contact(const Node& node, Lints& lints) {
    Contact contact;
    contact.place = node.place();
    FieldReader reader(node, "contact", lints);
    const std::vector<std::string> functions(function_words.begin(), function_words.end());
    contact.function = function_of(reader.choice("function", functions));
    contact.address = reader.text("address");
    if (reader.has("address") && !is_mail_address(contact.address))
        refuse_address(lints, reader.place("address"), contact.address);
    contact.validity = {read_date(reader, "from", INT64_MIN), read_date(reader, "to", INT64_MAX)};
    if (contact.validity.to <= contact.validity.from) {
        reader.mistake("to", "the contact ends on " + date_text(contact.validity.to) + ", before it has begun",
                       "`to` is the first day that no longer counts");
        contact.validity.to = INT64_MAX;
    }
    contact.language = reader.has("language") ? reader.choice("language", languages()) : "";
    if (reader.has("confirmed")) contact.confirmed = read_date(reader, "confirmed", 0);
    reader.finish();
    return contact;
}

}  // namespace

std::vector<Contact> read_contacts(FieldReader& reader, Lints& lints) {
    const Node list = reader.child("contacts");
    std::vector<Contact> contacts;
    if (list.is(Node::Kind::scalar)) contacts.push_back(plain_contact(list, lints));
    if (list.is(Node::Kind::mapping)) {
        reader.mistake("contacts", "contacts must be a list", "begin each entry with a dash");
        contacts.push_back(read_contact(list, lints));
    }
    for (const Node& item : list.items())
        contacts.push_back(item.is(Node::Kind::scalar) ? plain_contact(item, lints) : read_contact(item, lints));
    for (std::size_t i = 0; i < contacts.size(); ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            if (contacts[i].address == contacts[k].address && contacts[i].validity.overlaps(contacts[k].validity))
                lints.add(contacts[i].place, "this address stands here twice at once", "write it once");
        }
    }
    std::stable_sort(contacts.begin(), contacts.end(),
                     [](const Contact& a, const Contact& b) { return a.function < b.function; });
    return contacts;
}

}  // namespace tilsig::senders
