#include "bgp/wire/nlri_field.h"

#include <cstring>

#include "bgp/wire/labelled_nlri.h"

namespace vigilcast::bgp {
namespace {

std::optional<NlriProblem> decode_labelled(const FamilyCodec& codec, ByteReader& from, bool withdrawn, SmallBytes& wire, SmallBytes& labels) {
  Bytes plain;
  if (auto problem = take_labels(codec, from, withdrawn, labels, plain)) return problem;
  ByteReader reader(plain);
  return codec.decode(reader, wire);
}

// The octets that one NLRI takes; nothing when its length does not fit.
std::optional<std::size_t> size_of(const NlriView& nlri, const NlriFraming& framing) {
  constexpr std::size_t kMostBits = 255;
  const std::size_t size = nlri.wire.size() + (framing.path_ids ? 4 : 0);
  if (framing.labels.empty()) return size;
  if (nlri.wire.empty() || nlri.wire[0] + framing.labels.size() * 8 > kMostBits) return std::nullopt;
  return size + framing.labels.size();
}

std::uint8_t* append(std::uint8_t* to, ByteView octets) {
  std::memcpy(to, octets.data(), octets.size());
  return to + octets.size();
}

}  // namespace

NlriField decode_nlri_field(const FamilyCodec& codec, ByteView field, bool path_ids, FieldKind kind) {
  NlriField out;
  for (ByteReader reader(field); !reader.empty();) {
    const std::size_t before = reader.remaining();
    std::uint32_t path_id = 0;
    std::optional<NlriProblem> problem;
    if (path_ids) path_id = reader.u32();
    Nlri& nlri = out.nlri.emplace_back();
    nlri.family = codec.family;
    nlri.path_id = path_id;
    SmallBytes labels;
    if (!reader.ok()) {
      problem = NlriProblem{FaultAction::reset_session, true, "the last path identifier is cut off"};
    } else if (codec.labelled) {
      problem = decode_labelled(codec, reader, kind == FieldKind::withdrawn, nlri.wire, labels);
    } else {
      problem = codec.decode(reader, nlri.wire);
    }
    if (problem) [[unlikely]] {
      out.nlri.pop_back();
      ++out.skipped;
      const bool lost = problem->lost;
      if (!out.problem || problem->action > out.problem->action) out.problem = std::move(problem);
      if (lost) break;
      continue;
    }
    if (codec.labelled) out.labels.push_back(std::move(labels));
    if (out.nlri.size() == 1) out.nlri.reserve(1 + reader.remaining() / (before - reader.remaining()));  // most prefixes of a message are about as long
  }
  return out;
}

NlriFit fit_nlri(std::span<const NlriView> nlri, const NlriFraming& framing, std::size_t room) {
  NlriFit out;
  for (const NlriView& one : nlri) {
    const auto size = size_of(one, framing);
    if (!size || *size > room - out.octets) break;
    out.octets += *size;
    ++out.count;
  }
  return out;
}

void append_nlri(Bytes& out, std::span<const NlriView> nlri, const NlriFraming& framing, std::size_t octets) {
  const std::size_t start = out.size();
  out.resize(start + octets);
  std::uint8_t* to = out.data() + start;
  for (const NlriView& one : nlri) {
    if (framing.path_ids) {
      for (unsigned shift = 32; shift != 0; shift -= 8) *to++ = static_cast<std::uint8_t>(one.path_id >> (shift - 8));
    }
    ByteView wire = one.wire;
    if (!framing.labels.empty()) {
      *to++ = static_cast<std::uint8_t>(wire[0] + framing.labels.size() * 8);
      to = append(to, framing.labels);
      wire = wire.subspan(1);
    }
    to = append(to, wire);
  }
}

}  // namespace vigilcast::bgp
