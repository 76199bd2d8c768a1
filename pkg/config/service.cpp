#include "pkg/config/service.h"

#include <array>

#include "pkg/config/profile.h"
#include "pkg/config/values.h"

namespace vigilcast::config {
namespace {

using yaml::Node;

void set_prefixes(ServiceDraft& service, const Node& node, Load& load) {
  const auto* items = load.reader.list(node, "a list of prefixes");
  if (items == nullptr) return;
  for (const Node& item : *items) {
    const auto prefix = read_prefix(item, load);
    if (prefix) service.prefixes.emplace_back(*prefix, &item);
  }
  if (items->empty()) load.reader.error(node, "the list of prefixes is empty", "leave prefixes out when the service only drives a watchdog");
}

void set_expression(std::optional<health::Expression>& into, const Node& node, Load& load) {
  const auto text = load.reader.text(node);
  if (!text) return;
  unsigned column = 1;
  auto expression = health::Expression::parse(*text, &column);
  if (expression) {
    into = *std::move(expression);
    return;
  }
  load.reader.error(node, expression.error().text, expression.error().hint, column - 1);
}

constexpr std::array kFields{
    Field<ServiceDraft>{{.key = "name", .required = true, .text = "What status, logs and routes call the service."},
                        [](ServiceDraft& service, const Node& node, Load& load) {
                          service.name = &node;
                          assign(service.spec.name, read_name(node, load));
                        }},
    Field<ServiceDraft>{{.key = "prefixes",
                         .kind = Kind::prefix,
                         .shape = Shape::list,
                         .text = "What is announced while the service is healthy; a bare address is a host prefix. Needed unless there is a `watchdog`."},
                        set_prefixes},
    Field<ServiceDraft>{
        {.key = "healthy",
         .kind = Kind::expression,
         .fallback = "always healthy",
         .text = "Names of checks joined by `and`, `or`, `not`, parentheses, `atLeast(2, a, b, c)` and `weighted(3, 2, a*2, b, c)`, which holds from a sum "
                 "of 3 on, until it is below 2."},
        [](ServiceDraft& service, const Node& node, Load& load) {
          service.healthy = &node;
          set_expression(service.spec.healthy, node, load);
        }},
    Field<ServiceDraft>{
        {.key = "degraded", .kind = Kind::expression, .fallback = "when a check says so", .text = "While this holds too, a healthy service is degraded."},
        [](ServiceDraft& service, const Node& node, Load& load) {
          service.degraded = &node;
          set_expression(service.spec.degraded_when, node, load);
        }},
    Field<ServiceDraft>{{.key = "announce", .kind = Kind::object, .object = "announce", .text = "How the prefixes are announced, by state."},
                        [](ServiceDraft& service, const Node& node, Load& load) {
                          AnnounceDraft draft;
                          read_object(draft, node, announce_table(), load);
                          service.spec.up = std::move(draft.up);
                          service.spec.degraded = std::move(draft.degraded);
                          service.spec.down = std::move(draft.down);
                        }},
    Field<ServiceDraft>{
        {.key = "watchdog", .text = "The routes of an exabgp.conf that bear this `watchdog` name are announced and withdrawn together with the service."},
        [](ServiceDraft& service, const Node& node, Load& load) {
          service.watchdog = &node;
          assign(service.spec.watchdog, read_name(node, load));
        }},
};
constexpr std::array<std::string_view, 2> kLater{"guard", "addresses"};

constexpr std::array kAnnounceFields{
    Field<AnnounceDraft>{{.key = "up", .kind = Kind::object_or_withdraw, .object = "profile", .fallback = "{}", .text = "While the service is healthy."},
                         [](AnnounceDraft& draft, const Node& node, Load& load) { read_profile(draft.up, node, load); }},
    Field<AnnounceDraft>{{.key = "degraded",
                          .kind = Kind::object_or_withdraw,
                          .object = "profile",
                          .fallback = "as `up`",
                          .text = "While it serves, but not as it should: a check is slow, or says so."},
                         [](AnnounceDraft& draft, const Node& node, Load& load) { read_profile(draft.degraded.emplace(), node, load); }},
    Field<AnnounceDraft>{{.key = "down",
                          .kind = Kind::object_or_withdraw,
                          .object = "profile",
                          .fallback = "withdraw",
                          .text = "While it is not; a profile de-prefers the prefixes instead of withdrawing them."},
                         [](AnnounceDraft& draft, const Node& node, Load& load) { read_profile(draft.down, node, load); }},
};
constexpr std::array<std::string_view, 7> kLaterStates{"init", "rising", "falling", "disabled", "draining", "held", "suppressed"};

}  // namespace

const Table<ServiceDraft>& service_table() {
  static constexpr Table<ServiceDraft> kTable{"service", "Prefixes that are announced while checks hold.", kFields, kLater};
  return kTable;
}

const Table<AnnounceDraft>& announce_table() {
  static constexpr Table<AnnounceDraft> kTable{"announce", "A profile for each state. Left out: announced plainly while up, withdrawn while down.",
                                               kAnnounceFields, kLaterStates};
  return kTable;
}

ServiceDraft read_service(const Node& node, Load& load) {
  ServiceDraft service;
  service.node = &node;
  read_object(service, node, service_table(), load);
  if (node.kind == Node::Kind::map && node.find("prefixes") == nullptr && node.find("watchdog") == nullptr) {
    load.reader.error(service.name != nullptr ? *service.name : node, "a service has prefixes, a watchdog, or both");
  }
  return service;
}

}  // namespace vigilcast::config
