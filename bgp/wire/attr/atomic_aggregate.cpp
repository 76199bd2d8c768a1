#include "bgp/wire/attr/atomic_aggregate.h"

namespace vigilcast::bgp {

std::expected<AtomicAggregate, Fault> AtomicAggregate::decode(ByteView value, const Negotiated& /*session*/) {
  if (!value.empty()) return wrong_length(kDescriptor, value.size(), "0");
  return AtomicAggregate{};
}

void AtomicAggregate::encode(Bytes& /*out*/, const Negotiated& /*session*/) const {}

Result<AtomicAggregate> AtomicAggregate::parse(TextCursor& /*words*/) { return AtomicAggregate{}; }

void AtomicAggregate::append_text(std::string& /*out*/, Dialect /*dialect*/) const {}

void AtomicAggregate::append_json(std::string& out, Dialect /*dialect*/) const { out += "true"; }

}  // namespace vigilcast::bgp
