// Fetches that only look: every file comes once, in order of arrival, and nothing in the folder changes.
#include <thread>

#include "inbox_fixture.hpp"

namespace {

using tilsig::fetch::FetchEnd;

class InboxLook : public tilsig::test::InboxTest {
protected:
    void SetUp() override {
        InboxTest::SetUp();
        request.look_only = true;
    }
    /// Files that arrive one after the other, for the kernel too.
    void arrive(const std::string& name, const std::string& text, int age = 100) const {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        put(name, text, age);
    }
    /// What fetch after fetch brings, until there is nothing more.
    std::string all() {
        std::string texts;
        for (int i = 0; i < 10; ++i) {
            const auto result = fetch();
            if (result.end != FetchEnd::delivered) return texts + tilsig::fetch::to_string(result.end);
            texts += sink.bytes + " ";
            request.cursor = result.cursor;
        }
        return texts + "and so on";
    }
    [[nodiscard]] bool moved() const { return std::filesystem::exists(folder() / "done"); }
};

TEST_F(InboxLook, BringsEachFileOnceAndMovesNone) {
    arrive("a.csv", "one");
    arrive("b.csv", "two");
    arrive("c.csv", "one");
    EXPECT_EQ(all(), "one two one nothing_new");
    arrive("d.csv", "three", 100'000);
    EXPECT_EQ(all(), "three nothing_new") << "it came last, whatever its own date says";
    arrive("a.csv", "corrected");
    EXPECT_EQ(all(), "corrected nothing_new") << "the same name, written again";
    EXPECT_FALSE(moved());
}

TEST_F(InboxLook, ComparesTheSizeBeforeItReads) {
    put("a.csv", "");
    std::filesystem::resize_file(folder() / "a.csv", std::uintmax_t{1} << 40U);  // a terabyte without a block on disk
    source.limits.cpu = std::chrono::seconds(5);
    const auto alone = fetch();
    EXPECT_EQ(alone.end, FetchEnd::bad_source) << alone.message;
    EXPECT_NE(alone.message.find("1 file(s) larger than `limits.delivery_bytes` (2048 MiB)"), std::string::npos)
        << alone.message;
    request.look_only = false;
    put("b.csv", "small", -10);
    const auto beside = fetch();
    ASSERT_EQ(beside.end, FetchEnd::delivered) << beside.message;
    EXPECT_EQ(sink.bytes, "small");
    EXPECT_EQ(acknowledge(content_of(beside)).end, FetchEnd::delivered) << "nor when it looks for what was loaded";
    EXPECT_TRUE(std::filesystem::exists(done("small")));
}

TEST_F(InboxLook, LeavesAFileWhoseAcknowledgementWasLost) {
    arrive("a.csv", "one");
    arrive("b.csv", "two");
    request.cursor = tilsig::sha256_hex("one");
    ASSERT_EQ(fetch().end, FetchEnd::delivered);
    EXPECT_EQ(sink.bytes, "two");
    EXPECT_FALSE(moved());
}

TEST_F(InboxLook, StoresNoNameInItsCursor) {
    arrive("sak-01815012345.csv", "one");
    const auto result = fetch();
    ASSERT_TRUE(result.cursor);
    EXPECT_TRUE(result.cursor->starts_with("arrived ")) << *result.cursor;
    EXPECT_EQ(result.cursor->find_first_not_of("arived 0123456789"), std::string::npos) << *result.cursor;
    EXPECT_EQ(result.cursor->find("sak"), std::string::npos);
}

}  // namespace
