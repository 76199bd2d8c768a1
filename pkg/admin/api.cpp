#include "pkg/admin/api.h"

#include <algorithm>
#include <array>

#include "pkg/admin/check_view.h"
#include "pkg/admin/metrics.h"
#include "pkg/admin/views.h"
#include "pkg/base/text.h"

namespace vigilcast::admin {
namespace {

using model::Answer;
using model::Snapshot;
using std::chrono::seconds;

constexpr std::size_t kPushedText = 1024;

const Snapshot& snapshot(const Answer& answer) { return *std::get<std::shared_ptr<const Snapshot>>(answer); }
Response text(unsigned status, std::string body) {
  return {.status = status, .content_type = "text/plain; charset=utf-8", .body = std::move(body) + "\n", .headers = {}};
}
Response show(const json::Value& value) { return {.status = 200, .content_type = "application/json", .body = json::dump(value) + "\n", .headers = {}}; }
std::string parameter(const Request& request, const std::string& name) {
  const auto found = request.query.find(name);
  return found == request.query.end() ? "" : found->second;
}

Result<model::Query> ask_snapshot(const Request&) { return model::SnapshotQuery{}; }
Result<model::Query> ask_ready(const Request&) { return model::ReadyQuery{}; }
template <bgp::Direction direction>
Result<model::Query> ask_routes(const Request& request) {
  const std::string count = parameter(request, "count");
  return model::RoutesQuery{direction, parameter(request, "peer"), count == "1" || count == "true", kMaxRoutes};
}
Result<model::Query> ask_explain(const Request& request) {
  std::string subject = parameter(request, "subject");
  if (subject.empty()) return fail("explain what?", "", "name a prefix, a peer or a service: ?subject=NAME");
  const std::string kind = parameter(request, "kind");
  if (kind.empty()) return model::ExplainQuery{std::move(subject)};
  std::string known;
  for (const model::SubjectRow& row : model::kSubjects) {
    if (row.word == kind) return model::ExplainQuery{std::move(subject), row.kind};
    known += (known.empty() ? "" : ", ") + std::string(row.word);
  }
  return fail("there is no kind '" + printable(kind) + "' to explain", "", "the kinds are " + known);
}
Result<model::Query> ask_checks(const Request& request) {
  std::string name = parameter(request, "name");
  if (name.empty()) return model::SnapshotQuery{};
  return model::CheckQuery{std::move(name), false};
}
Result<model::Query> ask_probe(const Request& request) {
  std::string name = parameter(request, "name");
  if (name.empty()) return fail("probe which check?", "", "?name=NAME");
  return model::CheckQuery{std::move(name), true};
}
Result<model::Query> ask_push(const Request& request) {
  using health::Outcome;
  constexpr std::array<std::pair<std::string_view, Outcome>, 3> kResults{{{"pass", Outcome::pass}, {"degraded", Outcome::degraded}, {"fail", Outcome::fail}}};
  const std::string result = parameter(request, "result");
  const auto row = std::ranges::find(kResults, std::string_view(result), &std::pair<std::string_view, Outcome>::first);
  if (row == kResults.end()) return fail("'" + printable(result) + "' is no result", "", "pass, degraded or fail");
  const std::string text = parameter(request, "text");
  return model::PushOrder{parameter(request, "name"), row->second, printable(std::string_view(text).substr(0, kPushedText))};
}
Result<model::Query> ask_reload(const Request&) { return model::ReloadOrder{}; }

template <json::Value (*view)(const Snapshot&)>
Response show_view(const Request&, const Answer& answer) {
  return show(view(snapshot(answer)));
}
// What only an agent has: of a controller an empty list would be a wrong answer.
std::optional<Response> not_here(const Snapshot& of) {
  if (!of.controller) return std::nullopt;
  return problem(404,
                 "this is the controller " + printable(of.controller->name) + ": it gives addresses and judges objects, and has no peers, services or checks",
                 "ask the agent of a node (a pod of the DaemonSet); kubectl get vcpeer and vcnode show the sessions of all nodes");
}
template <json::Value (*view)(const Snapshot&)>
Response show_of_agent(const Request&, const Answer& answer) {
  const Snapshot& of = snapshot(answer);
  return not_here(of).value_or(show(view(of)));
}
Response show_live(const Request&, const Answer&) { return text(200, "ok"); }
Response show_ready(const Request&, const Answer& answer) {
  const auto& [ready, because] = std::get<model::Readiness>(answer);
  return ready ? text(200, "ok") : text(503, "not ready: " + (because.empty() ? "the first decisions are not made yet" : because));
}
Response show_metrics(const Request& request, const Answer& answer) {
  const Exposition form = negotiate_exposition(request.accept);
  return {.status = 200, .content_type = std::string(content_type(form)), .body = expose(snapshot(answer), form), .headers = {}};
}
Response show_routes(const Request&, const Answer& answer) { return show(routes_view(std::get<model::RoutesAnswer>(answer))); }
Response show_explanation(const Request&, const Answer& answer) { return show(explanation_view(std::get<model::Explanation>(answer))); }
Response show_peers(const Request& request, const Answer& answer) {
  if (auto elsewhere = not_here(snapshot(answer))) return *std::move(elsewhere);
  const std::string name = parameter(request, "name");
  const json::Value view = peers_view(snapshot(answer), name);
  if (name.empty() || !view["peers"].items().empty()) return show(view);
  return problem(404, "there is no peer " + printable(name), "`vigilcast peers` lists them");
}
Response show_checks(const Request&, const Answer& answer) {
  if (const auto* report = std::get_if<model::CheckReport>(&answer)) return show(check_report_view(*report));
  return not_here(snapshot(answer)).value_or(show(checks_view(snapshot(answer))));
}
Response show_done(const Request&, const Answer& answer) {
  json::Value said;
  said.set("result", std::get<std::string>(answer));
  return show(said);
}

constexpr Duration kHeartbeat = seconds(2);  // a core that takes longer is not alive
constexpr Duration kPatience = seconds(5);
constexpr Duration kReloadPatience = seconds(60);

constexpr Route kRoutes[] = {
    {"GET", "/metrics", "Prometheus text, or OpenMetrics when asked for", Reach::metrics, kPatience, 500, ask_snapshot, show_metrics},
    {"GET", "/livez", "200 while the core answers", Reach::health, kHeartbeat, 503, ask_ready, show_live},
    {"GET", "/readyz", "200 once the first decisions are made", Reach::health, kHeartbeat, 503, ask_ready, show_ready},
    {"GET", "/healthz", "200 while both hold", Reach::health, kHeartbeat, 503, ask_ready, show_ready},
    {"GET", "/api/v1/status", "the whole in short", Reach::local, kPatience, 500, ask_snapshot, show_view<status_view>},
    {"GET", "/api/v1/peers", "BGP sessions; one in full (?name=)", Reach::local, kPatience, 500, ask_snapshot, show_peers},
    {"GET", "/api/v1/services", "services and their prefixes", Reach::local, kPatience, 500, ask_snapshot, show_of_agent<services_view>},
    {"GET", "/api/v1/checks", "health checks; one in full (?name=)", Reach::local, kPatience, 404, ask_checks, show_checks},
    {"POST", "/api/v1/checks/probe", "probe now (?name=), which counts for nothing, and tell what was said and heard", Reach::order, kReloadPatience, 404,
     ask_probe, show_checks},
    {"POST", "/api/v1/checks/push", "the result of an external check (?name=, ?result=pass|degraded|fail, ?text=)", Reach::order, kPatience, 409, ask_push,
     show_done},
    {"GET", "/api/v1/events", "the last events, the newest last", Reach::local, kPatience, 500, ask_snapshot, show_view<events_view>},
    {"GET", "/api/v1/routes/in", "what peers announce to us (?peer=NAME, ?count=1)", Reach::local, kPatience, 404, ask_routes<bgp::Direction::receive>,
     show_routes},
    {"GET", "/api/v1/routes/out", "what we announce (?peer=NAME, ?count=1)", Reach::local, kPatience, 404, ask_routes<bgp::Direction::send>, show_routes},
    {"GET", "/api/v1/explain", "why a prefix, peer or service is as it is (?subject=NAME, ?kind=peer)", Reach::local, kPatience, 404, ask_explain,
     show_explanation},
    {"POST", "/api/v1/reload", "read the configuration again; a bad one changes nothing", Reach::order, kReloadPatience, 409, ask_reload, show_done},
};

// A page from elsewhere may make a browser ask us under a name that its owner points at loopback (DNS rebinding): names other than ours are refused.
bool host_is_ours(std::string_view host) {
  std::string_view name = host;
  if (const auto bracket = name.rfind(']'); bracket != std::string_view::npos) {
    name = name.substr(0, bracket + 1);
  } else if (const auto colon = name.rfind(':'); colon != std::string_view::npos) {
    name = name.substr(0, colon);
  }
  if (name.size() > 2 && name.front() == '[' && name.back() == ']') name = name.substr(1, name.size() - 2);
  return to_lower(name) == "localhost" || IpAddress::parse(name).has_value();
}

// The metrics door does not even tell that there is more.
bool is_there(const Route& route, Door door) { return door != Door::metrics || route.reach == Reach::metrics || route.reach == Reach::health; }

Response not_found(const Request& request) {
  std::string paths;
  for (const Route& route : kRoutes) {
    if (is_there(route, request.door)) paths += std::string(paths.empty() ? "" : ", ") + std::string(route.path);
  }
  return problem(404, "there is no " + printable(request.path), "there are " + paths);
}

Response outcome_response(const Route& route, const Request& request, const CoreQuery::Outcome& outcome) {
  if (!outcome) {
    return problem(503, "the core did not answer within " + format_duration(route.patience),
                   "it is stalled: look at vigilcast_loop_lag_seconds and at the log");
  }
  if (outcome->has_value()) return route.show(request, **outcome);
  const Error& error = outcome->error();
  return problem(route.on_error, (error.where.empty() ? "" : error.where + ": ") + error.text, error.hint);
}

}  // namespace

std::span<const Route> routes() { return kRoutes; }

bool needs_authority(std::string_view path) {
  return std::ranges::any_of(kRoutes, [&](const Route& route) { return route.path == path && route.reach == Reach::metrics; });
}

Api::Api(const std::shared_ptr<runtime::Loop>& loop, model::AskCore ask, std::string control_path)
    : core_(std::make_shared<CoreQuery>(loop, std::move(ask))), control_path_(std::move(control_path)) {}

std::optional<Response> Api::refusal(const Request& request, const Route*& route) const {
  if (request.door == Door::loopback && !host_is_ours(request.host)) {
    return problem(403, "the Host header names " + printable(request.host), "ask under an address or as localhost");
  }
  std::string allowed;
  for (const Route& row : kRoutes) {
    if (row.path != request.path || !is_there(row, request.door)) continue;
    if (row.method == request.method) route = &row;
    allowed += (allowed.empty() ? "" : ", ") + std::string(row.method) + (row.method == "GET" ? ", HEAD" : "");
  }
  if (allowed.empty()) return not_found(request);
  if (route == nullptr) {
    Response refused = problem(405, printable(request.method) + " is not for " + request.path, "use " + allowed);
    refused.headers.emplace_back("Allow", allowed);
    return refused;
  }
  if (route->reach == Reach::order && request.door != Door::control) {
    return problem(403, "orders are taken over the control socket only", "use " + control_path_);
  }
  return std::nullopt;
}

void Api::answer(const Request& request, std::function<void(Response)> done) {
  const Route* route = nullptr;
  if (auto refused = refusal(request, route)) return done(std::move(*refused));
  auto query = route->ask(request);
  if (!query) return done(problem(400, query.error().text, query.error().hint));
  core_->ask(std::move(*query), route->patience,
             [route, request, done = std::move(done)](const CoreQuery::Outcome& outcome) { done(outcome_response(*route, request, outcome)); });
}

}  // namespace vigilcast::admin
