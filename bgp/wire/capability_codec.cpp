#include "bgp/wire/capability_codec.h"

#include <algorithm>
#include <array>

namespace vigilcast::bgp {
namespace {

constexpr std::size_t kMostFamilies = 256;  // more than there are; keeps a hostile OPEN cheap

Family read_family(ByteReader& reader) {
  const Afi afi{reader.u16()};
  return {afi, Safi{reader.u8()}};
}

void write_family(ByteWriter& writer, Family family) { writer.u16(static_cast<std::uint16_t>(family.afi)).u8(static_cast<std::uint8_t>(family.safi)); }

template <class T>
void add_once(std::vector<T>& to, const T& value) {
  if (to.size() < kMostFamilies && std::ranges::find(to, value) == to.end()) to.push_back(value);
}

void decode_multiprotocol(ByteView value, Capabilities& into) {
  if (value.size() != 4) return;
  ByteReader reader(value);
  const Afi afi{reader.u16()};
  reader.u8();  // reserved
  add_once(into.families, Family{afi, Safi{reader.u8()}});
}

void decode_extended_next_hop(ByteView value, Capabilities& into) {
  if (value.size() % 6 != 0) return;
  into.empty_next_hop |= value.empty();
  for (ByteReader reader(value); !reader.empty();) {
    const Afi afi{reader.u16()};
    const std::uint16_t safi = reader.u16();
    const Afi next_hop{reader.u16()};
    if (safi > 255 || (next_hop != Afi::ipv4 && next_hop != Afi::ipv6)) continue;
    add_once(into.extended_next_hop, ExtendedNextHop{{afi, Safi{static_cast<std::uint8_t>(safi)}}, next_hop});
  }
}

void decode_graceful_restart(ByteView value, Capabilities& into) {
  if (value.size() < 2 || value.size() % 4 != 2) return;
  ByteReader reader(value);
  const std::uint16_t head = reader.u16();
  GracefulRestart out{
      .restarting = (head & 0x8000) != 0, .notification = (head & 0x4000) != 0, .time = static_cast<std::uint16_t>(head & 0x0fff), .families = {}};
  while (!reader.empty()) {
    const Family family = read_family(reader);
    add_once(out.families, GracefulRestartFamily{family, (reader.u8() & 0x80) != 0});
  }
  into.graceful_restart = std::move(out);  // the last one wins (RFC 4724 section 3)
}

void decode_add_path(ByteView value, Capabilities& into) {
  if (value.size() % 4 != 0) return;
  into.empty_add_path |= value.empty();
  for (ByteReader reader(value); !reader.empty();) {
    const Family family = read_family(reader);
    const std::uint8_t mode = reader.u8();
    if (mode >= 1 && mode <= 3) add_once(into.add_path, AddPathFamily{family, AddPathMode{mode}});  // RFC 7911 section 4
  }
}

void decode_long_lived_restart(ByteView value, Capabilities& into) {
  if (value.size() % 7 != 0) return;
  into.long_lived_restart.clear();  // the last one wins, as with graceful restart
  for (ByteReader reader(value); !reader.empty();) {
    const Family family = read_family(reader);
    const bool forwarding = (reader.u8() & 0x80) != 0;
    add_once(into.long_lived_restart, LongLivedFamily{family, forwarding, reader.u24()});
  }
}

// A limit of 0 says nothing.
void decode_paths_limit(ByteView value, Capabilities& into) {
  if (value.size() % 5 != 0) return;
  for (ByteReader reader(value); !reader.empty();) {
    const Family family = read_family(reader);
    const std::uint16_t most = reader.u16();
    if (most != 0) add_once(into.paths_limit, PathsLimit{family, most});
  }
}

// Of several the first one counts. The first octet has flags, the others are the Session Id; the capability itself cannot be part of it.
void decode_multi_session(ByteView value, std::optional<MultiSession>& into) {
  if (into) return;
  into.emplace();
  for (const std::uint8_t code : value.subspan(std::min<std::size_t>(value.size(), 1))) {
    if (code != capability::multi_session && code != capability::cisco_multi_session) into->session_id.push_back(code);
  }
}

void decode_hostname(ByteView value, Capabilities& into) {
  ByteReader reader(value);
  const std::string host(as_text(reader.take(reader.u8())));
  const std::string domain(as_text(reader.take(reader.u8())));
  if (reader.ok() && reader.empty()) into.hostname.emplace(host, domain);
}

void decode_software_version(ByteView value, Capabilities& into) {
  ByteReader reader(value);
  const std::string text(as_text(reader.take(reader.u8())));
  if (reader.ok() && reader.empty() && !text.empty() && text.size() <= 64) into.software_version = text;
}

struct Row {
  std::uint8_t code;
  void (*decode)(ByteView value, Capabilities& into);
};
constexpr std::array kRows{
    Row{capability::multiprotocol, decode_multiprotocol},
    Row{capability::route_refresh, [](ByteView, Capabilities& into) { into.route_refresh = true; }},
    Row{capability::extended_next_hop, decode_extended_next_hop},
    Row{capability::extended_message, [](ByteView, Capabilities& into) { into.extended_message = true; }},
    Row{capability::graceful_restart, decode_graceful_restart},
    Row{capability::as4, [](ByteView value, Capabilities& into) { into.as4 = ByteReader(value).u32(); }},
    Row{capability::multi_session, [](ByteView value, Capabilities& into) { decode_multi_session(value, into.multi_session); }},
    Row{capability::add_path, decode_add_path},
    Row{capability::enhanced_route_refresh, [](ByteView, Capabilities& into) { into.enhanced_route_refresh = true; }},
    Row{capability::long_lived_restart, decode_long_lived_restart},
    Row{capability::hostname, decode_hostname},
    Row{capability::bfd_strict, [](ByteView, Capabilities& into) { into.bfd_strict = true; }},
    Row{capability::software_version, decode_software_version},
    Row{capability::paths_limit, decode_paths_limit},
    Row{capability::link_local_next_hop, [](ByteView, Capabilities& into) { into.link_local_next_hop = true; }},
    Row{capability::cisco_route_refresh, [](ByteView, Capabilities& into) { into.cisco_route_refresh = true; }},
    Row{capability::operational, [](ByteView, Capabilities& into) { into.operational = true; }},
    Row{capability::cisco_multi_session, [](ByteView value, Capabilities& into) { decode_multi_session(value, into.cisco_multi_session); }},
};

// Collects capabilities; each is code, length and value.
class Writer {
 public:
  template <class Write>
  void add(std::uint8_t code, Write write) {
    Bytes& out = all_.emplace_back();
    ByteWriter writer(out);
    writer.u8(code).u8(0);
    write(writer);
    if (out.size() - 2 > 255) return all_.pop_back();  // cannot be said in one capability
    out[1] = static_cast<std::uint8_t>(out.size() - 2);
  }
  void add(std::uint8_t code) {
    add(code, [](ByteWriter&) {});
  }
  std::vector<Bytes> take() { return std::move(all_); }

