// Where letters go, and whether the server that takes them is there.
#include <unistd.h>

#include "base/secret.hpp"
#include "doctor/checks.hpp"
#include "doctor/folder_facts.hpp"
#include "transport/reach.hpp"

namespace tilsig::doctor {

namespace {

transport::ReachBy reach_by(config::Mail::Tls tls) {
    switch (tls) {
        case config::Mail::Tls::starttls: return transport::ReachBy::starttls;
        case config::Mail::Tls::implicit: return transport::ReachBy::smtps;
        case config::Mail::Tls::none: return transport::ReachBy::smtp;
    }
    return transport::ReachBy::starttls;
}

void look_at_recipients(Remarks& remarks, const config::Mail& mail) {
    if (mail.production)
        remarks.push_back(good("in production: letters go to the contacts of the register"));
    else if (mail.test_address.empty())
        remarks.push_back(
            warning("not in production, and without `test_address`: no letter leaves",
                    "set `mail.test_address`, or `mail.production` once the letters are as they should be"));
    else
        remarks.push_back(good("not in production: every letter goes to " + mail.test_address));
    if (!mail.to_operator)
        remarks.push_back(
            warning("nobody is told how a night went: `mail.operator` is not set",
                    "name the address of who looks after tilsig: a letter that does not come is the alarm"));
}

void look_at_server(Remarks& remarks, const config::Mail& mail) {
    transport::ReachRequest request;
    request.by = reach_by(mail.tls);
    const bool six = mail.host.find(':') != std::string::npos;
    request.authority = (six ? "[" + mail.host + "]" : mail.host) + ":" + std::to_string(mail.port);
    request.ca_file = mail.ca_file.string();
    try {
        if (!mail.user.empty()) request.password = read_secret(mail.password);
        request.user = mail.user;
    } catch (const Error&) {
        // The check of the configuration tells it; the server can be greeted all the same.
    }
    const auto reached = transport::reach(request);
    if (reached.good) {
        remarks.push_back(good(request.authority + ": greets within " + std::to_string(reached.took.count()) + " ms" +
                               (mail.tls == config::Mail::Tls::none ? ", without encryption on this machine"
                                                                    : ", with TLS and a certificate that we trust") +
                               (request.user.empty() ? "" : ", and takes the login")));
        return;
    }
    remarks.push_back(
        bad(ErrorKind::transport, request.authority + ": " + reached.problem,
            "check `mail.server`, `mail.tls` and `mail.ca_file` of `tilsig.yaml`; letters wait meanwhile"));
}

void look_at_bounces(Remarks& remarks, const std::filesystem::path& folder) {
    for (const char* part : {"new", "cur"}) {
        const auto facts = facts_of(folder / part);
        if (facts && facts->folder && facts->writable) continue;
        remarks.push_back(bad(ErrorKind::configuration,
                              folder.string() + ": " +
                                  (facts ? account_text(::geteuid()) + " may not read and move what is in " + part
                                         : std::string("is no Maildir, ") + part + " is missing"),
                              "name the Maildir of the address that `mail.from` has, and give tilsig the right to it"));
        return;
    }
    remarks.push_back(good(folder.string() + ": answers of other servers can be read"));
}

}  // namespace

Remarks look_at_mail(const Installation& here) {
    const auto& mail = here.settings.mail;
    if (!mail) return {good("no `mail` in tilsig.yaml: nobody is written to")};
    Remarks remarks;
    look_at_recipients(remarks, *mail);
    if (!mail->bounces.empty()) look_at_bounces(remarks, mail->bounces);
    look_at_server(remarks, *mail);
    return remarks;
}

}  // namespace tilsig::doctor
