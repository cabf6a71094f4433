#include "support/mail_servers.hpp"

#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "base/error.hpp"
#include "support/child_process.hpp"
#include "support/server_folder.hpp"

namespace tilsig::test {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

constexpr const char* exim = "/usr/sbin/exim4";
constexpr const char* exim_account = "Debian-exim";
constexpr const char* python = "/usr/bin/python3";

/// Adds nothing but whom a letter came to, so that what arrives is what was sent.
constexpr const char* configuration = R"(primary_hostname = mail.example.org
spool_directory = FOLDER/spool
log_file_path = FOLDER/log/%slog
pid_file_path = FOLDER/exim.pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = PORT
tls_advertise_hosts = *
tls_certificate = FOLDER/server.pem
tls_privatekey = FOLDER/server.key
received_header_text =
smtp_accept_queue_per_connection = 0
smtp_accept_max_per_connection = 0
smtp_accept_max = 0
deliver_queue_load_max = 1000
queue_only_load = 1000
smtp_accept_keepalive = false
recipient_unqualified_hosts =
host_lookup =
rfc1413_query_timeout = 0s
timezone = UTC
keep_environment =
never_users =
deliver_drop_privilege = true
acl_smtp_rcpt = recipient
acl_smtp_data = message
begin acl
recipient:
  deny local_parts = ^refused
    message = 550 5.1.1 no such mailbox
  defer local_parts = ^deferred
    message = 451 4.7.1 try again later
  accept
message:
  accept
begin routers
returned:
  driver = redirect
  local_parts = ^returned
  allow_fail
  data = :fail: 5.1.1 the mailbox does not exist
ours:
  driver = accept
  local_parts = datainn
  transport = bounces
everybody:
  driver = accept
  transport = maildir
begin transports
bounces:
  driver = appendfile
  directory = FOLDER/mail/datainn
  maildir_format
maildir:
  driver = appendfile
  directory = FOLDER/mail/all
  maildir_format
  envelope_to_add
)";

std::string with(std::string text, const std::string& what, const std::string& value) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + value.size()))
        text.replace(at, what.size(), value);
    return text;
}

std::string message_id_of(const std::string& bytes) {
    constexpr std::string_view name = "\r\nMessage-ID: ";
    const auto at = ("\r\n" + bytes).find(name);
    if (at == std::string::npos) return {};
    const auto begin = at + name.size() - 2;
    return bytes.substr(begin, bytes.find("\r\n", begin) - begin);
}

std::string with_crlf(const std::string& bytes) {
    std::string text;
    for (const char c : bytes) {
        if (c == '\n') text += '\r';
        text += c;
    }
    return text;
}

/// Waits until `done` holds; Error when it does not within ten seconds.
template <typename Done>
void wait_until(const Done& done, const std::string& what) {
    const auto deadline = std::chrono::steady_clock::now() + 10s;
    while (!done()) {
        if (std::chrono::steady_clock::now() > deadline) throw Error(ErrorKind::internal, what);
        std::this_thread::sleep_for(5ms);
    }
}

}  // namespace

MailCertificate make_mail_certificate(const fs::path& folder, const std::string& name, const std::string& names) {
    MailCertificate made{folder / (name + ".pem"), folder / (name + ".key")};
    run_child({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
               "30", "-subj", "/CN=" + name, "-addext", "subjectAltName=" + names, "-keyout", made.key, "-out",
               made.certificate});
    return made;
}

std::string TestExim::missing() {
    if (fs::exists(exim) && (geteuid() != 0 || find_user(exim_account))) return {};
    return "exim4 is not installed; run: sudo apt-get install exim4-daemon-light";
}

TestExim& TestExim::shared() {
    static TestExim instance;
    return instance;
}

TestExim::TestExim() {
    const fs::path folder = m_folder.path();
    m_certificate = make_mail_certificate(folder, "server");
    for (const char* name : {"spool", "log", "mail"}) fs::create_directory(folder / name);
    m_port = free_port();
    std::ofstream(folder / "exim.conf") << with(with(configuration, "FOLDER", folder.string()), "PORT",
                                                std::to_string(m_port));
    if (geteuid() == 0) run_child({"/bin/chown", "-R", std::string(exim_account) + ":", folder});
    start();
}

TestExim::~TestExim() { stop(); }

void TestExim::start() {
    ChildOptions options;
    options.as_user = exim_account;
    options.death_signal = SIGTERM;
    options.output_path = m_folder.path() / "server.log";
    // -q1s: what could not be delivered at once is tried again soon.
    m_server = start_child({exim, "-C", m_folder.path() / "exim.conf", "-bdf", "-q1s"}, options);
    wait_until(
        [&] {
            if (m_server.end())
                throw Error(ErrorKind::internal, "exim4 ended: " + read_file(m_folder.path() / "server.log"));
            return fs::exists(m_folder.path() / "exim.pid");
        },
        "exim4 did not start");
}

