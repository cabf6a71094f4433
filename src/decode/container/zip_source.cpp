#include "decode/container/zip_source.hpp"

#include <exception>
#include <memory>

namespace tilsig::decode {

namespace {

struct State {
    Spool& spool;
    std::string& trouble;
    std::uint64_t at = 0;
    zip_error_t error{};
};

zip_int64_t fail(State& state, int code) noexcept {
    zip_error_set(&state.error, code, 0);
    return -1;
}

zip_int64_t read(State& state, void* data, zip_uint64_t length) noexcept {
    try {
        const std::size_t count = state.spool.read(state.at, static_cast<char*>(data), length);
        state.at += count;
        return static_cast<zip_int64_t>(count);
    } catch (const std::exception& error) {
        state.trouble = error.what();
        return fail(state, ZIP_ER_READ);
    }
}

zip_int64_t stat(State& state, void* data) noexcept {
    auto* const stat = static_cast<zip_stat_t*>(data);
    zip_stat_init(stat);
    stat->size = state.spool.size();
    stat->valid |= ZIP_STAT_SIZE;
    return sizeof(*stat);
}

zip_int64_t seek(State& state, void* data, zip_uint64_t length) noexcept {
    const zip_int64_t to = zip_source_seek_compute_offset(state.at, state.spool.size(), data, length, &state.error);
    if (to < 0) return -1;
    state.at = static_cast<std::uint64_t>(to);
    return 0;
}

zip_int64_t answer(void* user, void* data, zip_uint64_t length, zip_source_cmd_t command) noexcept {
    State& state = *static_cast<State*>(user);
    switch (command) {
        case ZIP_SOURCE_OPEN: state.at = 0; return 0;
        case ZIP_SOURCE_READ: return read(state, data, length);
        case ZIP_SOURCE_CLOSE: return 0;
        case ZIP_SOURCE_STAT: return stat(state, data);
        case ZIP_SOURCE_ERROR: return zip_error_to_data(&state.error, data, length);
        case ZIP_SOURCE_SEEK: return seek(state, data, length);
        case ZIP_SOURCE_TELL: return static_cast<zip_int64_t>(state.at);
        case ZIP_SOURCE_SUPPORTS:
            return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT,
                                                  ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, ZIP_SOURCE_SEEK, ZIP_SOURCE_TELL,
                                                  ZIP_SOURCE_SUPPORTS, -1);
        case ZIP_SOURCE_FREE:
            zip_error_fini(&state.error);
            delete &state;
            return 0;
        default: return fail(state, ZIP_ER_OPNOTSUPP);
    }
}

}  // namespace

zip_source_t* make_zip_source(Spool& spool, std::string& trouble, zip_error_t& error) {
    auto state = std::make_unique<State>(State{spool, trouble});
    zip_error_init(&state->error);
    zip_source_t* const source = zip_source_function_create(answer, state.get(), &error);
    if (source != nullptr) (void)state.release();  // freed by ZIP_SOURCE_FREE
    return source;
}

}  // namespace tilsig::decode
