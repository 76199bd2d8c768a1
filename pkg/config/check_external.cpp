// A check that is told its results: over the API, with `vigilcast push`, or by a helper program.
#include <array>

#include "pkg/config/check_kinds.h"
#include "pkg/config/values.h"

namespace vigilcast::config {
namespace {

using yaml::Node;

constexpr Duration kShortest = std::chrono::seconds(1);
constexpr Duration kLongest = std::chrono::hours(24 * 7);

constexpr std::array kFields{
    Field<health::ExternalProbe>{
        {.key = "ttl",
         .kind = Kind::duration,
         .fallback = "none: the last word stands",
         .text = "Silence for this long is a failure, and again after each such time."},
        [](health::ExternalProbe& probe, const Node& node, Load& load) { assign(probe.ttl, load.reader.duration(node, kShortest, kLongest)); }},
    Field<health::ExternalProbe>{{.key = "from", .fallback = "push", .text = "Who tells, for people: \"the deploy script\"."},
                                 [](health::ExternalProbe& probe, const Node& node, Load& load) { assign(probe.source, load.reader.text(node)); }},
};

const Table<health::ExternalProbe>& external_table() {
  static constexpr Table<health::ExternalProbe> kTable{
      "external",
      "Results come from elsewhere: `vigilcast push NAME pass`, or POST /api/v1/checks/push over the control socket. `external: {}` is enough.",
      kFields,
      {}};
  return kTable;
}

void set_external(CheckDraft& check, const Node& node, Load& load) {
  health::ExternalProbe probe{.source = "push", .pushed = true};
  read_object(probe, node, external_table(), load);
  check.spec.probe = std::move(probe);
}

}  // namespace

CheckKind external_kind() {
  return {{{.key = "external", .kind = Kind::object, .object = "external", .text = "Results that are told from elsewhere."}, set_external},
          [] { return std::vector{doc_of(external_table())}; }};
}

}  // namespace vigilcast::config
