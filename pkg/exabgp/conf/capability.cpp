#include <algorithm>

#include "pkg/base/text.h"
#include "pkg/exabgp/conf/handlers.h"

namespace vigilcast::exabgp::conf {

void on_capability(Context& context, const Call& call) {
  report_extra(context, call, 0);
  Context inside = context.inside(call.statement);
  read_section(inside, Section::capability, call.statement.body);
}

void on_graceful_restart(Context& context, const Call& call) {
  constexpr std::uint16_t kLongest = 4095;  // 12 bits (RFC 4724)
  Neighbor& neighbor = *context.neighbor;
  neighbor.restart_within_hold_time = call.statement.arguments().empty();
  neighbor.peer.graceful_restart.reset();
  if (neighbor.restart_within_hold_time) return;
  const Token* word = single_word(context, call);
  if (word == nullptr || word->text == "disable" || word->text == "disabled") return;
  const auto seconds = read_restart_time(word->text);
  if (!seconds) return report_bad_value(context, *word, seconds.error());
  if (*seconds > kLongest) {
    const std::string text =
        "a restart time of " + std::to_string(*seconds) + " does not fit: the protocol has room for " + std::to_string(kLongest) + " seconds";
    if (context.load.compat == Compat::v6) return context.report().error(word->extent, text);
    context.report().warning(word->extent, text + ", which is what is sent");
  }
  neighbor.restart_within_hold_time = *seconds == 0;
  neighbor.peer.graceful_restart = std::min(*seconds, kLongest);
}

void on_next_hop_capability(Context& context, const Call& call) {
  if (const auto value = flag_value(context, call, true)) context.neighbor->next_hop_capability = *value;
}

}  // namespace vigilcast::exabgp::conf
