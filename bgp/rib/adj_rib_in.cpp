#include "bgp/rib/adj_rib_in.h"

namespace vigilcast::bgp {

void AdjRibIn::apply(const Update& update, AttributeStore& store) {
  // RFC 4271 section 4.3: a prefix in both fields is announced, so withdrawals go first.
  for (const Withdrawn& withdrawn : update.withdrawn) {
    for (const Nlri& nlri : withdrawn.nlri) table_.erase(nlri);
  }
  if (update.announced.empty()) return;
  const SharedAttributes attributes = store.intern(std::make_shared<const AttributeSet>(update.attributes));
  for (const Announced& announced : update.announced) {
    for (const Nlri& nlri : announced.nlri) table_.insert_or_assign(nlri, Received{announced.next_hop, attributes});
  }
}

const AdjRibIn::Received* AdjRibIn::find(const Nlri& nlri) const {
  const auto found = table_.find(nlri);
  return found == table_.end() ? nullptr : &found->second;
}

void AdjRibIn::each(const std::function<void(const Nlri&, const Received&)>& visit) const {
  for (const auto& [nlri, received] : table_) visit(nlri, received);
}

}  // namespace vigilcast::bgp
