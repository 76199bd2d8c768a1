// Whole files, small ones: configuration, secrets, state. Blocking, so for start, reload and rare writes; pipes such as /dev/stdin can be read too.
#pragma once

#include <string>
#include <string_view>

#include "pkg/base/result.h"
#include "pkg/runtime/descriptor.h"

namespace vigilcast::runtime {

// Fails when it is not a file that we can read, or longer than `limit` bytes.
Result<std::string> read_file(const std::string& path, std::size_t limit);
// The same for who must not wait: what is no regular file, such as a FIFO, fails.
Result<std::string> read_regular_file(const std::string& path, std::size_t limit);
// In two steps, for who wants to keep the file open; the path is for messages then.
Result<Descriptor> open_to_read(const std::string& path);
Result<std::string> read_file(const Descriptor& file, const std::string& path, std::size_t limit);

// Changes with every replacement and rewriting: of the file, or of a link on the way to it, as a kubelet exchanges them. One word for all that are not there.
std::string file_stamp(const std::string& path);

// The file has either its old or the new content, also after a crash. New files get `mode`.
Result<void> write_file_atomically(const std::string& path, std::string_view content, unsigned mode = 0644);

}  // namespace vigilcast::runtime
