#include <gtest/gtest.h>

#include "https_index/cursor.hpp"
#include "https_index/index.hpp"
#include "https_index/sha256.hpp"
#include "spi/connector.hpp"

namespace tilsig::https_index {
namespace {

const std::string sha(64, 'a');

std::string item(const std::string& name, const std::string& more = "") {
    return "{\"name\":\"" + name + "\",\"length\":5,\"sha256\":\"" + sha + "\"" + more + "}";
}

TEST(IndexTest, ReadsItems) {
    const auto items = read_index("{\"count\":2,\"items\":[" + item("a.csv") + "," +
                                  item("b.csv", ",\"type\":\"text/csv\",\"charset\":\"utf-8\"") + "]}");
    ASSERT_EQ(items.size(), 2U);
    EXPECT_EQ(items[1].name, "b.csv");
    EXPECT_EQ(items[1].length, 5U);
    EXPECT_EQ(items[1].media_type, "text/csv");
    EXPECT_TRUE(read_index("{\"items\":[]}").empty());
}

TEST(IndexTest, AnIndexThatIsNotWholeOrNotPlainIsRefused) {
    for (const std::string& text :
         {std::string(""), std::string("[]"), std::string("{}"), std::string("{\"items\":5}"),
          "{\"items\":[" + item("a") + "]", "{\"count\":2,\"items\":[" + item("a") + "]}",
          "{\"items\":[" + item("a") + "," + item("a") + "]}", "{\"items\":[" + item("../a") + "]}",
          "{\"items\":[" + item("a\\u000ab") + "]}", "{\"items\":[" + item("") + "]}",
          "{\"items\":[" + item("..") + "]}",
          std::string("{\"items\":[{\"name\":\"a\",\"length\":-1,\"sha256\":\"") + sha + "\"}]}",
          std::string("{\"items\":[{\"name\":\"a\",\"length\":1,\"sha256\":\"abc\"}]}"),
          std::string("{\"items\":[{\"name\":\"a\",\"length\":1}]}"), std::string("{\"items\":[5]}"),
          "{\"items\":[" + item("a", ",\"type\":\"text/csv\\u000d\\u000aX: y\"") + "]}"}) {
        EXPECT_THROW(static_cast<void>(read_index(text)), spi::Failure) << text;
    }
}

TEST(CursorTest, KnowsItemsByNameAndContent) {
    const std::vector<Item> items{{"a.csv", 5, sha, "", ""}, {"b.csv", 5, sha, "", ""}};
    const Cursor cursor(Cursor::text("q", "\"etag\"", items));
    EXPECT_TRUE(cursor.answers("q"));
    EXPECT_FALSE(cursor.answers("other"));
    EXPECT_EQ(cursor.etag(), "\"etag\"");
    EXPECT_TRUE(cursor.has(items[0]));
    EXPECT_TRUE(cursor.has(items[1]));
    EXPECT_FALSE(cursor.has({"c.csv", 5, sha, "", ""}));
    EXPECT_FALSE(cursor.has({"a.csv", 5, std::string(64, 'b'), "", ""})) << "a corrected item is a new item";
}

TEST(CursorTest, OverTheHostsLimitItForgetsRatherThanLies) {
    std::vector<Item> items;
    for (int i = 0; i < 1000; ++i) items.push_back({"item-" + std::to_string(i), 5, sha, "", ""});
    const std::string text = Cursor::text("q", "e", items);
    EXPECT_LE(text.size(), 4096U);
    EXPECT_FALSE(Cursor(text).has(items[0]));
    EXPECT_EQ(Cursor(text).etag(), "e");
    items.resize(300);
    const Cursor full(Cursor::text("q", "e", items));
    for (const Item& one : items) EXPECT_TRUE(full.has(one));
}

TEST(CursorTest, OneThatCannotBeReadIsNone) {
    for (const char* text : {"", "2\nq\ne\n", "rubbish", "1"}) EXPECT_FALSE(Cursor(text).answers("q")) << text;
}

TEST(Sha256Test, MatchesThePublishedVector) {
    Sha256 hash;
    hash.update("ab");
    hash.update("c");
    EXPECT_EQ(hash.finish(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    hash.restart();
    EXPECT_EQ(hash.finish(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

}  // namespace
}  // namespace tilsig::https_index
