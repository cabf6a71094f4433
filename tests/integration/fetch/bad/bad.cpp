// A connector that misbehaves on request: option `act` names how. Written against the C border, because the C++ wrapper
// would keep it from doing most of this. Every process it makes carries the name in option `mark`, so that a test can
// look for it.
#include "bad/dying.hpp"
#include "bad/lying.hpp"

namespace {

using namespace bad;

struct Instance {
    Call call;
    std::string act;
    bool crash_in_close;
};

std::string option(const tilsig_option* options, std::size_t count, const std::string& name) {
    for (std::size_t i = 0; i < count; ++i) {
        if (std::string(options[i].name.data, options[i].name.size) == name)
            return {options[i].value.data, options[i].value.size};
    }
    return {};
}

tilsig_status check(const tilsig_option* options, std::size_t count, tilsig_report_fn report, void* sink) {
    const std::string act = option(options, count, "act");
    if (act == "check_hangs") wait_for_ever();
    if (act == "check_crashes") crash();
    if (act == "check_two") {
        report(sink, text("option act: first mistake"));
        report(sink, text("option mark: second mistake"));
        return TILSIG_BAD_OPTIONS;
    }
    return TILSIG_OK;
}

tilsig_status open(const tilsig_host* host, const tilsig_unit* unit, void** instance, tilsig_report_fn report,
                   void* sink) {
    const std::string act = option(unit->options, unit->option_count, "act");
    if (act == "open_fails") {
        report(sink, text("cannot open"));
        return TILSIG_RETRY_LATER;
    }
    const std::string mark = option(unit->options, unit->option_count, "mark");
    ::prctl(PR_SET_NAME, mark.c_str());
    const bool crash_in_close = act == "close_crashes";
    *instance = new Instance{{host, nullptr, nullptr, mark}, crash_in_close ? "deliver" : act, crash_in_close};
    return TILSIG_OK;
}

tilsig_status fetch(void* instance, tilsig_report_fn report, void* sink) {
    auto& self = *static_cast<Instance*>(instance);
    self.call.report = report;
    self.call.sink = sink;
    for (const auto* acts : {&bad::dying(), &bad::lying()}) {
        const auto act = acts->find(self.act);
        if (act != acts->end()) return act->second(self.call);
    }
    return TILSIG_BAD_OPTIONS;
}

tilsig_status acknowledge(void* instance, tilsig_text cursor, tilsig_report_fn report, void* sink) {
    auto& self = *static_cast<Instance*>(instance);
    if (self.act == "deliver") deliver(self.call);
    report(sink, cursor);
    return self.act == "deliver" || self.act == "nothing" ? TILSIG_OK : TILSIG_REFUSED;
}

void close(void* instance) {
    auto* self = static_cast<Instance*>(instance);
    if (self != nullptr && self->crash_in_close) crash();
    delete self;
}

const std::array<const char*, 3> option_names{"act", "mark", nullptr};

}  // namespace

extern "C" __attribute__((visibility("default")))
const tilsig_connector tilsig_connector_v1 = {TILSIG_ABI_MAGIC,
                                              TILSIG_ABI_VERSION,
                                              offsetof(tilsig_connector, survey),  // built before there were surveys
                                              TILSIG_CAN_ACKNOWLEDGE,
                                              "bad",
                                              option_names.data(),
                                              &check,
                                              &open,
                                              &fetch,
                                              &acknowledge,
                                              &close,
                                              nullptr};
