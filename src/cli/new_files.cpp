#include "cli/new_files.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <cerrno>

#include "base/error.hpp"
#include "base/files.hpp"

namespace tilsig::cli {

namespace fs = std::filesystem;

namespace {

Error exists(const std::string& path) {
    return Error(ErrorKind::usage, "the file is there already; nothing was written")
        .at(Place{path, 0, 0})
        .remedy(
            "choose another name for the feed, or move the file away; `--print` shows the proposal without writing");
}

/// What was made so far; takes it away again unless everything was.
class Undo {
public:
    Undo() = default;
    Undo(const Undo&) = delete;
    Undo& operator=(const Undo&) = delete;
    ~Undo() {
        std::error_code ignored;  // an error is on its way already
        for (auto made = m_made.rbegin(); made != m_made.rend(); ++made) fs::remove(*made, ignored);
    }
    void note(const fs::path& path) { m_made.push_back(path); }
    void keep() noexcept { m_made.clear(); }

private:
    std::vector<fs::path> m_made;
};

void make_folders(const fs::path& folder, Undo& undo) {
    if (fs::exists(folder)) return;
    make_folders(folder.parent_path(), undo);
    std::error_code error;
    fs::create_directory(folder, error);
    if (error) throw system_error("mkdir", folder.string(), error.value());
    undo.note(folder);
}

}  // namespace

void refuse_existing(const fs::path& folder, const std::vector<NewFile>& files) {
    for (const auto& file : files)
        if (fs::exists(fs::symlink_status(folder / file.path))) throw exists(file.path);
}

void write_new_files(const fs::path& folder, const std::vector<NewFile>& files) {
    refuse_existing(folder, files);
    Undo undo;
    std::vector<std::pair<fs::path, fs::path>> renames;
    for (const auto& file : files) {
        const fs::path path = folder / file.path;
        make_folders(path.parent_path(), undo);
        // Hidden: readers of declarations pass it over.
        const fs::path hidden =
            path.parent_path() / ("." + path.filename().string() + "." + std::to_string(::getpid()));
        undo.note(hidden);
        write_file_durably(hidden, file.text, 0644);
        renames.emplace_back(hidden, path);
    }
    for (std::size_t at = 0; at < renames.size(); ++at) {
        const auto& [hidden, path] = renames[at];
        if (::renameat2(AT_FDCWD, hidden.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE) != 0) {
            if (errno == EEXIST) throw exists(files[at].path);
            throw system_error("rename", path.string(), errno);
        }
        undo.note(path);
    }
    for (const auto& [hidden, path] : renames) sync_folder(path.parent_path());
    undo.keep();
}

}  // namespace tilsig::cli
