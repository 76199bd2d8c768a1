// What a loader has to say about a file: every mistake at once, each with its place, the offending line and a hint.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vigilcast {

struct Place {
  std::string file;
  unsigned line = 0;    // from 1; 0: the file as a whole
  unsigned column = 0;  // from 1; 0: the line as a whole
  friend bool operator==(const Place&, const Place&) = default;
};

enum class Severity { warning, error };

struct Diagnostic {
  Severity severity = Severity::error;
  Place place;
  std::string text;
  std::string hint;           // empty when nothing helps
  std::string source;         // the offending line; empty when unknown
  unsigned underline = 1;     // how many characters of `source`, from the column on, are meant

  // "file:line:col: error: text", the line and its underline, and the hint, each on its own line.
  [[nodiscard]] std::string to_string() const;
};

class Diagnostics {
 public:
  void error(Place place, std::string text, std::string hint = {});
  void warning(Place place, std::string text, std::string hint = {});
  void add(Diagnostic diagnostic) { all_.push_back(std::move(diagnostic)); }

  [[nodiscard]] bool has_errors() const;
  [[nodiscard]] bool empty() const { return all_.empty(); }
  [[nodiscard]] const std::vector<Diagnostic>& all() const { return all_; }
  [[nodiscard]] std::string to_string() const;  // sorted by place, one to_string() after the other

 private:
  std::vector<Diagnostic> all_;
};

}  // namespace vigilcast
