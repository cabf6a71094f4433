// The programs and libraries that a fetch needs: what was installed only in part is found at the first fetch otherwise.
#include <fcntl.h>
#include <unistd.h>

#include <set>

#include "base/own_file.hpp"
#include "base/text.hpp"
#include "doctor/checks.hpp"
#include "doctor/folder_facts.hpp"
#include "fetch/fetch.hpp"
#include "plugin/connector_folder.hpp"
#include "spi/abi.h"

namespace tilsig::doctor {

namespace {

constexpr const char* install_again =
    "install tilsig again, all of it; `programs` of `tilsig.yaml` says where it is looked for";

void look_at_file(Remarks& remarks, const std::filesystem::path& file, int right, const std::string& what) {
    const auto facts = facts_of(file);
    if (!facts || facts->folder) {
        remarks.push_back(bad(ErrorKind::configuration, file.string() + ": " + what + " is not there", install_again));
        return;
    }
    if (::faccessat(AT_FDCWD, file.c_str(), right, AT_EACCESS) != 0)
        remarks.push_back(bad(ErrorKind::configuration,
                              file.string() + ": " + what + " may not be " + (right == X_OK ? "started" : "read") +
                                  " by " + account_text(::geteuid()) + " (mode " + mode_text(facts->mode) + ")",
                              "`chmod 755` it"));
    require_not_open_to_all(file.parent_path());
}

/// Of the sources, without those that no connector is started for.
std::set<std::string> protocols_of(const catalog::Catalog& catalog) {
    std::set<std::string> protocols;
    for (const auto& [name, source] : catalog.sources)
        if (source.protocol != "derived") protocols.insert(source.protocol);
    return protocols;
}

}  // namespace

Remarks look_at_programs(const Installation& here) {
    Remarks remarks;
    const auto& programs = here.settings.programs;
    look_at_file(remarks, programs.fetch, X_OK, "the program that fetches");
    bool http = false;
    std::vector<std::string> fit;
    const plugin::ConnectorFolder folder(programs.connectors);
    const Logger silent = Logger::silent();
    if (verdict_of(remarks) == Verdict::good && here.declared()) {
        for (const auto& protocol : protocols_of(here.catalog)) {
            try {
                const auto library = folder.find(protocol);
                require_not_open_to_all(library.parent_path());
                // Loaded by the fetch program, which compares the ABI.
                http = fetch::describe_connector(programs.fetch, library, silent).uses_http || http;
                fit.push_back(protocol);
            } catch (const Error& error) {
                remarks.push_back(bad(error));
            }
        }
    }
    if (http) look_at_file(remarks, programs.fetch.parent_path() / "tilsig-http.so", R_OK, "its HTTP client");
    if (verdict_of(remarks) != Verdict::good) return remarks;
    if (!here.declared())
        remarks.push_back(good("tilsig " + here.version + "; " + programs.fetch.string() +
                               " is there; which connectors it needs says the configuration"));
    else
        remarks.push_back(good("tilsig " + here.version + "; " + programs.fetch.string() + " loads " +
                               counted(fit.size(), "connector") + " of ABI " + std::to_string(TILSIG_ABI_VERSION) +
                               (fit.empty() ? "" : ": " + join(fit, ", "))));
    return remarks;
}

}  // namespace tilsig::doctor
