#include "pkg/config/check_timing.h"

#include <algorithm>
#include <array>

#include "pkg/config/values.h"

namespace vigilcast::config {
namespace {

using yaml::Node;

constexpr Duration kShortest = std::chrono::milliseconds(1);
constexpr Duration kLongest = std::chrono::hours(24);
constexpr unsigned kMostInARow = 1000;

template <Duration health::PhaseTimeouts::* member>
void set_phase(health::PhaseTimeouts& phases, const Node& node, Load& load) {
  assign(phases.*member, load.reader.duration(node, kShortest, kLongest));
}

using health::PhaseTimeouts;
constexpr std::array kPhaseFields{
    Field<PhaseTimeouts>{{.key = "resolve", .kind = Kind::duration, .text = "To find the address of a name."}, set_phase<&PhaseTimeouts::resolve>},
    Field<PhaseTimeouts>{{.key = "connect", .kind = Kind::duration, .text = "To connect to one address."}, set_phase<&PhaseTimeouts::connect>},
    Field<PhaseTimeouts>{{.key = "tls", .kind = Kind::duration, .text = "For the TLS handshake."}, set_phase<&PhaseTimeouts::tls>},
    Field<PhaseTimeouts>{{.key = "firstByte", .kind = Kind::duration, .text = "From the request to the first byte of the answer."},
                         set_phase<&PhaseTimeouts::first_byte>},
};

const Table<PhaseTimeouts>& phases_table() {
  static constexpr Table<PhaseTimeouts> kTable{"timeouts", "Limits of single phases of a probe, all of them within `timeout`.", kPhaseFields, {}};
  return kTable;
}

constexpr std::array kTimingFields{
    Field<CheckDraft>{{.key = "interval", .kind = Kind::duration, .fallback = "1s", .text = "From one probe to the next while nothing changes."},
                      [](CheckDraft& check, const Node& node, Load& load) {
                        check.interval = &node;
                        assign(check.spec.interval, load.reader.duration(node, kShortest, kLongest));
                      }},
    Field<CheckDraft>{{.key = "fast",
                       .kind = Kind::duration,
                       .fallback = "200ms, or `interval` if that is shorter",
                       .text = "The interval while a change of verdict is pending."},
                      [](CheckDraft& check, const Node& node, Load& load) {
                        check.fast = &node;
                        assign(check.spec.fast, load.reader.duration(node, kShortest, kLongest));
                      }},
    Field<CheckDraft>{{.key = "slow", .kind = Kind::duration, .fallback = "`interval`", .text = "The interval while the check is down and nothing changes."},
                      [](CheckDraft& check, const Node& node, Load& load) {
                        check.slow = &node;
                        assign(check.spec.slow, load.reader.duration(node, kShortest, kLongest));
                      }},
    Field<CheckDraft>{{.key = "jitter",
                       .kind = Kind::integer,
                       .fallback = "0",
                       .text = "Per cent of the interval, up to 50, by which a probe may be early or late. The grid stays."},
                      [](CheckDraft& check, const Node& node, Load& load) { assign(check.spec.jitter, read_number<unsigned>(node, load, 0, 50)); }},
    Field<CheckDraft>{{.key = "timeout",
                       .kind = Kind::duration,
                       .fallback = "800ms, or `interval` if that is shorter",
                       .text = "A probe without an answer for this long has failed."},
                      [](CheckDraft& check, const Node& node, Load& load) {
                        check.timeout = &node;
                        assign(check.spec.timeout, load.reader.duration(node, kShortest, kLongest));
                      }},
    Field<CheckDraft>{{.key = "timeouts", .kind = Kind::object, .object = "timeouts", .text = "The longest that single phases of a probe may take."},
                      [](CheckDraft& check, const Node& node, Load& load) { read_object(check.spec.timeouts, node, phases_table(), load); }},
    Field<CheckDraft>{{.key = "rise", .kind = Kind::integer, .fallback = "3; `external`: 1", .text = "Passes in a row that make the check up."},
                      [](CheckDraft& check, const Node& node, Load& load) {
                        check.rise = &node;
                        assign(check.spec.rise, read_number<unsigned>(node, load, 1, kMostInARow));
                      }},
    Field<CheckDraft>{{.key = "fall", .kind = Kind::integer, .fallback = "3; `external`: 1", .text = "Failures in a row that make the check down."},
                      [](CheckDraft& check, const Node& node, Load& load) {
                        check.fall = &node;
                        assign(check.spec.fall, read_number<unsigned>(node, load, 1, kMostInARow));
                      }},
};

}  // namespace

std::span<const Field<CheckDraft>> timing_fields() { return kTimingFields; }

std::vector<ObjectDoc> timing_tables() { return {doc_of(phases_table())}; }

void complete_timing(CheckDraft& check, Load& load) {
  health::CheckSpec& spec = check.spec;
  const bool told = std::holds_alternative<health::ExternalProbe>(spec.probe);  // whoever tells has judged already
  if (told && check.rise == nullptr) spec.rise = 1;
  if (told && check.fall == nullptr) spec.fall = 1;
  if (check.fast == nullptr) spec.fast = std::min(spec.fast, spec.interval);
  if (check.timeout == nullptr) spec.timeout = std::min(spec.timeout, spec.interval);
  if (check.fast != nullptr && spec.fast > spec.interval) {
    load.reader.error(*check.fast, "fast (" + format_duration(spec.fast) + ") is longer than interval (" + format_duration(spec.interval) + ")",
                      "a pending change is looked at more often, not less");
  }
  if (check.slow != nullptr && spec.slow < spec.interval) {
    load.reader.error(*check.slow, "slow (" + format_duration(spec.slow) + ") is shorter than interval (" + format_duration(spec.interval) + ")",
                      "what is down is looked at less often, not more");
  }
  if (check.timeout != nullptr && spec.timeout > spec.interval) {
    load.reader.warning(*check.timeout, "timeout (" + format_duration(spec.timeout) + ") is longer than interval (" + format_duration(spec.interval) + ")",
                        "a probe that hangs delays the ones after it: a check never asks twice at once");
  }
}

}  // namespace vigilcast::config
