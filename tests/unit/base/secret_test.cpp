// Secrets come from references only, from files nobody else can read, and have no way out but reveal().
#include "base/secret.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <sstream>
#include <type_traits>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/secret_path.hpp"

namespace tilsig {
namespace {

template <typename T>
concept Streams = requires(std::ostream& out, const T& value) {
    out << value;
};
static_assert(Streams<std::string> && !Streams<Secret>);
static_assert(!std::is_convertible_v<Secret, std::string> && !std::is_convertible_v<Secret, std::string_view> &&
              !std::is_convertible_v<Secret, bool>);
static_assert(!std::is_convertible_v<std::string, Secret>, "a secret is made on purpose");
static_assert(!std::equality_comparable<Secret>);

class SecretFile : public ::testing::Test {
protected:
    std::string write(const std::string& content, unsigned mode) {
        const auto path = m_folder.path() / "s";
        write_file_durably(path, content, mode);
        ::chmod(path.c_str(), mode);
        return path.string();
    }
    /// The error's text; empty when the secret was read.
    static std::string refusal(const std::string& reference) {
        try {
            (void)read_secret(reference);
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::configuration);
            return error.what();
        }
        return "";
    }
    TempFolder m_folder;
};

TEST_F(SecretFile, FromAPrivateFile) {
    EXPECT_EQ(read_secret("file:" + write("hunter2\n", 0600)).reveal(), "hunter2");
    EXPECT_EQ(read_secret("file:" + write("hunter2\r\n\n", 0400)).reveal(), "hunter2");
    EXPECT_EQ(read_secret("file:" + write(" spaces stay ", 0600)).reveal(), " spaces stay ");
}

TEST_F(SecretFile, ACredentialIsTakenWithTheModeThatTheServiceManagerGaveIt) {
    const std::string path = write("hunter2", 0440);
    EXPECT_NE(refusal("file:" + path), "");
    ::setenv("CREDENTIALS_DIRECTORY", m_folder.path().c_str(), 1);
    EXPECT_EQ(secret_path("cred:s"), path);
    EXPECT_EQ(read_secret("cred:s").reveal(), "hunter2");
    EXPECT_EQ(read_secret("file:" + path).reveal(), "hunter2") << "its path, handed on";
    ::setenv("CREDENTIALS_DIRECTORY", (m_folder.path() / "other").c_str(), 1);
    EXPECT_NE(refusal("file:" + path), "");
    ::unsetenv("CREDENTIALS_DIRECTORY");
}

TEST_F(SecretFile, FilesThatOthersCanReadAreRefused) {
    for (const unsigned mode : {0640U, 0604U, 0660U, 0644U}) {
        const std::string text = refusal("file:" + write("hunter2", mode));
        EXPECT_NE(text.find("can be read by other accounts"), std::string::npos);
        EXPECT_EQ(text.find("hunter2"), std::string::npos);
    }
}

TEST_F(SecretFile, OfAnotherAccountIsRefusedWithThatAccountsName) {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
    const std::string path = write("hunter2", 0600);
    ASSERT_EQ(::chown(path.c_str(), 4711, 4711), 0);
    const std::string text = refusal("file:" + path);
    EXPECT_NE(text.find("belongs to uid 4711, and this is root"), std::string::npos) << text;
    EXPECT_EQ(text.find("can be read"), std::string::npos) << text;
    EXPECT_EQ(text.find("hunter2"), std::string::npos);
}

TEST_F(SecretFile, LiteralValuesAreRefusedWithoutRepeatingThem) {
    for (const char* literal : {"hunter2", "", "env:HOME", "File:/x", "http://hunter2"}) {
        const std::string text = refusal(literal);
        EXPECT_NE(text.find("by reference"), std::string::npos);
        EXPECT_EQ(text.find("hunter2"), std::string::npos);
    }
}

TEST_F(SecretFile, Credentials) {
    ::unsetenv("CREDENTIALS_DIRECTORY");
    EXPECT_NE(refusal("cred:db").find("CREDENTIALS_DIRECTORY"), std::string::npos);
    std::ofstream(m_folder.path() / "db") << "hunter2\n";
    ::setenv("CREDENTIALS_DIRECTORY", m_folder.path().c_str(), 1);
    EXPECT_EQ(read_secret("cred:db").reveal(), "hunter2");
    for (const char* name : {"cred:", "cred:../db", "cred:a/b", "cred:.."}) EXPECT_NE(refusal(name), "") << name;
    EXPECT_NE(refusal("cred:absent"), "");
    ::unsetenv("CREDENTIALS_DIRECTORY");
}

TEST_F(SecretFile, AFileThatIsNotThere) { EXPECT_NE(refusal("file:" + (m_folder.path() / "none").string()), ""); }

TEST(SecretMemory, ShortAndLongSecretsAreWipedAlsoAfterAMove) {
    for (const std::string& value : {std::string("hunter2"), std::string(100, 'x')}) {
        alignas(Secret) std::byte room[sizeof(Secret)];
        auto* secret = new (room) Secret(value);
        const Secret other = std::move(*secret);
        EXPECT_EQ(other.reveal(), value);
        secret->~Secret();
        const std::string_view left(reinterpret_cast<const char*>(room), sizeof room);
        EXPECT_EQ(left.find(value.substr(1, 5)), std::string_view::npos) << "moving clears the first byte only";
    }
}

}  // namespace
}  // namespace tilsig
