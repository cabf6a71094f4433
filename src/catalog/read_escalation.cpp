// When many failures of a rule mean more than each of them: `escalate`.
#include <algorithm>

#include "base/text.hpp"
#include "catalog/readers.hpp"

namespace tilsig::catalog {

using config::FieldReader;
using config::Node;
using model::Action;

void read_escalation(const Node& node, Rule& rule, config::Lints& lints) {
    if (node.is(Node::Kind::missing)) return;
    FieldReader reader(node, "escalate", lints);
    Rule::Escalation escalation;
    // Both are mandatory: by share alone one of three records would park a small municipality every night.
    (void)reader.required_child("share");
    (void)reader.required_child("min_failed");
    escalation.share = reader.number_or("share", 1.0);
    if (!(escalation.share > 0 && escalation.share <= 1))
        reader.mistake("share", "a share is above 0 and at most 1", "write 0.10 for one record in ten");
    const std::int64_t least = reader.integer_or("min_failed", 1);
    if (least < 1) reader.mistake("min_failed", "min_failed is at least 1", "write how many failures it takes, like 5");
    escalation.min_failed = static_cast<std::uint64_t>(std::max<std::int64_t>(least, 1));
    escalation.to = reader.choice("to", {"block_slice", "block_delivery"}) == "block_delivery" ? Action::block_delivery
                                                                                               : Action::block_slice;
    reader.finish();
    if (is_about_the_delivery(rule)) {
        lints.add(node.place(),
                  "'escalate' counts records, but rule " + in_quotes(rule.code) + " is about the delivery",
                  "choose a stronger action instead");
    } else if (escalation.to <= rule.action && reader.has("to")) {
        reader.mistake("to",
                       std::string("escalation to ") + model::to_string(escalation.to) +
                           " is not stronger than the rule's own action " + model::to_string(rule.action),
                       "leave escalate out, or choose a stronger one");
    }
    rule.escalation = escalation;
}

}  // namespace tilsig::catalog
