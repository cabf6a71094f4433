// tilsig describe-cli: the build writes manual pages and shell completion with it.
#include "base/files.hpp"
#include "cli/command_line.hpp"
#include "cli/commands.hpp"

namespace tilsig::cli {

namespace {

namespace fs = std::filesystem;

class DescribeCli final : public Command {
public:
    std::string name() const override { return "describe-cli"; }
    std::string summary() const override { return "Write manual pages and shell completion"; }
    std::string examples() const override { return "  tilsig describe-cli --to share --example tilsig.yaml"; }
    bool hidden() const override { return true; }
    void declare(Arguments& arguments) override {
        arguments.option("--to", m_folder, "Folder that gets man/, bash-completion/, zsh/ and fish/");
        arguments.option("--example", m_example, "The example configuration");
    }
    int execute(const Globals&, Output&) override {
        const CommandLine line = described_command_line();
        const fs::path folder = m_folder;
        write(folder / "man/man1/tilsig.1", manual_page(line, TILSIG_VERSION));
        write(folder / "man/man5/tilsig.yaml.5", settings_page(read_file(m_example), TILSIG_VERSION));
        write(folder / "bash-completion/completions/tilsig", bash_completion(line));
        write(folder / "zsh/vendor-completions/_tilsig", zsh_completion(line));
        write(folder / "fish/vendor_completions.d/tilsig.fish", fish_completion(line));
        return 0;
    }

private:
    static void write(const fs::path& file, const std::string& text) {
        fs::create_directories(file.parent_path());
        write_file_durably(file, text, 0644);
    }

    std::string m_folder, m_example;
};

}  // namespace

std::unique_ptr<Command> make_describe_cli() { return std::make_unique<DescribeCli>(); }

}  // namespace tilsig::cli