void TestExim::stop() {
    if (m_server.id() < 0) return;
    (void)m_server.stop(2s);
    std::error_code ignored;
    fs::remove(m_folder.path() / "exim.pid", ignored);
}

fs::path TestExim::bounces() const { return m_folder.path() / "mail" / "datainn"; }

void TestExim::wait_for_queue() const {
    const auto empty = [&](const char* folder) {
        std::error_code none;
        fs::recursive_directory_iterator files(m_folder.path() / "spool" / folder, none);
        return none || std::none_of(begin(files), end(files), [](const auto& file) { return file.is_regular_file(); });
    };
    try {
        wait_until([&] { return empty("input"); }, "exim4 does not empty its queue");
    } catch (const Error& error) {
        const std::string log = read_file(m_folder.path() / "log/mainlog");
        throw Error(ErrorKind::internal,
                    error.message() + ": " + log.substr(log.size() - std::min<std::size_t>(log.size(), 2000)));
    }
}

std::vector<ReceivedLetter> TestExim::received() {
    wait_for_queue();
    std::vector<ReceivedLetter> found;
    if (!fs::exists(m_folder.path() / "mail/all/new")) return found;
    constexpr std::string_view envelope = "Envelope-to: ";
    for (const auto& file : fs::directory_iterator(m_folder.path() / "mail/all/new")) {
        std::string bytes = with_crlf(read_file(file.path()));
        const auto end = bytes.find("\r\n");
        const std::string to = bytes.substr(envelope.size(), end - envelope.size());
        bytes.erase(0, end + 2);
        found.push_back({message_id_of(bytes), to, bytes, file.path().filename()});
    }
    return found;
}

void TestExim::clear() {
    wait_for_queue();
    for (const auto& box : fs::directory_iterator(m_folder.path() / "mail")) fs::remove_all(box.path());
}

std::string FaultyMailServer::missing() {
    static const bool there = [] {
        try {
            run_child({python, "-c", "import aiosmtpd"});
            return true;
        } catch (const Error&) {
            return false;
        }
    }();
    return there ? "" : "aiosmtpd is not installed; run: sudo apt-get install python3-aiosmtpd";
}

FaultyMailServer& FaultyMailServer::shared() {
    static FaultyMailServer instance;
    return instance;
}

FaultyMailServer::FaultyMailServer() {
    const fs::path folder = m_folder.path();
    m_certificate = make_mail_certificate(folder, "server");
    m_other = make_mail_certificate(folder, "other", "DNS:elsewhere.example.org");
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) throw system_error("pipe2", folder.string(), errno);
    const UniqueFd reading(ends[0]);
    m_pipe = UniqueFd(ends[1]);
    fs::create_directory(folder / "kept");
    ChildOptions options;
    options.input = reading.get();
    options.output_path = folder / "server.log";
    m_server =
        start_child({python, fs::path(TILSIG_SOURCE_DIR) / "tests/support/faulty_mail_server.py", folder / "kept",
                     m_certificate.certificate, m_certificate.key, m_other.certificate, m_other.key, "3"},
                    options);
    wait_until(
        [&] {
            if (m_server.end())
                throw Error(ErrorKind::internal, "the mail server ended: " + read_file(folder / "server.log"));
            return fs::exists(folder / "kept/ports");
        },
        "the mail server did not start");
    m_ports = nlohmann::json::parse(read_file(folder / "kept/ports")).get<std::map<std::string, int>>();
}

std::vector<ReceivedLetter> FaultyMailServer::received() const {
    std::vector<fs::path> files;
    for (const auto& file : fs::directory_iterator(m_folder.path() / "kept"))
        if (file.path().extension() == ".eml") files.push_back(file.path());
    std::sort(files.begin(), files.end());
    std::vector<ReceivedLetter> found;
    for (const auto& file : files) {
        const std::string bytes = read_file(file);
        found.push_back({message_id_of(bytes), "", bytes, file.filename()});
    }
    return found;
}

std::vector<std::string> FaultyMailServer::log() const {
    std::vector<std::string> lines;
    std::ifstream log(m_folder.path() / "kept/log");
    for (std::string line; std::getline(log, line);) lines.push_back(line);
    return lines;
}

void FaultyMailServer::clear() {
    for (const auto& file : fs::directory_iterator(m_folder.path() / "kept"))
        if (file.path().filename() != "ports") fs::remove(file.path());
}

}  // namespace tilsig::test
