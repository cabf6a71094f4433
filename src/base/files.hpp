// Files with durability: write, fsync, rename, fsync the folder - in that order, or not at all.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

namespace tilsig {

/// Owns a file descriptor.
class UniqueFd {
public:
    UniqueFd() = default;
    explicit UniqueFd(int fd) noexcept : m_fd(fd) {}
    ~UniqueFd() { reset(); }
    UniqueFd(UniqueFd&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
    UniqueFd& operator=(UniqueFd&& other) noexcept {
        if (this != &other) {
            reset();
            m_fd = std::exchange(other.m_fd, -1);
        }
        return *this;
    }
    UniqueFd(const UniqueFd&) = delete;
    UniqueFd& operator=(const UniqueFd&) = delete;

    [[nodiscard]] int get() const noexcept { return m_fd; }
    [[nodiscard]] bool valid() const noexcept { return m_fd >= 0; }
    [[nodiscard]] int release() noexcept { return std::exchange(m_fd, -1); }
    void reset() noexcept;

private:
    int m_fd = -1;
};

/// The whole file. For configuration-sized files; deliveries are streamed.
[[nodiscard]] std::string read_file(const std::filesystem::path& path);
/// What is left to be read of an open file.
[[nodiscard]] std::string read_all(int fd, const std::filesystem::path& shown);

/// Writes all bytes or throws Error(storage).
void write_all(int fd, std::string_view bytes, const std::filesystem::path& shown);

/// fsync; an error is final (the kernel may have dropped the pages), so the caller must not retry.
void sync_file(int fd, const std::filesystem::path& shown);
void sync_folder(const std::filesystem::path& folder);

/// Creates `path` with `bytes` so that after return it survives a power cut, and before return it does not exist
/// (or has its old content): temporary name in the same folder, fsync, rename, fsync of the folder.
void write_file_durably(const std::filesystem::path& path, std::string_view bytes, unsigned mode = 0600);

/// Makes the folder and its parents with mode 0700.
void make_private_folder(const std::filesystem::path& folder);

/// A folder that is removed with everything in it when the object goes away. For tests and scratch work.
class TempFolder {
public:
    TempFolder();
    ~TempFolder();
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return m_path; }

private:
    std::filesystem::path m_path;
};

}  // namespace tilsig
