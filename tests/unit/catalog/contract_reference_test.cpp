// What `tilsig help contract` prints is what the readers read: no key more, none less.
#include "catalog/contract_reference.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "catalog/format.hpp"
#include "example_catalog.hpp"

namespace tilsig::catalog {
namespace {

const std::string mark = "KEYS_STAND_HERE";

/// A contract in which the block has its keys where the mark is.
std::string with_block(const std::string& block) {
    const std::string head =
        "feed: x.y\nversion: 1\nstate: draft\ntitle: {nb: A, en: A}\ndelivery: snapshot\nkey: [a]\n";
    const std::string fields = "fields: {a: integer}\n";
    const auto layout = [&](const std::string& more) {
        return head + fields + "layouts:\n- {name: one, " + more + "}\n";
    };
    static const std::map<std::string, std::string> inside{
        {"unpivot", "format: csv, unpivot: {" + mark + "}"},
        {"fixed", "format: fixed, fixed: {record_length: 1, " + mark + "}"},
        {"table", "format: xlsx, xlsx: {tables: [{" + mark + "}]}"},
        {"layout", mark}};
    if (block == "contract") return mark + "\n" + head + fields + "layouts: [{name: one, format: csv}]\n";
    if (block == "complete") return layout("format: csv") + "complete: {" + mark + "}\n";
    if (block == "field") return head + "layouts: [{name: one, format: csv}]\nfields: {a: {" + mark + "}}\n";
    const auto apart = inside.find(block);
    return layout(apart != inside.end() ? apart->second : "format: " + block + ", " + block + ": {" + mark + "}");
}

std::vector<std::string> lints_of(const std::string& block, const std::string& keys) {
    std::string text = with_block(block);
    text.replace(text.find(mark), mark.size(), keys);
    const TempFolder folder;
    std::filesystem::create_directories(folder.path() / "mappings/x");
    write_file_durably(folder.path() / "mappings/x/y.contract.yaml", text);
    config::Lints lints;
    (void)load_catalog(folder.path(), lints);
    return lints.lines();
}

TEST(ContractReference, KnowsEveryKeyThatTheReadersKnow) {
    for (const auto& block : contract_reference()) {
        const auto lines = lints_of(std::string(block.name), "qqqqqqqqqqqq: 1");
        const auto said = std::find_if(lines.begin(), lines.end(), [](const std::string& line) {
            return line.find("unknown key 'qqqqqqqqqqqq'") != std::string::npos;
        });
        ASSERT_NE(said, lines.end()) << block.name << "\n" << join(lines, "\n");
        const std::string known = said->substr(said->find("known: ") + 7);
        for (const auto key : split(known, ',')) {
            const std::string name(trim(key));
            EXPECT_TRUE(
                std::any_of(block.keys.begin(), block.keys.end(), [&](const auto& one) { return one.key == name; }))
                << "`tilsig help contract " << block.name << "` does not know " << name;
        }
    }
}

TEST(ContractReference, KnowsNoKeyThatTheReadersDoNotKnow) {
    for (const auto& block : contract_reference()) {
        for (const auto& key : block.keys) {
            const std::string name(key.key);
            // One of each stands in the frame already; its form decides which other blocks are read.
            const bool repeated =
                block.name == "contract" && with_block("contract").find("\n" + name + ":") != std::string::npos;
            if (repeated || (block.name == "fixed" && name == "record_length")) continue;
            const bool of_format =
                block.name == "layout" && std::any_of(formats().begin(), formats().end(), [&](const auto& format) {
                    return format.word == name && format.needs_block;
                });
            for (const auto& line :
                 lints_of(std::string(block.name), (of_format ? "format: " + name + ", " : "") + name + ": 1"))
                EXPECT_EQ(line.find("unknown key '" + name + "'"), std::string::npos) << block.name << ": " << line;
        }
    }
}

TEST(ContractReference, SaysEveryThingOfEachKey) {
    for (const auto& block : contract_reference())
        for (const auto& key : block.keys) {
            EXPECT_FALSE(key.form.empty()) << key.key;
            EXPECT_FALSE(key.meaning.empty()) << key.key;
        }
}

}  // namespace
}  // namespace tilsig::catalog
