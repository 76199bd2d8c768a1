#include "pkg/kube/reflector/document_stream.h"

#include <utility>

#include "pkg/base/text.h"
#include "pkg/json/value.h"

namespace vigilcast::kube {
namespace {

constexpr std::size_t kDeepest = 1000;

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

std::string unescaped(const std::string& written) {
  if (written.find('\\') == std::string::npos) return written;
  const auto value = json::parse("\"" + written + "\"");
  return value ? value->string() : written;
}

}  // namespace

bool DocumentStream::refuse(std::string why) {
  problem_ = std::move(why);
  return false;
}

void DocumentStream::put(std::string_view text) {
  if (capture_ != Capture::none && !skipping_) captured_.text.append(text);
}

Result<bool> DocumentStream::feed(std::string_view bytes) {
  while (!bytes.empty()) {
    if (in_string_) {
      bytes = rest_of_string(bytes);
    } else {
      if (!step(bytes.front())) return problem_.empty() ? Result<bool>(false) : fail(problem_);
      bytes.remove_prefix(1);
    }
    if (captured_.text.size() + string_.size() > kLargestText) return fail("an object is longer than 32 MiB");
  }
  return true;
}

bool DocumentStream::step(char c) {
  if (is_space(c)) return true;
  if (open_.empty() && c != '{') return refuse("a JSON object is expected, not '" + printable(std::string_view(&c, 1)) + "'");
  switch (c) {
    case ',':
    case ':': return separate(c);
    case ']':
    case '}': return close(c);
    default: break;
  }
  begin_value(c);
  if (c == '{' || c == '[') {
    open(c);
    return open_.size() < kDeepest || refuse("objects are too deep inside each other");
  }
  if (c == '"') {
    in_string_ = true;
    string_.clear();
  }
  put(c);
  return true;
}

// Of the top every member's value is captured as a whole, except for the items: those are captured one by one.
void DocumentStream::begin_value(char c) {
  if (capture_ != Capture::none || open_.empty()) return;
  const bool item = in_items_ && open_.size() == 2;
  const bool member = !in_items_ && open_.size() == 1 && !at_key_;
  if (member && top_name_ == "items" && c == '[') {
    in_items_ = true;
  } else if (item || member) {
    capture_ = item ? Capture::item : Capture::member;
    base_ = open_.size();
    captured_ = {};
    outer_.clear();
    inner_.clear();
  }
}

bool DocumentStream::end_value() {
  if (capture_ == Capture::none || open_.size() != base_) return true;
  const Capture what = std::exchange(capture_, Capture::none);
  const bool go_on = what == Capture::item ? callbacks_.item(captured_) : callbacks_.member(top_name_, captured_);
  captured_ = {};
  return go_on;
}

void DocumentStream::open(char c) {
  open_.push_back(c);
  at_key_ = c == '{';
  put(c);
}

bool DocumentStream::close(char c) {
  if (open_.back() != (c == '}' ? '{' : '[')) return refuse(std::string("a bracket is closed by '") + c + "' that was not opened so");
  if (in_metadata()) skipping_ = false;
  if (!end_value()) return false;
  open_.pop_back();
  at_key_ = false;
  put(c);
  if (open_.size() == 1) in_items_ = false;
  return !open_.empty() || callbacks_.end();
}

bool DocumentStream::separate(char c) {
  if (c == ',') {
    if (in_metadata()) skipping_ = false;
    if (!end_value()) return false;
  }
  put(c);
  at_key_ = c == ',' && open_.back() == '{';
  if (c == ':' && in_metadata() && inner_ == "managedFields" && !skipping_) {
    put("null");
    skipping_ = true;
  }
  return true;
}

std::string* DocumentStream::identity() {
  if (at_key_ && capture_ == Capture::none) return open_.size() == 1 ? &top_name_ : nullptr;
  if (at_key_ && inside() == 1) return &outer_;
  if (!in_metadata() || skipping_) return nullptr;
  if (at_key_) return &inner_;
  if (inner_ == "name") return &captured_.name;
  if (inner_ == "namespace") return &captured_.name_space;
  return inner_ == "resourceVersion" ? &captured_.resource_version : nullptr;
}

std::string_view DocumentStream::rest_of_string(std::string_view bytes) {
  const std::size_t special = escaped_ ? 0 : bytes.find_first_of("\"\\");
  const std::size_t count = special == std::string_view::npos ? bytes.size() : special + 1;
  const std::string_view taken = bytes.substr(0, count);
  put(taken);
  if (identity() != nullptr) string_.append(taken);
  if (special != std::string_view::npos && !escaped_ && taken.back() == '"') {
    in_string_ = false;
    end_string();
  }
  escaped_ = special != std::string_view::npos && !escaped_ && taken.back() == '\\';
  return bytes.substr(count);
}

void DocumentStream::end_string() {
  std::string* to = identity();
  if (to == nullptr) return;
  string_.pop_back();  // the closing quote
  *to = unescaped(string_);
  string_.clear();
}

}  // namespace vigilcast::kube
