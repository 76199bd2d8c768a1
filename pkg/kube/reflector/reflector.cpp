#include "pkg/kube/reflector/reflector.h"

#include <algorithm>
#include <utility>

#include "pkg/json/value.h"

namespace vigilcast::kube {
namespace {

using std::chrono::seconds;

constexpr unsigned kPageSize = 500;
constexpr seconds kShortestWatch{300}, kLongestWatch{600};  // asked for; spread, so that not all clients come back at once
constexpr seconds kMargin{30};           // how much later than announced a server may end a watch
constexpr seconds kAnswerTime{60};       // until the beginning of an answer, and between two parts of a list
constexpr seconds kNoProgress{10};       // of a streaming list, until it is taken for a plain watch
constexpr seconds kLongestStreaming{60};
constexpr seconds kLivedWell{5};         // a request that lived so long was no failure from the start
constexpr unsigned kStreamFailures = 2;  // then lists are read in pages

std::string encoded(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '~';
    if (plain) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out.append({'%', kHex[byte >> 4U], kHex[byte & 0xfU]});
    }
  }
  return out;
}

bool is_expired(const ApiError& error) { return error.code == 410 || error.reason == "Expired" || error.reason == "Gone"; }

// The version is none that this server knows: after a restore from a backup it may be from the future.
bool is_foreign_version(const ApiError& error) { return error.code == 400 || error.code == 422 || (error.code == 504 && error.reason == "Timeout"); }

bool ends_initial_events(const ObjectText& bookmark) {
  const auto object = json::parse(bookmark.text);
  return object && (*object)["metadata"]["annotations"]["k8s.io/initial-events-end"].string() == "true";
}

Delta::Upsert upsert(ObjectText& object) {
  return {.key = {object.name_space, object.name}, .resource_version = object.resource_version, .text = std::move(object.text)};
}

}  // namespace

Reflector::Reflector(Collection collection, std::uint64_t seed) : collection_(std::move(collection)), rng_(seed) {
  state_.kind = collection_.kind;
  state_.problem = "not read yet";
}

std::string Reflector::target() {
  std::string query;
  const auto add = [&](std::string_view name, std::string_view value) {
    query.append(query.empty() ? "?" : "&").append(name).append("=").append(encoded(value));
  };
  if (!collection_.label_selector.empty()) add("labelSelector", collection_.label_selector);
  if (!collection_.field_selector.empty()) add("fieldSelector", collection_.field_selector);
  if (want_ == Want::page) {
    if (!whole_) add("limit", std::to_string(kPageSize));
    if (!continue_.empty()) add("continue", continue_);
    return collection_.path + query;
  }
  server_timeout_ = kShortestWatch + seconds(rng_.below(static_cast<std::uint64_t>((kLongestWatch - kShortestWatch).count()) + 1));
  add("watch", "1");
  add("allowWatchBookmarks", "true");
  add("timeoutSeconds", std::to_string(std::chrono::duration_cast<seconds>(server_timeout_).count()));
  if (want_ == Want::watch) {
    add("resourceVersion", version_);
  } else {
    add("sendInitialEvents", "true");
    add("resourceVersionMatch", "NotOlderThan");
  }
  return collection_.path + query;
}

std::optional<std::string> Reflector::ask(Instant now) {
  if (under_way_ || now < due_) return std::nullopt;
  under_way_ = true;
  opened_ = false;
  if (state_.since == Instant{}) state_.since = now;  // not known since we began to ask
  now_ = began_ = heard_ = progress_ = now;
  if (want_ == Want::stream || (want_ == Want::page && continue_.empty())) index_.begin_pass();
  begin_reading();
  return target();
}

void Reflector::begin_reading() {
  event_ = {};
  list_version_.clear();
  next_page_.clear();
  page_read_ = false;
  reading_.emplace(DocumentStream::Callbacks{
      .item = [this](ObjectText& object) { return want_ != Want::page || take_object(object, false); },
      .member = [this](std::string_view name, ObjectText& value) { return take_member(name, value); },
      .end = [this] { return want_ == Want::page ? (page_read_ = true) : take_event(); },
  });
}

Instant Reflector::next_deadline() const {
  if (!under_way_) return due_;
  if (!opened_ || want_ == Want::page) return heard_ + kAnswerTime;
  if (want_ == Want::stream) return std::min(progress_ + kNoProgress, began_ + kLongestStreaming);
  return heard_ + server_timeout_ + kMargin;
}

void Reflector::on_time(Instant now) {
  if (!under_way_ || now < next_deadline()) return;
  now_ = now;
  if (want_ == Want::stream && opened_) {
    // Old servers take a streaming list for a watch of everything, whose beginning has no end.
    under_way_ = false;
    streams_ = ++stream_failures_ < kStreamFailures;
    tell("the streaming list does not come to its end: it is read in pages");
    read_all_again(true);
    return;
  }
  give_up("not a byte for " + format_duration(std::chrono::duration_cast<seconds>(now - heard_)) + ": the connection is taken for dead");
}

void Reflector::opened(Instant now) {
  if (!under_way_) return;
  now_ = heard_ = progress_ = now;
  opened_ = true;
  if (want_ == Want::watch) tell("");
}

bool Reflector::read(std::string_view piece, Instant now) {
  if (!under_way_) return false;
  now_ = heard_ = now;
  const auto more = reading_->feed(piece);
  if (!more) return give_up("what the server sends is not understood: " + more.error().text);
  if (*more && want_ == Want::stream) on_time(now);  // bytes alone are no progress
  return *more && under_way_;
}

