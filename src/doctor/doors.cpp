// What stands between us and the sources, as far as it can be seen from here: options, certificates.
#include "answers/local_text.hpp"
#include "base/text.hpp"
#include "doctor/checks.hpp"
#include "fetch/certificates.hpp"
#include "operate/preview.hpp"

namespace tilsig::doctor {

namespace {

using namespace std::chrono_literals;

constexpr auto ends_soon = std::chrono::days{30};

void look_at_certificate(Remarks& remarks, const fetch::Certificate& certificate, Instant now) {
    const std::string shown = "source " + certificate.source + ", " + certificate.name;
    if (!certificate.not_after) {
        remarks.push_back(
            bad(ErrorKind::configuration, certificate.problem, "name a PEM file that the account of tilsig may read"));
        return;
    }
    const std::string until = answers::local_text(*certificate.not_after);
    const char* remedy = "get the next one from whoever issued it, and put it in the place of this file";
    if (*certificate.not_after <= now)
        remarks.push_back(bad(ErrorKind::transport, shown + ": the certificate ended " + until, remedy));
    else if (*certificate.not_after - now < ends_soon)
        remarks.push_back(warning(shown + ": the certificate ends " + until, remedy));
    else
        remarks.push_back(good(shown + ": the certificate is good until " + until));
}

}  // namespace

Remarks look_at_doors(const Installation& here) {
    Remarks remarks;
    try {
        config::Lints lints;
        const auto& programs = here.settings.programs;
        const auto sources = operate::check_source_options(here.catalog, programs.fetch, programs.connectors, lints);
        for (const auto& line : lints.lines()) remarks.push_back(bad(ErrorKind::configuration, line, ""));
        if (lints.empty())
            remarks.push_back(
                good(counted(sources, "source") + " with a schedule: their connectors take their options"));
    } catch (const Error& error) {
        remarks.push_back(bad(error));  // the fetch program cannot be started; certificates can be read all the same
    }
    // Options that differ here are in the catalog already.
    for (const auto& certificate : fetch::read_certificates(here.catalog.sources, {}))
        look_at_certificate(remarks, certificate, here.clock.now());
    return remarks;
}

}  // namespace tilsig::doctor
