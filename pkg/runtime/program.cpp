#include "pkg/runtime/program.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>

#include "pkg/base/text.h"
#include "pkg/runtime/errno_text.h"

namespace vigilcast::runtime {

namespace {

std::string proc_path(const Descriptor& file) { return "/proc/self/fd/" + std::to_string(file.get()); }

// The beginning of the file that the descriptor holds; empty when we may execute but not read it.
std::string first_bytes(const Descriptor& file) {
  const Descriptor readable(::open(proc_path(file).c_str(), O_RDONLY | O_CLOEXEC));
  std::array<char, 4096> buffer;
  const ssize_t count = readable ? ::read(readable.get(), buffer.data(), buffer.size()) : -1;
  return count > 0 ? std::string(buffer.data(), static_cast<std::size_t>(count)) : std::string();
}

Result<void> check(const std::string& path, const Descriptor& file) {
  struct stat info{};
  if (::fstat(file.get(), &info) != 0) return fail(errno_text(errno), path);
  if (S_ISDIR(info.st_mode)) return fail("is a directory, not a program", path);
  if (!S_ISREG(info.st_mode)) return fail("is not a regular file", path);
  if ((info.st_mode & (S_ISUID | S_ISGID)) != 0) return fail("is setuid or setgid, and such a helper program is not run", path, "chmod u-s,g-s " + path);
  if (::access(proc_path(file).c_str(), X_OK) != 0) return fail("is not executable by this user", path, "chmod +x " + path);
  return {};
}

// As the kernel reads it: the interpreter, then all the rest as one argument.
Result<void> read_interpreter_line(Program& program, std::string_view line) {
  if (line.ends_with('\r'))
    return fail("has a carriage return at the end of its #! line", program.path, "it was saved with Windows line ends: dos2unix " + program.path);
  line = trim(line.substr(2));
  const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
  program.interpreter = line.substr(0, end);
  program.argument = trim(line.substr(end));
  if (program.interpreter.empty()) return fail("names no interpreter in its #! line", program.path, "write for example #!/bin/sh");
  return {};
}

}  // namespace

Result<Program> Program::open(const std::string& path, int directory) {
  if (path.empty()) return fail("no program is named");
  Program program;
  program.path = path;
  program.file = Descriptor(::openat(directory, path.c_str(), O_PATH | O_CLOEXEC));
  if (!program.file) return fail(errno == ENOENT ? "does not exist" : errno_text(errno), path);
  if (const auto checked = check(path, program.file); !checked) return std::unexpected(checked.error());
  const std::string start = first_bytes(program.file);
  if (start.starts_with("#!")) {
    if (const auto read = read_interpreter_line(program, start.substr(0, start.find('\n'))); !read) return std::unexpected(read.error());
  }
  return program;
}

std::vector<std::string> Program::command(const std::vector<std::string>& argv) const {
  if (interpreter.empty()) return argv;
  std::vector<std::string> result = {interpreter};
  if (!argument.empty()) result.push_back(argument);
  result.push_back(path);
  result.insert(result.end(), argv.begin() + 1, argv.end());
  return result;
}

Error Program::exec_error(int error) const {
  if (!interpreter.empty()) return {"cannot be run by " + interpreter + ", which its #! line names: " + errno_text(error), path, {}};
  if (error != ENOEXEC) return {"cannot be run: " + errno_text(error), path, {}};
  const std::string start = first_bytes(file);
  if (start.starts_with("\x7f"
                        "ELF"))
    return {"is a program for another kind of machine", path, {}};
  if (start.empty()) return {"is empty, or cannot be read", path, {}};
  return {"has no #! line and is not a binary program", path, "let its first line name what runs it: #!/bin/sh, #!/usr/bin/env python3"};
}

}  // namespace vigilcast::runtime
