// Whole files, read and written so that a reader never sees half of one.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace graft {

// Throws GRAFT_ERROR_IO with the path and the system's reason.
std::vector<uint8_t> read_file(const std::string& path);

// Writes beside the file that `path` leads to, syncs, renames and syncs the folder: after a full
// disk, a crash or a kill the old file is whole or there is none, and after the return the new one
// is on the disk. A symlink stays one; a file that was there keeps its mode, and its owner where
// the system lets us (but not its hard links). What a killed process left beside it is removed.
// Throws GRAFT_ERROR_IO and removes what it wrote.
void write_file(const std::string& path, std::span<const uint8_t> bytes);

// Throws what write_file() would throw if `path` cannot be written as things stand (no such
// folder, a folder, no permission, a read-only disk), and changes nothing: for the moment before
// hours of work. A disk may still fill up.
void check_writable(const std::string& path);

}  // namespace graft
