// Whether the hosts of the sources can be reached. Asks each host once, and nothing of it.
#include <map>
#include <set>

#include "base/text.hpp"
#include "doctor/checks.hpp"
#include "fetch/fetch.hpp"
#include "plugin/plugin_library.hpp"
#include "transport/reach.hpp"
#include "transport/url_policy.hpp"

namespace tilsig::doctor {

namespace {

/// Hosts of the scheduled feeds: authority and file of trusted certificates -> sources.
std::map<std::pair<std::string, std::string>, std::set<std::string>> hosts_of(const catalog::Catalog& catalog) {
    std::map<std::pair<std::string, std::string>, std::set<std::string>> hosts;
    for (const auto& [feed, schedule] : catalog.schedules) {
        const auto& source = catalog.sources.at(catalog.contract(feed).source);
        const auto options = fetch::options_of(source, feed);
        const auto trusted = options.find(plugin::ca_file_option);
        for (const auto& [name, value] : options) {
            if (!value.starts_with("https:")) continue;
            if (const auto verdict = transport::read_url(value); verdict.url)
                hosts[{verdict.url->authority(), trusted == options.end() ? "" : trusted->second}].insert(source.name);
        }
    }
    return hosts;
}

}  // namespace

Remarks look_at_network(const Installation& here) {
    Remarks remarks;
    for (const auto& [host, sources] : hosts_of(here.catalog)) {
        transport::ReachRequest request;
        request.authority = host.first;
        request.ca_file = host.second;
        const auto reached = transport::reach(request);
        const std::string shown = host.first + " (" + join({sources.begin(), sources.end()}, ", ") + ")";
        if (reached.good)
            remarks.push_back(good(shown + ": reached within " + std::to_string(reached.took.count()) + " ms"));
        else
            remarks.push_back(bad(ErrorKind::transport, shown + ": " + reached.problem,
                                  "check the address under `sources` of `tilsig.yaml`, and firewall and name service "
                                  "of this machine"));
    }
    if (remarks.empty()) remarks.push_back(good("no scheduled feed is fetched over https"));
    return remarks;
}

}  // namespace tilsig::doctor
