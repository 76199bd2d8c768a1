// An API server without a network: one collection, its versions, its history as far as it was not compacted, pages, watches, bookmarks and streaming lists.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "pkg/base/text.h"

namespace vigilcast::kube::reflector_test {

using Version = std::uint64_t;

inline std::string object_text(const std::string& name, Version version) {
  const std::string number = std::to_string(version);
  return R"({"metadata":{"name":")" + name + R"(","namespace":"n","resourceVersion":")" + number + R"(","managedFields":[{"manager":"}\",{"}]},"value":)" +
         number + "}";
}

inline std::string event_line(std::string_view type, const std::string& object) {
  return R"({"type":")" + std::string(type) + R"(","object":)" + object + "}\n";
}

inline std::string status_text(int code, std::string_view reason, std::string_view message) {
  return R"({"kind":"Status","apiVersion":"v1","status":"Failure","code":)" + std::to_string(code) + R"(,"reason":")" + std::string(reason) +
         R"(","message":")" + std::string(message) + R"("})";
}

class SimulatedServer {
 public:
  enum class Streaming { known, refused, ignored };  // what becomes of sendInitialEvents

  struct Answer {
    int status = 200;
    std::string body = {};
    bool goes_on = false;  // a watch: events follow
    bool owes_end = false;  // a streaming list: the bookmark that ends it follows, perhaps after events
    Version told = 0;      // up to which they are in the body
  };
  struct Edit {
    Version version;
    std::string type, name;
  };

  explicit SimulatedServer(Streaming streaming) : streaming_(streaming) {}

  void put(const std::string& name) {
    const bool there = objects_.contains(name);
    objects_[name] = ++version_;
    history_.push_back({version_, there ? "MODIFIED" : "ADDED", name});
  }
  void remove(const std::string& name) {
    if (objects_.erase(name) != 0) history_.push_back({++version_, "DELETED", name});
  }
  // Forgets all history but the last `kept` edits; pages and watches of older versions end with 410.
  void compact(std::size_t kept) {
    if (history_.size() <= kept) return;
    history_.erase(history_.begin(), history_.end() - static_cast<std::ptrdiff_t>(kept));
    compacted_ = kept == 0 ? version_ : history_.front().version - 1;
  }

  Answer answer(const std::string& target) {
    const std::map<std::string, std::string> query = parse(target);
    if (!query.contains("watch")) return list(query);
    if (query.contains("sendInitialEvents")) return stream();
    return watch(std::stoull(query.at("resourceVersion")));
  }

  // What happened after `told`, which moves on.
  std::string news(Version& told) const {
    std::string lines;
    for (const Edit& edit : history_) {
      if (edit.version > told) lines += event_line(edit.type, object_text(edit.name, edit.version));
    }
    told = version_;
    return lines;
  }
  std::string bookmark(std::string_view annotations = "{}") const {
    return event_line("BOOKMARK", R"({"metadata":{"resourceVersion":")" + std::to_string(version_) + R"(","annotations":)" + std::string(annotations) + "}}");
  }

  [[nodiscard]] const std::map<std::string, Version>& objects() const { return objects_; }
  [[nodiscard]] const std::vector<Edit>& history() const { return history_; }
  [[nodiscard]] Version version() const { return version_; }
  [[nodiscard]] bool has(Version told) const { return told >= compacted_; }

  std::size_t page_size = 3;
  bool gone_as_event = false;  // a version that is too old is told in the stream instead of by the status

 private:
  struct Page {
    std::vector<std::pair<std::string, Version>> rest;
    Version version;
  };

  static std::map<std::string, std::string> parse(const std::string& target) {
    std::map<std::string, std::string> out;
    for (const std::string_view field : split(std::string_view(target).substr(target.find('?') + 1), '&')) {
      out.emplace(field.substr(0, field.find('=')), field.substr(field.find('=') + 1));
    }
    return out;
  }

  static Answer gone() { return {410, status_text(410, "Expired", "too old resource version")}; }

  Answer list(const std::map<std::string, std::string>& query) {
    Page page{{objects_.begin(), objects_.end()}, version_};
    if (const auto token = query.find("continue"); token != query.end()) {
      page = pages_.at(std::stoull(token->second));
      if (page.version < compacted_) return gone();
    }
    const std::size_t count = query.contains("limit") ? std::min(page_size, page.rest.size()) : page.rest.size();
    std::string items;
    for (std::size_t i = 0; i < count; ++i) items += (i == 0 ? "" : ",") + object_text(page.rest[i].first, page.rest[i].second);
    page.rest.erase(page.rest.begin(), page.rest.begin() + static_cast<std::ptrdiff_t>(count));
    std::string token;
    if (!page.rest.empty()) {
      token = std::to_string(pages_.size());
      pages_.push_back(page);
    }
    return {200, R"({"kind":"List","metadata":{"resourceVersion":")" + std::to_string(page.version) + R"(","continue":")" + token + R"("},"items":[)" + items +
                     "]}"};
  }

  Answer stream() const {
    if (streaming_ == Streaming::refused) return {422, status_text(422, "Invalid", "sendInitialEvents is forbidden")};
    Answer answer{200, "", true, streaming_ == Streaming::known, version_};
    for (const auto& [name, version] : objects_) answer.body += event_line("ADDED", object_text(name, version));
    return answer;
  }

  Answer watch(Version from) const {
    if (from >= compacted_) return {.status = 200, .body = "", .goes_on = true, .told = from};
    return gone_as_event ? Answer{200, event_line("ERROR", status_text(410, "Expired", "too old resource version")), true, false, version_} : gone();
  }

  Streaming streaming_;
  std::map<std::string, Version> objects_;
  std::vector<Edit> history_;
  std::vector<Page> pages_;
  Version version_ = 10, compacted_ = 0;
};

}  // namespace vigilcast::kube::reflector_test
