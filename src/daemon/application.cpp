#include "daemon/application.hpp"

#include <Poco/Util/ServerApplication.h>

#include <exception>

namespace tilsig::daemon {

namespace {

class Application final : public Poco::Util::ServerApplication {
public:
    explicit Application(Daemon& daemon) : m_daemon(daemon) {
        setUnixOptions(true);
        stopOptionsProcessing();  // the command line was read before
    }

    void rethrow() const {
        if (m_error) std::rethrow_exception(m_error);
    }

protected:
    int main(const std::vector<std::string>&) override {
        try {
            m_daemon.run();
        } catch (...) {
            m_error = std::current_exception();  // Poco would log it its own way
        }
        return EXIT_OK;
    }

private:
    Daemon& m_daemon;
    std::exception_ptr m_error;
};

}  // namespace

void run_application(Daemon& daemon) {
    Application application(daemon);
    application.init(Poco::Util::Application::ArgVec{"tilsig"});
    (void)static_cast<Poco::Util::Application&>(application).run();
    application.rethrow();
}

}  // namespace tilsig::daemon
