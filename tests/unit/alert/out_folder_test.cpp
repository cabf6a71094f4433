// Receipts in the out-folder: durable, under our names, told once.
#include "alert/out_folder.hpp"

#include <sys/stat.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "receipt_fixture.hpp"

namespace tilsig::alert {
namespace {

class OutFolder : public testing::Test {
protected:
    static Receipt receipt(std::int64_t run = 17) {
        DeliveryOutcome outcome = outcome_with_faults();
        outcome.run_id = run;
        return make_receipt(outcome, sender_in("nb"), rule_texts);
    }
    /// The same delivery after the rules were corrected.
    static Receipt better(std::int64_t run) {
        DeliveryOutcome outcome = outcome_with_faults();
        outcome.run_id = run;
        outcome.records.accepted += outcome.records.rejected;
        outcome.records.rejected = 0;
        outcome.records.rejected_by_rule.clear();
        outcome.findings.clear();
        return make_receipt(outcome, sender_in("nb"), rule_texts);
    }
    ReceiptFiles write(const Receipt& told) const { return write_receipt(m_temp.path(), told); }
    static ino_t inode(const std::filesystem::path& path) {
        struct stat info {};
        EXPECT_EQ(::stat(path.c_str(), &info), 0);
        return info.st_ino;
    }
    TempFolder m_temp;
};

TEST_F(OutFolder, HoldsBothFormsUnderOurName) {
    const ReceiptFiles files = write(receipt());
    EXPECT_EQ(files.told, Told::now);
    EXPECT_EQ(files.json, m_temp.path() / "out/k0101" /
                              ("municipal.intro_2008_0003_" + sha256_hex("delivery").substr(0, 12) + ".json"));
    EXPECT_EQ(read_file(files.json), receipt_json(receipt()));
    EXPECT_EQ(read_file(files.text), receipt_text(receipt()));
    std::size_t entries = 0;
    for (const auto& entry : std::filesystem::directory_iterator(files.json.parent_path()))
        entries += entry.exists() ? 1U : 0U;
    EXPECT_EQ(entries, 2U) << "nothing temporary is left";
}

TEST_F(OutFolder, TheSameReceiptAgainTouchesNothing) {
    const ReceiptFiles first = write(receipt());
    const ino_t json = inode(first.json);
    const ino_t text = inode(first.text);
    EXPECT_EQ(write(receipt()).told, Told::already);
    EXPECT_EQ(write(receipt(18)).told, Told::already) << "a replay that comes to the same tells nothing new";
    EXPECT_EQ(inode(first.json), json);
    EXPECT_EQ(inode(first.text), text);
}

TEST_F(OutFolder, AKillBetweenTheTwoFormsIsMadeGood) {
    const ReceiptFiles first = write(receipt());
    std::filesystem::remove(first.json);
    EXPECT_EQ(write(receipt()).told, Told::now);
    std::filesystem::remove(first.text);
    EXPECT_EQ(write(receipt()).told, Told::already);
    EXPECT_EQ(read_file(first.json), receipt_json(receipt()));
    EXPECT_EQ(read_file(first.text), receipt_text(receipt()));
}

TEST_F(OutFolder, ALaterRunReplacesAndAnEarlierOneDoesNot) {
    const ReceiptFiles files = write(receipt(17));
    EXPECT_EQ(write(better(18)).told, Told::anew);
    EXPECT_EQ(read_file(files.text), receipt_text(better(18)));
    EXPECT_EQ(write(receipt(17)).told, Told::later);
    EXPECT_EQ(read_file(files.text), receipt_text(better(18)));
}

TEST_F(OutFolder, RunsThatDidNothingOrBrokeDoNotWipeTheFaultsOut) {
    const ReceiptFiles files = write(receipt(17));
    for (const model::Outcome outcome : {model::Outcome::nothing_new, model::Outcome::failed}) {
        DeliveryOutcome idle = outcome_with_faults();
        idle.run_id = 18;
        idle.outcome = outcome;
        idle.records = {};
        idle.findings.clear();
        EXPECT_EQ(write(make_receipt(idle, sender_in("nb"), rule_texts)).told, Told::already);
        EXPECT_EQ(read_file(files.text), receipt_text(receipt(17)));
    }
}

TEST_F(OutFolder, ADamagedReceiptIsWrittenAnew) {
    const ReceiptFiles files = write(receipt());
    write_file_durably(files.json, "{\"run\": ");
    EXPECT_EQ(write(receipt()).told, Told::anew);
    EXPECT_EQ(read_file(files.json), receipt_json(receipt()));
}

TEST_F(OutFolder, NoPartOfAPathComesFromOutside) {
    for (const char* wrong : {"../k0101", "", "k0101/..", "..", "k 0101", ".hidden", "K0101"}) {
        Receipt told = receipt();
        told.sender_id = wrong;
        EXPECT_THROW(write(told), Error) << wrong;
        told = receipt();
        told.outcome.unit.period = wrong;
        EXPECT_THROW(write(told), Error) << wrong;
    }
    EXPECT_FALSE(std::filesystem::exists(m_temp.path() / "out"));
}

TEST_F(OutFolder, AFolderThatCannotBeMadeIsAStorageError) {
    write_file_durably(m_temp.path() / "out", "a file stands in the way");
    try {
        write(receipt());
        ADD_FAILURE() << "written into a file";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::storage);
    }
}

}  // namespace
}  // namespace tilsig::alert
