// The HTTP API: which paths there are, what each asks of the core, and how the answer is shown. Free of sockets.
// Thread: the admin loop's.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "pkg/admin/core_query.h"
#include "pkg/admin/request.h"

namespace vigilcast::admin {

// From where a path can be reached, and by whom.
enum class Reach : std::uint8_t {
  order,    // changes something: over the control socket only
  local,    // whoever is on this host
  metrics,  // the metrics door as well, there for readers who are authorised
  health,   // everybody
};

struct Route {
  std::string_view method;
  std::string_view path;
  std::string_view help;
  Reach reach;
  Duration patience;    // how long the core may take
  unsigned on_error;    // status when the core says no
  Result<model::Query> (*ask)(const Request&);  // an error is the request's: 400
  Response (*show)(const Request&, const model::Answer&);
};

std::span<const Route> routes();  // every one, a row each

// Whether this path, asked for through the metrics door, is for readers who are authorised.
bool needs_authority(std::string_view path);

class Api {
 public:
  // `control_path` is told to those who give orders over TCP.
  Api(const std::shared_ptr<runtime::Loop>& loop, model::AskCore ask, std::string control_path);

  // Calls `done` once, perhaps at once.
  void answer(const Request& request, std::function<void(Response)> done);

 private:
  [[nodiscard]] std::optional<Response> refusal(const Request& request, const Route*& route) const;

  std::shared_ptr<CoreQuery> core_;
  std::string control_path_;
};

}  // namespace vigilcast::admin
