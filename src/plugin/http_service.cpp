#include "plugin/http_service.hpp"

#include <dlfcn.h>

#include <filesystem>

#include "base/error.hpp"
#include "base/text.hpp"

namespace tilsig::plugin {

std::unique_ptr<HttpService> load_http_service(const HttpServiceSettings& settings) {
    std::error_code failed;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", failed);
    const auto file = program.parent_path() / http_module_file;
    void* module = failed ? nullptr : ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (module == nullptr) {
        const char* reason = ::dlerror();
        throw Error(ErrorKind::plugin,
                    std::string(http_module_file) + " cannot be loaded: " +
                        display_name(reason == nullptr ? "unknown place of the program" : reason, 400))
            .remedy(
                "install it beside tilsig-fetch; if it is there, the source's `limits.memory` may be too small for it");
    }
    const auto make = reinterpret_cast<MakeHttpService>(::dlsym(module, http_module_symbol));
    if (make == nullptr) {
        throw Error(ErrorKind::plugin, std::string(http_module_file) + " belongs to another build")
            .remedy("install tilsig-fetch and " + std::string(http_module_file) + " together");
    }
    return std::unique_ptr<HttpService>(make(settings));
}

}  // namespace tilsig::plugin