bool Reflector::take_member(std::string_view name, ObjectText& value) {
  if (want_ != Want::page) {
    if (name == "type") event_.type = value.text;
    if (name == "object") event_.object = std::move(value);
    return true;
  }
  if (name != "metadata") return true;
  const auto metadata = json::parse(value.text);
  if (!metadata) return give_up("the metadata of the list cannot be read: " + metadata.error().text);
  list_version_ = (*metadata)["resourceVersion"].string();
  next_page_ = (*metadata)["continue"].string();
  return true;
}

bool Reflector::take_event() {
  Event event = std::exchange(event_, {});
  if (event.type == R"("ADDED")" || event.type == R"("MODIFIED")") return take_object(event.object, false);
  if (event.type == R"("DELETED")") return take_object(event.object, true);
  if (event.type == R"("BOOKMARK")") take_bookmark(event.object);
  if (event.type != R"("ERROR")") return true;
  failed(read_status(0, event.object.text), now_);
  return false;
}

bool Reflector::take_object(ObjectText& object, bool deleted) {
  if (object.name.empty() || object.resource_version.empty()) return give_up("the server sends an object without a name or a version");
  if (want_ == Want::watch) {
    if (!is_newer(object.resource_version, version_)) return true;  // said again, or of the past
    version_ = object.resource_version;
  }
  if (deleted) {
    index_.remove({object.name_space, object.name}, object.resource_version);
  } else if (index_.put(upsert(object))) {
    progress_ = now_;
  }
  return true;
}

void Reflector::take_bookmark(const ObjectText& bookmark) {
  if (bookmark.resource_version.empty()) return;
  if (want_ == Want::watch) {
    if (is_newer(bookmark.resource_version, version_)) version_ = bookmark.resource_version;
  } else if (ends_initial_events(bookmark)) {
    version_ = bookmark.resource_version;
    stream_failures_ = 0;
    synced();
    tell("");
  }
}

void Reflector::synced() {
  index_.end_pass();
  want_ = Want::watch;
  whole_ = false;
  tell_synced_ = tell_synced_ || !synced_;
  synced_ = true;
}

void Reflector::ended(Instant now) {
  if (!under_way_) return;
  now_ = now;
  if (want_ == Want::page) {
    end_page();
  } else {
    end_watch();
  }
}

void Reflector::end_page() {
  if (!page_read_ || list_version_.empty()) {
    give_up("the server's answer is no whole list");
    return;
  }
  under_way_ = false;
  due_ = now_;
  continue_ = std::exchange(next_page_, {});
  if (!continue_.empty()) return;
  version_ = list_version_;
  synced();
}

// Where it ends in the midst of an event, that event comes again: a watch goes on from the last one that was whole.
void Reflector::end_watch() {
  if (want_ == Want::stream) {
    give_up("the server ends the streaming list early");
    return;
  }
  if (now_ - began_ < kLivedWell) {
    give_up("the server ends watches as soon as they begin");
    return;
  }
  forgive_after_a_while();
  under_way_ = false;
  due_ = now_;
}

void Reflector::failed(const ApiError& error, Instant now) {
  if (!under_way_) return;
  now_ = now;
  forgive_after_a_while();
  under_way_ = false;
  // Whoever answers again is back: what was waited for a server that was away counts no more.
  if (std::exchange(away_, error.code == 0) && error.code != 0) backoff_.reset();
  const bool missing = error.code == 404 && collection_.path.starts_with("/apis/");
  tell(error.to_string() + (missing ? " (is its CustomResourceDefinition installed?)" : ""));
  if (want_ == Want::stream && !is_expired(error)) {
    refused_stream(error);
  } else if (is_expired(error) || ((want_ == Want::watch || !continue_.empty()) && is_foreign_version(error))) {
    read_again_soon(error.retry_after);
    whole_ = want_ == Want::page && !continue_.empty();  // the pages go out of date faster than they are read
    read_all_again(whole_);
  } else {
    wait(error.retry_after);
  }
}

void Reflector::refused_stream(const ApiError& error) {
  const bool unknown = error.code == 400 || error.code == 422;
  const bool broken = error.code == 500 || error.code == 501 || error.code == 504;
  if (broken) ++stream_failures_;
  if (unknown || stream_failures_ >= kStreamFailures) streams_ = false;
  if (unknown) {
    due_ = now_;
  } else {
    wait(error.retry_after);
  }
  read_all_again(false);
}

void Reflector::read_all_again(bool in_pages) {
  want_ = streams_ && !in_pages ? Want::stream : Want::page;
  continue_.clear();
}

// Dropped connections of a server that works are no reason to keep away from it.
// A server that says "too old" is well. Once; if it says so again and again, it is not.
void Reflector::read_again_soon(std::optional<Duration> retry_after) {
  if (std::exchange(said_gone_, true) || retry_after) return wait(retry_after);
  due_ = now_;
}

void Reflector::forgive_after_a_while() {
  if (!opened_ || now_ - began_ < kLivedWell) return;
  backoff_.reset();
  said_gone_ = false;
}

void Reflector::wait(std::optional<Duration> retry_after) { due_ = now_ + backoff_.next(rng_, retry_after); }

bool Reflector::give_up(std::string problem) {
  forgive_after_a_while();
  under_way_ = false;
  tell(std::move(problem));
  wait();
  return false;
}

void Reflector::tell(std::string problem) {
  const bool current = problem.empty();
  if (state_.current != current) state_.since = now_;
  state_.current = current;
  state_.problem = std::move(problem);
}

Delta Reflector::take() {
  Delta delta = index_.take();
  delta.synced = std::exchange(tell_synced_, false);
  return delta;
}

}  // namespace vigilcast::kube
