#include "cli/unexpected.hpp"

#include <new>
#include <string>
#include <system_error>

namespace tilsig::cli {

Error as_error(const std::exception& unexpected) {
    if (dynamic_cast<const std::bad_alloc*>(&unexpected) != nullptr)
        return Error(ErrorKind::internal, "out of memory")
            .remedy(
                "raise the limit (ulimit -v, MemoryMax of the service), or look at the delivery that was being "
                "read");
    const auto* refused = dynamic_cast<const std::system_error*>(&unexpected);
    // A thread that cannot be made: its stack is the first large piece of memory that a tight limit refuses.
    if (refused != nullptr && (refused->code() == std::errc::resource_unavailable_try_again ||
                               refused->code() == std::errc::not_enough_memory))
        return Error(ErrorKind::internal, "out of memory: a thread could not be started")
            .remedy(
                "raise the limit on memory (ulimit -v, MemoryMax of the service) or on threads (ulimit -u, TasksMax)");
    return Error(ErrorKind::internal, std::string("unexpected: ") + unexpected.what()).remedy("please report this");
}

}  // namespace tilsig::cli
