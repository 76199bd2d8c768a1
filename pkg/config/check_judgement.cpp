#include "pkg/config/check_judgement.h"

#include <array>

#include "healthcheck/observation.h"
#include "pkg/base/text.h"
#include "pkg/config/values.h"

namespace vigilcast::config {
namespace {

using health::Judgement;
using yaml::Node;

constexpr unsigned kMostInARow = 1000;
constexpr Duration kShortest = std::chrono::milliseconds(1);
constexpr Duration kLongest = std::chrono::hours(24);

template <Duration Judgement::* member>
void set_time(CheckDraft& check, const Node& node, Load& load) {
  assign(check.spec.judgement.*member, load.reader.duration(node, kShortest, kLongest));
}

std::optional<std::string> read_code(const Node& node, Load& load) {
  auto word = load.reader.text(node);
  if (!word || std::ranges::find(health::kFailureCodes, *word) != health::kFailureCodes.end()) return word;
  const auto near = nearest(*word, health::kFailureCodes);
  load.reader.error(
      node, "'" + *word + "' is no code of a failure",
      near ? "did you mean '" + *near + "'?" : "they are " + join(std::vector<std::string>(health::kFailureCodes.begin(), health::kFailureCodes.end()), ", "));
  return std::nullopt;
}

constexpr std::array kWindowFields{
    Field<health::FailureWindow>{
        {.key = "count", .kind = Kind::integer, .required = true, .text = "So many failures make the check down."},
        [](health::FailureWindow& window, const Node& node, Load& load) { assign(window.failures, read_number<unsigned>(node, load, 1, kMostInARow)); }},
    Field<health::FailureWindow>{
        {.key = "of", .kind = Kind::integer, .required = true, .text = "Among so many of the last results."},
        [](health::FailureWindow& window, const Node& node, Load& load) { assign(window.of, read_number<unsigned>(node, load, 1, kMostInARow)); }},
};

constexpr std::array kDampingFields{
    Field<health::Damping>{
        {.key = "flaps",
         .kind = Kind::integer,
         .required = true,
         .text = "From so many falls in short order on, the check stays down though it passes, until it has been quiet for a while."},
        [](health::Damping& damping, const Node& node, Load& load) { assign(damping.flaps, read_number<unsigned>(node, load, 2, kMostInARow)); }},
    Field<health::Damping>{{.key = "halfLife", .kind = Kind::duration, .fallback = "1m", .text = "In this time half of the falls are forgotten."},
                           [](health::Damping& damping, const Node& node, Load& load) {
                             assign(damping.half_life, load.reader.duration(node, std::chrono::seconds(1), kLongest));
                           }},
    Field<health::Damping>{
        {.key = "longest", .kind = Kind::duration, .fallback = "10m", .text = "It is never held down longer than this."},
        [](health::Damping& damping, const Node& node, Load& load) { assign(damping.longest, load.reader.duration(node, std::chrono::seconds(1), kLongest)); }},
};

const Table<health::FailureWindow>& window_table() {
  static constexpr Table<health::FailureWindow> kTable{
      "failures", "For lossy targets, which never fail often in a row. `fall` counts beside it.", kWindowFields, {}};
  return kTable;
}

const Table<health::Damping>& damping_table() {
  static constexpr Table<health::Damping> kTable{"damping", "For flapping targets. Only the way up is delayed, never the way down.", kDampingFields, {}};
  return kTable;
}

constexpr std::array kFields{
    Field<CheckDraft>{{.key = "failures", .kind = Kind::object, .object = "failures", .text = "Failures among the last results that make the check down."},
                      [](CheckDraft& check, const Node& node, Load& load) {
                        check.window = &node;
                        read_object(check.spec.judgement.window, node, window_table(), load);
                      }},
    Field<CheckDraft>{
        {.key = "downAtOnce",
         .shape = Shape::list,
         .fallback = "none",
         .text = "Codes of results that make the check down without `fall`: `L4CON` (refused), `L4TOUT`, `L6RSP`, `L6TOUT`, `L7STS`, `L7RSP`, `L7TOUT`, "
                 "`PROCERR`, `PROCTOUT`."},
        [](CheckDraft& check, const Node& node, Load& load) {
          check.spec.judgement.down_at_once = read_list<std::string>(node, load, "a list of codes such as L4CON", read_code);
        }},
    Field<CheckDraft>{
        {.key = "degradedAbove", .kind = Kind::duration, .text = "A pass that took longer is a degraded one; `fall` of them in a row make the check degraded."},
        set_time<&Judgement::degraded_above>},
    Field<CheckDraft>{{.key = "warmUp", .kind = Kind::duration, .text = "Failures in this time after the check began do not count."},
                      set_time<&Judgement::warm_up>},
    Field<CheckDraft>{{.key = "minimumUp", .kind = Kind::duration, .text = "Once up, the check stays so for this long, but for what is in `downAtOnce`."},
                      set_time<&Judgement::minimum_up>},
    Field<CheckDraft>{{.key = "minimumDown", .kind = Kind::duration, .text = "Once down, the check stays so for this long."},
                      set_time<&Judgement::minimum_down>},
    Field<CheckDraft>{{.key = "damping", .kind = Kind::object, .object = "damping", .text = "Holds down what flaps."},
                      [](CheckDraft& check, const Node& node, Load& load) { read_object(check.spec.judgement.damping, node, damping_table(), load); }},
    Field<CheckDraft>{
        {.key = "dependsOn",
         .shape = Shape::list,
         .text = "Names of checks; while one of them is down or failing, failures of this one say nothing about its own target and do not count."},
        [](CheckDraft& check, const Node& node, Load& load) {
          check.depends_on = &node;
          check.spec.judgement.depends_on = read_list<std::string>(node, load, "a list of checks", read_name);
        }},
};

}  // namespace

std::span<const Field<CheckDraft>> judgement_fields() { return kFields; }

std::vector<ObjectDoc> judgement_tables() { return {doc_of(window_table()), doc_of(damping_table())}; }

void complete_judgement(CheckDraft& check, Load& load) {
  const health::FailureWindow& window = check.spec.judgement.window;
  if (check.window == nullptr || window.of == 0 || window.failures <= window.of) return;
  load.reader.error(*check.window, std::to_string(window.failures) + " failures never happen among " + std::to_string(window.of) + " results",
                    "count is at most what of is");
}

}  // namespace vigilcast::config
