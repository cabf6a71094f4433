// connectors/<source>/source.yaml and schedules/<source>.yaml, for a source that is not there yet.
#include "catalog/format.hpp"
#include "propose/writers.hpp"

namespace tilsig::propose {

namespace {

std::string ending_of(const catalog::Layout& layout) {
    if (layout.compression == catalog::Compression::zip) return ".zip";
    const std::string plain(catalog::format_of(layout).ending);
    return layout.compression == catalog::Compression::gzip ? plain + ".gz" : plain;
}

}  // namespace

std::string inbox_options(const Proposal& proposal) {
    return proposal.feed + ": {pattern: " + yaml_text(proposal.name + "*" + ending_of(proposal.shape.layout)) + "}";
}

std::string source_text(const Proposal& proposal) {
    return "# Proposed with feed " + proposal.feed +
           ".\n"
           "# decide: how does the sender deliver? inbox takes files from a folder of this machine; the other "
           "protocols are the\n"
           "# folders of connectors/protocols, each with a README.\n"
           "source: " +
           proposal.source +
           "\nprotocol: inbox\noptions:\n  folder: /var/lib/tilsig/in    # below it one folder per sender, here " +
           proposal.source +
           "\n  settle_seconds: 60\n"
           "limits: {memory: 256MiB, cpu: 1m, deadline: 5m, delivery_bytes: 256MiB}\nfeeds:\n  " +
           inbox_options(proposal) + "\n";
}

std::string schedule_text(const Proposal& proposal) {
    return "# Proposed with feed " + proposal.feed +
           ".\n# decide: how often does the sender deliver, and for which period? A draft is never due.\nsource: " +
           proposal.source + "\nfeeds:\n  " + proposal.feed + ": {every: day, at: \"02:00\", deadline: 4h}\n";
}

}  // namespace tilsig::propose