 private:
  std::vector<Bytes> all_;
};

void add_next_hops(Writer& writer, const std::vector<ExtendedNextHop>& all) {
  writer.add(capability::extended_next_hop, [&](ByteWriter& to) {
    for (const ExtendedNextHop& one : all) {
      to.u16(static_cast<std::uint16_t>(one.family.afi)).u16(static_cast<std::uint16_t>(one.family.safi)).u16(static_cast<std::uint16_t>(one.next_hop));
    }
  });
}

void add_add_path(Writer& writer, const std::vector<AddPathFamily>& all) {
  writer.add(capability::add_path, [&](ByteWriter& to) {
    for (const AddPathFamily& one : all) {
      write_family(to, one.family);
      to.u8(static_cast<std::uint8_t>(one.mode));
    }
  });
}

void add_graceful_restart(Writer& writer, const GracefulRestart& restart) {
  writer.add(capability::graceful_restart, [&](ByteWriter& to) {
    to.u16(static_cast<std::uint16_t>((restart.restarting ? 0x8000U : 0U) | (restart.notification ? 0x4000U : 0U) | (restart.time & 0x0fffU)));
    for (const GracefulRestartFamily& one : restart.families) {
      write_family(to, one.family);
      to.u8(one.forwarding ? 0x80 : 0);
    }
  });
}

void add_long_lived_restart(Writer& writer, const std::vector<LongLivedFamily>& all) {
  writer.add(capability::long_lived_restart, [&](ByteWriter& to) {
    for (const LongLivedFamily& one : all) {
      write_family(to, one.family);
      to.u8(one.forwarding ? 0x80 : 0).u24(one.stale_time);
    }
  });
}

void add_paths_limit(Writer& writer, const std::vector<PathsLimit>& all) {
  writer.add(capability::paths_limit, [&](ByteWriter& to) {
    for (const PathsLimit& one : all) {
      write_family(to, one.family);
      to.u16(one.most);
    }
  });
}

void add_multi_session(Writer& writer, std::uint8_t code, const std::optional<MultiSession>& session) {
  if (!session) return;
  const ByteView ids(session->session_id);
  writer.add(code, [&](ByteWriter& to) { to.u8(0).bytes(session->split ? ByteView{} : ids); });
  for (const std::uint8_t id : session->split ? ids : ByteView{}) writer.add(code, [id](ByteWriter& to) { to.u8(id); });
}

void add_text(ByteWriter& to, std::string_view text) {
  const std::string_view kept = text.substr(0, 64);
  to.u8(static_cast<std::uint8_t>(kept.size())).text(kept);
}

}  // namespace

void decode_capability(std::uint8_t code, ByteView value, Capabilities& into) {
  const auto* row = std::ranges::find(kRows, code, &Row::code);
  if (row != kRows.end()) {
    row->decode(value, into);
  } else {
    into.unknown.push_back({code, Bytes(value.begin(), value.end())});
  }
}

std::vector<Bytes> encode_capabilities(const Capabilities& from) {
  Writer writer;
  std::vector<Family> families = from.families;
  std::ranges::sort(families);
  for (const Family family : families) {
    writer.add(capability::multiprotocol,
               [&](ByteWriter& to) { to.u16(static_cast<std::uint16_t>(family.afi)).u8(0).u8(static_cast<std::uint8_t>(family.safi)); });
  }
  if (from.as4) writer.add(capability::as4, [&](ByteWriter& to) { to.u32(*from.as4); });
  if (!from.extended_next_hop.empty() || from.empty_next_hop) add_next_hops(writer, from.extended_next_hop);
  if (!from.add_path.empty() || from.empty_add_path) add_add_path(writer, from.add_path);
  if (!from.paths_limit.empty()) add_paths_limit(writer, from.paths_limit);
  if (from.graceful_restart) add_graceful_restart(writer, *from.graceful_restart);
  if (!from.long_lived_restart.empty()) add_long_lived_restart(writer, from.long_lived_restart);
  if (from.route_refresh) writer.add(capability::route_refresh);
  if (from.cisco_route_refresh) writer.add(capability::cisco_route_refresh);
  if (from.enhanced_route_refresh) writer.add(capability::enhanced_route_refresh);
  if (from.operational) writer.add(capability::operational);
  if (from.extended_message) writer.add(capability::extended_message);
  if (from.hostname) {
    writer.add(capability::hostname, [&](ByteWriter& to) {
      add_text(to, from.hostname->first);
      add_text(to, from.hostname->second);
    });
  }
  if (from.bfd_strict) writer.add(capability::bfd_strict);
  if (from.software_version) writer.add(capability::software_version, [&](ByteWriter& to) { add_text(to, *from.software_version); });
  if (from.link_local_next_hop) writer.add(capability::link_local_next_hop);
  for (const RawCapability& raw : from.unknown) {
    writer.add(raw.code, [&](ByteWriter& to) { to.bytes(ByteView(raw.value).first(std::min<std::size_t>(raw.value.size(), 255))); });
  }
  add_multi_session(writer, capability::multi_session, from.multi_session);  // last, as ExaBGP has it
  add_multi_session(writer, capability::cisco_multi_session, from.cisco_multi_session);
  return writer.take();
}

}  // namespace vigilcast::bgp
