// Reading the register, asking it, and what it refuses.
#include "senders/register.hpp"

#include <gtest/gtest.h>

#include "model/value.hpp"

namespace tilsig::senders {
namespace {

std::int64_t day(std::string_view text) { return model::parse_iso_date(text).value(); }

constexpr std::string_view good = R"(version: 1
regions: [ost, midt]
senders:
  - id: k0101
    kind: municipality
    name: Halden
    region: ost
    language: nb
    case_system: Fagsystem
    feeds: [municipal.intro]
    contacts: [halden@example.org]
    periods:
      - {from: 2008-01-01, to: 2020-01-01, municipality: "0101"}
      - {from: 2020-01-01, municipality: "3001", language: nn, feeds: [municipal.intro, municipal.training]}
  - id: k0111
    kind: municipality
    name: Hvaler
    region: ost
    language: nn
    feeds: [municipal.intro]
    contacts: [hvaler@example.org]
    periods:
      - {from: 2008-01-01, to: 2020-01-01, municipality: "0111"}
  - id: k0301
    kind: municipality
    name: Oslo
    region: ost
    language: nb
    feeds: []
    contacts: [oslo@example.org]
    periods:
      - {from: 2008-01-01, municipality: "0301"}
  - id: b030112
    kind: district
    name: Bydel Alna
    municipality: "0301"
    region: ost
    language: nb
    feeds: [municipal.intro]
    contacts: [alna@example.org]
    periods:
      - {from: 2008-01-01}
  - id: ssb
    kind: agency
    name: SSB
    language: nb
    feeds: [ssb.population]
    contacts: [ssb@example.org]
    periods:
      - {from: 2006-01-01}
delegations:
  - {delivers: k0101, owner: k0111, feeds: [municipal.intro], from: 2012-01-01, to: 2014-01-01}
)";

Register read_good() {
    config::Lints lints;
    Register all = read_register(good, "senders.yaml", lints);
    EXPECT_TRUE(lints.empty()) << lints.lines().front();
    return all;
}

/// The lints after replacing `old_text` in the good register.
std::vector<std::string> lints_after(std::string_view old_text, std::string_view new_text) {
    std::string text(good);
    const std::size_t at = text.find(old_text);
    if (at == std::string::npos) {
        ADD_FAILURE() << "the test names a text that is not there: " << old_text;
        return {};
    }
    text.replace(at, old_text.size(), new_text);
    config::Lints lints;
    static_cast<void>(read_register(text, "senders.yaml", lints));
    return lints.lines();
}

void expect_lint(std::string_view old_text, std::string_view new_text, const std::string& place_and_words) {
    const std::vector<std::string> lines = lints_after(old_text, new_text);
    ASSERT_EQ(lines.size(), 1U) << new_text
                                << (lines.empty() ? "" : "\n" + lines[0] + (lines.size() > 1 ? "\n" + lines[1] : ""));
    const std::size_t bar = place_and_words.find('|');
    EXPECT_TRUE(lines[0].starts_with("senders.yaml:" + place_and_words.substr(0, bar) + ":")) << lines[0];
    EXPECT_NE(lines[0].find(place_and_words.substr(bar + 1)), std::string::npos) << lines[0];
}

std::vector<std::string> ids(const std::vector<const Sender*>& senders) {
    std::vector<std::string> out;
    for (const Sender* sender : senders) out.push_back(sender->id);
    return out;
}

using Ids = std::vector<std::string>;

TEST(Register, AnEntryIsChosenByItsDate) {
    const Register all = read_good();
    EXPECT_EQ(all.find("k0101", day("2007-12-31")), nullptr);
    EXPECT_EQ(all.find("k0101", day("2008-01-01"))->municipality, "0101");
    EXPECT_EQ(all.find("k0101", day("2019-12-31"))->municipality, "0101");
    EXPECT_EQ(all.find("k0101", day("2020-01-01"))->municipality, "3001");
    EXPECT_EQ(all.find("k0101", day("2019-12-31"))->language, "nb");
    EXPECT_EQ(all.find("k0101", day("2020-01-01"))->language, "nn");
    EXPECT_EQ(all.find("k0101", day("2020-01-01"))->case_system, "Fagsystem");
    EXPECT_EQ(all.find("k0101", day("2020-01-01"))->feeds.size(), 2U);
    EXPECT_EQ(all.find("k9999", day("2020-01-01")), nullptr);
    EXPECT_EQ(all.find("", day("2020-01-01")), nullptr);
    EXPECT_EQ(all.find("k0101", day("2020-01-01"))->place.line, 14U);
}

TEST(Register, TheFormIsTheSendersAndDated) {
    std::string text(good);
    const std::string from = "    case_system: Fagsystem\n", to = "municipality: \"3001\", ";
    text.replace(text.find(from), from.size(), from + "    forms: {municipal.intro: fixed}\n");
    text.replace(text.find(to), to.size(), to + "forms: {municipal.training: xlsx}, ");
    config::Lints lints;
    const Register all = read_register(text, "senders.yaml", lints);
    ASSERT_TRUE(lints.empty()) << lints.lines().front();
    EXPECT_EQ(all.form_of("k0101", "municipal.intro", day("2019-12-31")), "fixed");
    EXPECT_EQ(all.form_of("k0101", "municipal.intro", day("2020-01-01")), "") << "the period says it anew";
    EXPECT_EQ(all.form_of("k0101", "municipal.training", day("2020-01-01")), "xlsx");
    EXPECT_EQ(all.form_of("k0111", "municipal.intro", day("2019-12-31")), "");
    EXPECT_EQ(all.form_of("nobody", "municipal.intro", day("2019-12-31")), "");
    expect_lint("    case_system: Fagsystem\n", "    forms: {intro: fixed}\n",
                "9:12|'intro: fixed' cannot stand here; write feed and form");
}

TEST(Register, WhoDeliversForOthersIsDueInTheirPlace) {
    const Register all = read_good();
    EXPECT_EQ(ids(all.owing("municipal.intro", day("2011-12-31"))), (Ids{"b030112", "k0101", "k0111"}));
    EXPECT_EQ(ids(all.owing("municipal.intro", day("2012-01-01"))), (Ids{"b030112", "k0101"}));
    EXPECT_EQ(ids(all.owing("municipal.intro", day("2014-01-01"))), (Ids{"b030112", "k0101", "k0111"}));
    EXPECT_EQ(ids(all.owing("municipal.intro", day("2020-01-01"))), (Ids{"b030112", "k0101"}));
    EXPECT_EQ(ids(all.owing("municipal.training", day("2019-12-31"))), Ids{});
    EXPECT_EQ(ids(all.owing("ssb.population", day("2020-01-01"))), Ids{"ssb"});
    EXPECT_EQ(ids(all.owners("k0101", "municipal.intro", day("2013-06-01"))), (Ids{"k0101", "k0111"}));
    EXPECT_EQ(ids(all.owners("k0111", "municipal.intro", day("2013-06-01"))), Ids{});
    EXPECT_EQ(ids(all.owners("k0101", "municipal.intro", day("2014-01-01"))), Ids{"k0101"});
    EXPECT_TRUE(all.may_deliver("k0101", "k0111", "municipal.intro", day("2012-01-01")));
    EXPECT_FALSE(all.may_deliver("k0101", "k0111", "municipal.intro", day("2011-12-31")));
    EXPECT_FALSE(all.may_deliver("k0101", "k0111", "municipal.training", day("2013-01-01")));
    EXPECT_FALSE(all.may_deliver("k0111", "k0111", "municipal.intro", day("2013-01-01"))) << "handed over";
    EXPECT_TRUE(all.may_deliver("k0111", "k0111", "municipal.intro", day("2014-01-01")));
    EXPECT_FALSE(all.may_deliver("k0111", "k0101", "municipal.intro", day("2013-01-01")));
    EXPECT_FALSE(all.may_deliver("nobody", "nobody", "municipal.intro", day("2013-01-01")));
}

TEST(Register, ACodeLeadsToItsOwner) {
    const Register all = read_good();
    EXPECT_EQ(all.owner_of_code("3001", day("2020-01-01"))->id, "k0101");
    EXPECT_EQ(all.owner_of_code("3001", day("2019-12-31")), nullptr);
    EXPECT_EQ(all.owner_of_code("0301", day("2020-01-01"))->id, "k0301");
    EXPECT_EQ(all.owner_of_code("030112", day("2020-01-01"))->id, "b030112");
    EXPECT_EQ(all.feed_references().size(), 7U);
}

TEST(RegisterMistakes, AreToldWithTheirPlace) {
    expect_lint("from: 2020-01-01, municipality", "from: 2019-07-01, municipality", "14|two entries at once");
    expect_lint("to: 2020-01-01, municipality: \"0101\"", "to: 2019-12-31, municipality: \"0101\"",
                "14|write to: 2020-01-01");
    expect_lint("\"3001\"", "\"0301\"", "32|belongs to two senders at once");
    expect_lint("\"0111\"}", "\"111\"}", "23|write the four digits");
    expect_lint("id: b030112", "id: b030212", "42|does not begin with its municipality");
    expect_lint("id: ssb", "id: SSB", "43|not the id of a sender of kind agency");
    expect_lint("id: k0301", "id: k301", "24|write k and four digits");
    expect_lint("region: ost\n    language: nn", "region: øst\n    language: nn", "23|region 'øst'");
    expect_lint("language: nn,", "language: no,", "14|possible: nb, nn, en");
    expect_lint("owner: k0111", "owner: k0112", "52|did you mean");
    expect_lint("owner: k0111", "owner: k0101", "52|delegates to itself");
    expect_lint("to: 2014-01-01}", "to: 2020-02-01}", "52|does not owe municipal.intro on 2020-01-01");
    EXPECT_EQ(lints_after("from: 2012-01-01", "from: 2007-01-01").size(), 2U);  // neither of the two is there yet
}

TEST(RegisterMistakes, DatesThatAreNone) {
    expect_lint("{from: 2006-01-01}", "{from: 2006-02-30}", "50|is not a date");
    expect_lint("{from: 2006-01-01}", "{from: 2006-01-01, to: 2006-01-01}", "50|first day that no longer counts");
    expect_lint("{from: 2006-01-01}", "{to: 2006-01-01}", "50|the day it begins is missing");
}

TEST(RegisterMistakes, AddressesFeedsAndKeys) {
    for (const char* address :
         {"ssb", "\"@example.org\"", "a@b", "\"Ola <ola@example.org>\"", "\"a@example.org\\nBcc: b@example.org\"",
          "a b@example.org", "a@-x.org", "a@example..org"}) {
        expect_lint("ssb@example.org", address, "48|plain address");
    }
    expect_lint("ssb.population", "population", "47|write source.name");
    expect_lint("[ssb.population]", "[ssb.population, ssb.population]", "47|twice");
    expect_lint("    contacts: [ssb@example.org]\n", "", "49|no contacts");
    expect_lint("    feeds: [ssb.population]\n", "", "49|feeds: []");
    EXPECT_EQ(lints_after("name: SSB", "nome: SSB").size(), 2U);  // the unknown key, and the name that is missing
    expect_lint("version: 1", "version: 2", "1|version 1");
}

TEST(RegisterMistakes, ContactsAndSuccessors) {
    const auto contact = [](const std::string& fields, const std::string& words) {
        expect_lint("contacts: [ssb@example.org]", "contacts: [{" + fields + "}]", words);
    };
    contact("function: boss, address: a@example.org", "48|responsible");
    contact("function: deputy, address: ola", "48|plain address");
    contact("function: deputy", "48|address");
    contact("function: deputy, address: a@example.org, from: 2020-01-01, to: 2020-01-01", "48|no longer counts");
    contact("function: deputy, address: a@example.org, language: no", "48|nb");
    contact("function: deputy, address: a@example.org, confirmed: yesterday", "48|is not a date");
    contact("function: deputy, address: a@example.org, phone: 1", "48|phone");
    expect_lint("[ssb@example.org]", "[ssb@example.org, ssb@example.org]", "48|twice");
    expect_lint("contacts: [ssb@example.org]", "contacts: {function: deputy, address: a@example.org}", "48|a list");
    expect_lint("municipality: \"0111\"}", "municipality: \"0111\", successor: k9999}", "23|k9999");
    expect_lint("municipality: \"0111\"}", "municipality: \"0111\", successor: k0111}", "23|not in the register");
    expect_lint("municipality: \"0101\"}", "municipality: \"0101\", successor: k0111}", "13|goes on");
}

TEST(Register, AChainIsInItsOrderAndDated) {
    config::Lints lints;
    std::string text(good);
    text.replace(text.find("[ssb@example.org]"), 17,
                 "\n      - {function: official, address: post@example.org}"
                 "\n      - {function: deputy, address: b@example.org, from: 2020-01-01, to: 2021-01-01, language: nn,"
                 " confirmed: 2020-02-01}"
                 "\n      - a@example.org");
    const Register all = read_register(text, "senders.yaml", lints);
    ASSERT_TRUE(lints.empty()) << lints.lines().front();
    const auto addresses = [&](std::string_view at) {
        std::vector<std::string> found;
        for (const Contact* contact : all.find("ssb", day(at))->chain(day(at))) found.push_back(contact->address);
        return found;
    };
    EXPECT_EQ(addresses("2020-06-01"), (Ids{"a@example.org", "b@example.org", "post@example.org"}));
    EXPECT_EQ(addresses("2021-01-01"), (Ids{"a@example.org", "post@example.org"}));
    const Contact& deputy = *all.find("ssb", day("2020-06-01"))->chain(day("2020-06-01"))[1];
    EXPECT_EQ(deputy.language, "nn");
    EXPECT_EQ(deputy.confirmed, day("2020-02-01"));
}

TEST(Register, ASuccessorAnswersFromTheDayOnWhichItsPredecessorLeaves) {
    config::Lints lints;
    std::string text(good);
    const std::string ended = "municipality: \"0111\"}";
    text.replace(text.find(ended), ended.size(), "municipality: \"0111\", successor: k0101}");
    const Register all = read_register(text, "senders.yaml", lints);
    ASSERT_TRUE(lints.empty()) << lints.lines().front();
    EXPECT_EQ(all.answering("k0111", day("2019-12-31"))->id, "k0111");
    EXPECT_EQ(all.answering("k0111", day("2020-01-01"))->id, "k0101");
    EXPECT_EQ(all.answering("k0111", day("2007-12-31")), nullptr) << "nobody yet";
    EXPECT_EQ(all.answering("k9999", day("2020-01-01")), nullptr);
    EXPECT_EQ(read_good().answering("k0111", day("2020-01-01")), nullptr) << "nobody was named";
}

TEST(Register, ADelegateReadsTheOwnersLettersOnlyWhereTheDelegationSaysSo) {
    EXPECT_EQ(read_good().letters_for("k0111", "municipal.intro", day("2013-01-01")), nullptr);
    config::Lints lints;
    std::string text(good);
    text.replace(text.find("to: 2014-01-01}"), 15, "to: 2014-01-01, letters: true}");
    const Register all = read_register(text, "senders.yaml", lints);
    ASSERT_TRUE(lints.empty()) << lints.lines().front();
    EXPECT_EQ(all.letters_for("k0111", "municipal.intro", day("2013-01-01"))->id, "k0101");
    EXPECT_EQ(all.letters_for("k0111", "municipal.intro", day("2014-01-01")), nullptr);
    EXPECT_EQ(all.letters_for("k0111", "municipal.training", day("2013-01-01")), nullptr);
}

TEST(RegisterMistakes, AllAtOnceAndNeverACrash) {
    config::Lints lints;
    static_cast<void>(read_register("version: 1\nsenders: 5\ndelegations: {a: b}\n", "s.yaml", lints));
    EXPECT_EQ(lints.size(), 2U);
    for (const std::string_view text :
         {"", "[]", "version: 1", "version: 1\nsenders:\n  - 3\n", "senders:\n  - {periods: 3}\n",
          "version: 1\nsenders:\n  - {id: x, kind: agency, periods: [3, {}, []]}\n", "{", "a: [\n"}) {
        config::Lints own;
        static_cast<void>(read_register(text, "s.yaml", own));
        EXPECT_FALSE(own.empty()) << text;
    }
    // Cutting the good register anywhere never crashes.
    for (std::size_t size = 0; size < good.size(); size += 7) {
        config::Lints own;
        static_cast<void>(read_register(good.substr(0, size), "s.yaml", own));
    }
}

TEST(RegisterMistakes, AMissingFileIsALint) {
    config::Lints lints;
    static_cast<void>(load_register("/nonexistent/senders.yaml", "connectors/municipal/senders.yaml", lints));
    ASSERT_EQ(lints.size(), 1U);
    EXPECT_TRUE(lints.lines()[0].starts_with("connectors/municipal/senders.yaml: there is no such file"))
        << lints.lines()[0];
    EXPECT_NE(lints.lines()[0].find("`register` below `senders` in tilsig.yaml"), std::string::npos)
        << "the key to set";
}

}  // namespace
}  // namespace tilsig::senders
