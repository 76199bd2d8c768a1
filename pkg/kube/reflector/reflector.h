// Follows a collection of the API server: decides what to ask and when, and turns what comes into the differences to what was known.
//
// Invariant: after synced, once the server answers for long enough, the objects reported and not removed are those of the server, at the server's versions.
// What was known stays while there is trouble; nothing is removed because something could not be read.
//
// How: one streaming list (WatchList) or, where the server has none, a list in pages and then a watch. A watch that the server ends goes on from the last
// version without a loss. 410 (as status or as an event in the stream) means that the version is too old: everything is read again, and the objects that it
// lacks are reported as removed at its end.
//
// Pure: time is an argument, chance comes from the seed. One request at a time:
//   ask() gives the request to make now; then opened() when a success begins, read() for each piece of its body, and at the end one of ended(), failed().
//   When next_deadline() passes first, on_time(); then, or when read() says false, the connection is to be dropped and ask() called again.
// Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "pkg/base/rng.h"
#include "pkg/base/time.h"
#include "pkg/kube/api/api_error.h"
#include "pkg/kube/change.h"
#include "pkg/kube/reflector/backoff.h"
#include "pkg/kube/reflector/collection.h"
#include "pkg/kube/reflector/document_stream.h"
#include "pkg/kube/reflector/object_index.h"

namespace vigilcast::kube {

class Reflector {
 public:
  Reflector(Collection collection, std::uint64_t seed);
  Reflector(const Reflector&) = delete;
  Reflector& operator=(const Reflector&) = delete;

  // Path and query of a GET; nothing: a request is under way, or it is not time yet.
  [[nodiscard]] std::optional<std::string> ask(Instant now);
  // Under way: until when the server may be silent. Otherwise: when to ask.
  [[nodiscard]] Instant next_deadline() const;
  void on_time(Instant now);

  void opened(Instant now);
  [[nodiscard]] bool read(std::string_view piece, Instant now);
  void ended(Instant now);                         // the server ended its answer properly
  void failed(const ApiError& error, Instant now);  // it refused, or the connection broke

  [[nodiscard]] Delta take();
  [[nodiscard]] const WatchState& state() const { return state_; }
  [[nodiscard]] std::size_t size() const { return index_.size(); }

 private:
  enum class Want { stream, page, watch };  // what is, or will be, asked for
  struct Event {
    std::string type;
    ObjectText object;
  };

  [[nodiscard]] std::string target();
  void begin_reading();
  bool take_member(std::string_view name, ObjectText& value);
  bool take_event();
  bool take_object(ObjectText& object, bool deleted);
  void take_bookmark(const ObjectText& bookmark);
  void end_page();
  void end_watch();
  void synced();

  void refused_stream(const ApiError& error);
  void read_all_again(bool in_pages);
  void read_again_soon(std::optional<Duration> retry_after);
  void wait(std::optional<Duration> retry_after = {});
  void tell(std::string problem);  // empty: all is well
  bool give_up(std::string problem);
  void forgive_after_a_while();

  Collection collection_;
  Rng rng_;
  ObjectIndex index_;
  Backoff backoff_;

  Want want_ = Want::stream;
  bool streams_ = true;         // the server has WatchList, as far as we know
  unsigned stream_failures_ = 0;
  bool whole_ = false;          // the next list comes in one piece
  bool page_read_ = false;
  bool away_ = false;           // nobody answered the last time
  bool said_gone_ = false;      // since something lived well
  bool under_way_ = false;
  bool opened_ = false;
  Instant due_{};               // when to ask
  Instant now_{};               // of the call that is being served
  Instant began_{}, heard_{}, progress_{};  // of the request under way: its beginning, the last byte, the last object that was new in this pass
  Duration server_timeout_{};

  std::optional<DocumentStream> reading_;
  Event event_;                 // of the watch, as far as it is read
  std::string list_version_;    // of the page that is being read
  std::string next_page_;       // after it; empty: it is the last
  std::string continue_;        // the page to ask for; empty: the first
  std::string version_;         // from which a watch goes on
  bool synced_ = false, tell_synced_ = false;
  WatchState state_;
};

}  // namespace vigilcast::kube
