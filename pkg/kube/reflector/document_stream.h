// Cuts a stream of JSON documents into single objects while the bytes come: the items of a list, the events of a watch. No tree of the whole is ever built;
// what is kept is one object at a time, without its managedFields, which are often the longest part of it.
//
// It understands just enough of JSON to find where values begin and end; whoever takes a text reads it with json::parse, which is strict.
// Errors: what is no object at the top, brackets that do not match, a text longer than kLargestText. After one, drop the stream. Pure; not thread-safe.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "pkg/base/result.h"

namespace vigilcast::kube {

// One value, and of an object's metadata what tells it from others.
struct ObjectText {
  std::string text;
  std::string name_space, name, resource_version;
};

class DocumentStream {
 public:
  static constexpr std::size_t kLargestText = 32U << 20U;  // etcd takes objects of 1.5 MiB; a Secret's text may be a multiple of it

  // Each may end the reading by false.
  struct Callbacks {
    std::function<bool(ObjectText&)> item;                           // an element of the top's "items"
    std::function<bool(std::string_view name, ObjectText&)> member;  // another member of the top
    std::function<bool()> end;                                       // of a document
  };

  explicit DocumentStream(Callbacks callbacks) : callbacks_(std::move(callbacks)) {}

  Result<bool> feed(std::string_view bytes);  // false: a callback wanted no more

 private:
  enum class Capture { none, item, member };

  bool step(char c);  // a character outside of strings; false: stop here
  void open(char c);
  bool close(char c);
  bool separate(char c);
  std::string_view rest_of_string(std::string_view bytes);  // takes what belongs to the string, returns what follows
  void end_string();
  void begin_value(char c);
  bool end_value();
  bool refuse(std::string why);

  void put(char c) { put(std::string_view(&c, 1)); }
  void put(std::string_view text);
  [[nodiscard]] std::size_t inside() const { return open_.size() - base_; }  // how deep we are in the captured value
  [[nodiscard]] std::string* identity();                                     // where the string that comes belongs, if it tells who the object is
  [[nodiscard]] bool in_metadata() const { return capture_ != Capture::none && inside() == 2 && outer_ == "metadata"; }

  Callbacks callbacks_;
  std::string open_;      // the brackets that are open
  bool at_key_ = false;   // the next string is the name of a member
  bool in_string_ = false, escaped_ = false;
  std::string string_;    // as written, without its quotes

  std::string top_name_;  // of the member of the top whose value comes
  bool in_items_ = false;
  Capture capture_ = Capture::none;
  std::size_t base_ = 0;  // how many brackets were open where the captured value began
  std::string outer_, inner_;  // the names on the way into it: "metadata", "name"
  bool skipping_ = false;      // a value that nobody needs
  ObjectText captured_;
  std::string problem_;
};

}  // namespace vigilcast::kube
