// A log file that begins anew when it is full, as Python's RotatingFileHandler does for ExaBGP: FILE becomes FILE.1, that FILE.2, and so on; the oldest goes.
// Where the files cannot be renamed it goes on in the one that it has.
#pragma once

#include <cstdint>
#include <string>

#include "pkg/telemetry/descriptor_sink.h"
#include "pkg/telemetry/rotation.h"

namespace vigilcast::telemetry {

class RotatingSink : public DescriptorSink {
 public:
  // `descriptor` is the file at `path`, open for appending.
  RotatingSink(int descriptor, std::string path, Rotation rotation);

 protected:
  void make_room(std::size_t bytes) override;

 private:
  [[nodiscard]] bool shift() const;  // each file to the next number

  std::string path_;
  Rotation rotation_;
  std::uint64_t size_ = 0;
};

// Opens the file at the end, made where it is not there (0640). -1: errno says why.
int open_log_file(const std::string& path);

}  // namespace vigilcast::telemetry
