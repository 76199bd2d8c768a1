// Collects what a loader has to say about one file: each mistake once, with its line and an underline; passwords are never shown.
#pragma once

#include <set>
#include <string>
#include <tuple>

#include "pkg/base/diagnostics.h"
#include "pkg/exabgp/conf/source.h"

namespace vigilcast::exabgp::conf {

// A stretch of the file.
struct Extent {
  std::size_t offset = 0;
  std::size_t length = 1;  // bytes
};

class Report {
 public:
  // `strict`: what ExaBGP does not read is a mistake, whatever we could make of it.
  explicit Report(const Source& source, bool strict = false) : source_(source), strict_(strict) {}

  void error(Extent where, const std::string& text, const std::string& hint = {}) { add(Severity::error, where, text, hint); }
  void warning(Extent where, const std::string& text, const std::string& hint = {}) { add(Severity::warning, where, text, hint); }
  // Of what only we can read.
  void liberty(Extent where, const std::string& text, const std::string& hint = {}) { add(strict_ ? Severity::error : Severity::warning, where, text, hint); }
  void file_error(std::string text, std::string hint = {});

  // After so many mistakes the rest is most probably consequence: nothing more is recorded. Warnings have a limit of their own, and are no reason to stop.
  [[nodiscard]] bool full() const { return errors_ >= kLimit; }
  [[nodiscard]] const Source& source() const { return source_; }
  [[nodiscard]] Diagnostics take() { return std::move(diagnostics_); }

 private:
  static constexpr std::size_t kLimit = 200;

  void add(Severity severity, Extent where, const std::string& text, const std::string& hint);

  const Source& source_;
  bool strict_;
  Diagnostics diagnostics_;
  std::size_t errors_ = 0, warnings_ = 0;
  std::set<std::tuple<std::size_t, std::string>> seen_;  // a template's mistake comes back with every neighbor that inherits it
};

}  // namespace vigilcast::exabgp::conf
