// Mail servers for tests: exim4 as a real one, and one with faults. One of each for a test program.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "process/child.hpp"

namespace tilsig::test {

/// A certificate of a server and its key; it is its own authority. `names` is a subjectAltName.
struct MailCertificate {
    std::filesystem::path certificate, key;
};
[[nodiscard]] MailCertificate make_mail_certificate(const std::filesystem::path& folder, const std::string& name,
                                                    const std::string& names = "IP:127.0.0.1,DNS:localhost");

/// A letter as a server received it.
struct ReceivedLetter {
    std::string message_id;  ///< with its angle brackets
    std::string to;          ///< the envelope's recipient; only of exim4
    std::string bytes;       ///< lines end with CR LF
    std::string file;        ///< where it lies: each letter in one of its own
};

/// exim4 with a configuration of its own, as an account without rights, STARTTLS with its own certificate. Takes
/// letters for everybody and delivers them into Maildirs; by the local part of the recipient: `refused..` RCPT is
/// answered with 550 5.1.1, `deferred..` with 451 4.7.1, `returned..` it is accepted and comes back as a delivery
/// status notification to the letter's sender, whose Maildir is bounces().
class TestExim {
public:
    /// Empty when it is installed.
    [[nodiscard]] static std::string missing();
    [[nodiscard]] static TestExim& shared();
    TestExim();
    ~TestExim();
    TestExim(const TestExim&) = delete;
    TestExim& operator=(const TestExim&) = delete;

    void start();  ///< on the same port as before
    void stop();
    [[nodiscard]] int port() const noexcept { return m_port; }
    [[nodiscard]] const std::filesystem::path& ca_file() const noexcept { return m_certificate.certificate; }
    /// The Maildir to which `datainn@example.org` gets its mail.
    [[nodiscard]] std::filesystem::path bounces() const;
    /// All letters delivered so far but those in bounces(), without what exim4 adds; waits until its queue is empty.
    [[nodiscard]] std::vector<ReceivedLetter> received();
    /// Forgets what was received.
    void clear();

private:
    void wait_for_queue() const;

    TempFolder m_folder;
    MailCertificate m_certificate;
    process::Child m_server;
    int m_port = 0;
};

/// tests/support/faulty_mail_server.py, which says what it does.
class FaultyMailServer {
public:
    /// Empty when what it needs is installed.
    [[nodiscard]] static std::string missing();
    [[nodiscard]] static FaultyMailServer& shared();
    FaultyMailServer();

    /// starttls, plain (offers none), implicit, wrong (certificate of another name), login
    [[nodiscard]] int port(const std::string& kind) const { return m_ports.at(kind); }
    [[nodiscard]] const std::filesystem::path& ca_file() const noexcept { return m_certificate.certificate; }
    [[nodiscard]] const std::filesystem::path& other_ca_file() const noexcept { return m_other.certificate; }
    [[nodiscard]] std::vector<ReceivedLetter> received() const;
    /// One JSON object for each letter that was kept.
    [[nodiscard]] std::vector<std::string> log() const;
    void clear();

private:
    TempFolder m_folder;
    MailCertificate m_certificate, m_other;
    UniqueFd m_pipe;  ///< its end ends the server
    process::Child m_server;
    std::map<std::string, int> m_ports;
};

}  // namespace tilsig::test
