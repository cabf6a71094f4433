// Receipts in the out-folder: durable, under our names, told once.
#include "alert/out_folder.hpp"

#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

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
        return make_receipt(outcome, sender_in("nb"), declared());
    }
    /// The same delivery after the rules were corrected.
    static Receipt better(std::int64_t run) {
        DeliveryOutcome outcome = outcome_with_faults();
        outcome.run_id = run;
        outcome.records.accepted += outcome.records.rejected;
        outcome.records.rejected = 0;
        outcome.records.rejected_by_rule.clear();
        outcome.findings.clear();
        return make_receipt(outcome, sender_in("nb"), declared());
    }
    ReceiptFiles write(const Receipt& told) const { return write_receipt(out(), told); }
    session::OutPlace out() const { return {m_temp.path(), "", 02750, 0640}; }
    static ino_t inode(const std::filesystem::path& path) {
        struct stat info {};
        EXPECT_EQ(::stat(path.c_str(), &info), 0);
        return info.st_ino;
    }
    static unsigned mode(const std::filesystem::path& path) {
        struct stat info {};
        EXPECT_EQ(::stat(path.c_str(), &info), 0);
        return info.st_mode & 07777U;
    }
    template <typename Work>
    static void expect_refused(ErrorKind kind, Work work) {
        try {
            work();
            ADD_FAILURE() << "went through";
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), kind) << error.what();
        }
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
        idle.reason = "these bytes were loaded before";
        idle.records = {};
        idle.findings.clear();
        EXPECT_EQ(write(make_receipt(idle, sender_in("nb"), declared())).told, Told::already);
        EXPECT_EQ(read_file(files.text), receipt_text(receipt(17)));
    }
}

/// Of zero bytes, like the empty file that was refused before it.
TEST_F(OutFolder, ANilReturnIsAnAnswer) {
    (void)write(receipt(17));
    DeliveryOutcome nil = outcome_with_faults();
    nil.run_id = 18;
    nil.outcome = model::Outcome::nothing_new;
    nil.records = {};
    nil.findings.clear();
    EXPECT_EQ(write(make_receipt(nil, sender_in("nb"), declared())).told, Told::anew);
    nil.run_id = 19;
    EXPECT_EQ(write(make_receipt(nil, sender_in("nb"), declared())).told, Told::already);
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
    expect_refused(ErrorKind::storage, [&] { write(receipt()); });
}

TEST_F(OutFolder, IsReadableByItsGroupAndAFolderOfBeforeIsOpenedToIt) {
    std::filesystem::create_directories(m_temp.path() / "out/k0101");
    for (const char* folder : {"out", "out/k0101"}) ::chmod((m_temp.path() / folder).c_str(), 0700);
    const mode_t mask = ::umask(077);
    const ReceiptFiles files = write(receipt());
    ::umask(mask);
    EXPECT_EQ(mode(m_temp.path() / "out"), 02750U);
    EXPECT_EQ(mode(m_temp.path() / "out/k0101"), 02750U);
    EXPECT_EQ(mode(files.json), 0640U);
    EXPECT_EQ(mode(files.text), 0640U);
    session::OutPlace each = out();
    each.group = "nogroup";
    each.folder_mode = 02770;
    (void)write_receipt(each, better(18));
    struct stat info {};
    ASSERT_EQ(::stat(files.json.c_str(), &info), 0);
    if (::geteuid() == 0) {
        EXPECT_EQ(info.st_gid, ::getgrnam("nogroup")->gr_gid);
    }
    EXPECT_EQ(mode(files.json.parent_path()), 02770U);
}

TEST_F(OutFolder, NothingIsWrittenWhereEverybodyMayWriteOrALinkLeadsAway) {
    const auto own = m_temp.path() / "out/k0101";
    std::filesystem::create_directories(own);
    const session::OutPlace loose{m_temp.path(), "", 0777, 0640};
    expect_refused(ErrorKind::storage, [&] { (void)write_receipt(loose, receipt()); });
    EXPECT_TRUE(std::filesystem::is_empty(own));
    std::filesystem::remove(own);
    std::filesystem::create_directory(m_temp.path() / "elsewhere");
    std::filesystem::create_symlink(m_temp.path() / "elsewhere", own);
    expect_refused(ErrorKind::storage, [&] { write(receipt()); });
    EXPECT_TRUE(std::filesystem::is_empty(m_temp.path() / "elsewhere"));
}

TEST_F(OutFolder, AGroupThatIsNotThereIsAMistakeOfConfiguration) {
    session::OutPlace none = out();
    none.group = "no-group-of-{sender}";
    expect_refused(ErrorKind::configuration, [&] { (void)write_receipt(none, receipt()); });
    EXPECT_EQ(mode(m_temp.path() / "out"), 0711U) << "each sender passes through to its own";
}

/// A loop of links cannot be looked into by anybody, root included.
TEST_F(OutFolder, AFolderThatCannotBeLookedIntoIsAStorageError) {
    std::filesystem::create_symlink("out", m_temp.path() / "out");
    expect_refused(ErrorKind::storage, [&] { write(receipt()); });
    expect_refused(ErrorKind::storage, [&] { (void)has_receipt(out(), receipt()); });
}

}  // namespace
}  // namespace tilsig::alert
