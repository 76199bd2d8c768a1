#include "bgp/wire/nlri_field.h"

#include <cstring>

namespace vigilcast::bgp {

NlriField decode_nlri_field(const FamilyCodec& codec, ByteView field, bool path_ids) {
  NlriField out;
  for (ByteReader reader(field); !reader.empty();) {
    const std::size_t before = reader.remaining();
    std::uint32_t path_id = 0;
    std::optional<NlriProblem> problem;
    if (path_ids) path_id = reader.u32();
    Nlri& nlri = out.nlri.emplace_back();
    nlri.family = codec.family;
    nlri.path_id = path_id;
    problem = reader.ok() ? codec.decode(reader, nlri.wire) : NlriProblem{FaultAction::reset_session, true, "the last path identifier is cut off"};
    if (problem) [[unlikely]] {
      out.nlri.pop_back();
      ++out.skipped;
      const bool lost = problem->lost;
      if (!out.problem || problem->action > out.problem->action) out.problem = std::move(problem);
      if (lost) break;
    } else if (out.nlri.size() == 1) {
      out.nlri.reserve(1 + reader.remaining() / (before - reader.remaining()));  // most prefixes of a message are about as long
    }
  }
  return out;
}

NlriFit fit_nlri(std::span<const Nlri> nlri, bool path_ids, std::size_t room) {
  NlriFit out;
  for (const Nlri& one : nlri) {
    const std::size_t size = one.wire.size() + (path_ids ? 4 : 0);
    if (size > room - out.octets) break;
    out.octets += size;
    ++out.count;
  }
  return out;
}

void append_nlri(Bytes& out, std::span<const Nlri> nlri, bool path_ids, std::size_t octets) {
  const std::size_t start = out.size();
  out.resize(start + octets);
  std::uint8_t* to = out.data() + start;
  for (const Nlri& one : nlri) {
    if (path_ids) {
      for (unsigned shift = 32; shift != 0; shift -= 8) *to++ = static_cast<std::uint8_t>(one.path_id >> (shift - 8));
    }
    const ByteView wire = one.wire.view();
    std::memcpy(to, wire.data(), wire.size());
    to += wire.size();
  }
}

}  // namespace vigilcast::bgp
