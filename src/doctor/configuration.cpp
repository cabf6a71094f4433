// tilsig.yaml, the declarations it names, and the secrets that both refer to.
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <utility>

#include "base/secret.hpp"
#include "base/text.hpp"
#include "doctor/checks.hpp"
#include "doctor/folder_facts.hpp"
#include "operate/preview.hpp"

namespace tilsig::doctor {

namespace {

/// More than these are told by `tilsig check`.
constexpr std::size_t told_mistakes = 10;

void add_mistakes(Remarks& remarks, const std::vector<std::string>& mistakes) {
    for (std::size_t i = 0; i < mistakes.size() && i < told_mistakes; ++i)
        remarks.push_back(bad(ErrorKind::configuration, mistakes[i], ""));
    if (mistakes.size() > told_mistakes)
        remarks.push_back(bad(ErrorKind::configuration, counted(mistakes.size() - told_mistakes, "mistake") + " more",
                              "all of them: `tilsig check`"));
}

/// What only shows when the files are held against each other.
std::vector<std::string> cross_mistakes(const Installation& here) {
    config::Lints lints;
    operate::check_feed_references(here.catalog, here.senders, lints);
    operate::check_forms(here.catalog, here.senders, lints);
    operate::check_schemas(here.catalog, lints);
    return lints.lines();
}

void look_at_file(Remarks& remarks, const std::filesystem::path& file, const std::string& what) {
    const auto facts = facts_of(file);
    if (!facts) return;
    if ((facts->mode & 0002U) != 0)
        remarks.push_back(
            bad(ErrorKind::configuration,
                file.string() + ": everybody may write " + what + " (mode " + mode_text(facts->mode) + ")",
                "take the right away with `chmod o-w`, and look whether what stands there is yours"));
    else if (facts->owner != 0 && facts->owner != ::geteuid())
        remarks.push_back(warning(file.string() + ": " + what + " belongs to " + account_text(facts->owner) +
                                      ", who decides what tilsig does",
                                  "let root or the account that runs tilsig own it"));
}

/// What a secret is for, and its reference.
std::vector<std::pair<std::string, std::string>> secrets_of(const Installation& here) {
    std::vector<std::pair<std::string, std::string>> secrets;
    const auto& settings = here.settings;
    if (!settings.warehouse.password.empty()) secrets.emplace_back("`warehouse.password`", settings.warehouse.password);
    if (settings.mail && !settings.mail->password.empty())
        secrets.emplace_back("`mail.password`", settings.mail->password);
    for (const auto& [name, source] : here.catalog.sources)
        for (const auto& [secret, reference] : source.secrets)
            secrets.emplace_back("source " + name + ", " + secret, reference);
    return secrets;
}

Remark credential_missing(const std::string& use, const std::string& reference) {
    const std::string name = reference.substr(reference.find(':') + 1);
    return bad(ErrorKind::configuration,
               use + ": " + reference + " is a credential of the service, and a shell has none (CREDENTIALS_DIRECTORY)",
               "by hand: `systemd-run --pipe --wait -p User=" + account_text(::geteuid()) +
                   " -p LoadCredential=" + name + ":FILE tilsig doctor`, or use file:PATH");
}

void look_at_secrets(Remarks& remarks, const Installation& here) {
    std::size_t read = 0;
    const auto secrets = secrets_of(here);
    for (const auto& [use, reference] : secrets) {
        if (reference.starts_with("cred:") && std::getenv("CREDENTIALS_DIRECTORY") == nullptr) {
            remarks.push_back(credential_missing(use, reference));
            continue;
        }
        try {
            if (read_secret(reference).empty())
                remarks.push_back(bad(ErrorKind::configuration, use + ": " + reference + " is empty",
                                      "write the secret into it, in one line"));
            else
                ++read;
        } catch (const Error& error) {
            remarks.push_back(bad(error.kind(), use + ": " + error.message(), error.remedy_text()));
        }
    }
    if (read > 0) remarks.push_back(good(counted(read, "secret") + " can be read, by nobody else"));
}

}  // namespace

Remarks look_at_configuration(const Installation& here) {
    Remarks remarks;
    add_mistakes(remarks, here.mistakes);
    look_at_file(remarks, here.config_file, "the configuration");
    if (!here.settings.content.empty()) look_at_file(remarks, here.settings.content, "the content");
    if (here.declared()) {
        add_mistakes(remarks, cross_mistakes(here));
        look_at_secrets(remarks, here);
    }
    if (verdict_of(remarks) == Verdict::good)
        remarks.insert(remarks.begin(),
                       good(here.config_file.string() + ": " + counted(here.catalog.contracts.size(), "feed") +
                            " from " + here.settings.content.string() + ", no mistakes"));
    return remarks;
}

}  // namespace tilsig::doctor
