// TCP as the engines see it: connections over links that are slow, cut bytes into pieces, stop answering or reset.
// A connection is a pair of byte streams. Nothing is called back from inside a call: all answers come through the agenda.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "bgp/engine/engine.h"
#include "tests/sim/agenda.h"

namespace vigilcast::sim {

// Somebody with an address.
class Host {
 public:
  virtual ~Host() = default;
  virtual void handle(const bgp::TransportEvent& event) = 0;
  virtual void arrived(const bgp::BfdDatagram& /*datagram*/) {}
  virtual bgp::ConnectionId new_connection_id() = 0;
  [[nodiscard]] virtual std::optional<IpAddress> other_family() const = 0;  // an IPv6 address of the same interface
  [[nodiscard]] virtual bool listens() const = 0;
};

struct Link {
  Duration latency = std::chrono::milliseconds(1);
  std::size_t chunk = 0;             // bytes arrive in pieces of at most this size; 0: as they were written
  std::size_t rate = 0;              // bytes a second each way; 0: unlimited
  std::size_t buffer = 256 * 1024;   // what the kernel takes before the program has to wait
  bool silent = false;               // nothing gets through, nothing is reset: a cut cable
  bool refuses = false;              // SYNs are answered by RST
  unsigned datagrams_lost = 0;       // of three that are sent, how many
};

class Network {
 public:
  explicit Network(Agenda& agenda) : agenda_(agenda) {}

  void attach(const IpAddress& address, Host* host) { hosts_[address] = host; }  // nullptr: the machine is off
  Link& link(const IpAddress& a, const IpAddress& b) { return links_[std::minmax(a, b)]; }

  void open(const IpAddress& from, bgp::ConnectionId id, const IpAddress& to);
  void send(const IpAddress& from, bgp::ConnectionId id, const Bytes& data);
  void send_datagram(const IpAddress& from, const IpAddress& to, const Bytes& data);  // UDP
  void pause(const IpAddress& at, bgp::ConnectionId id, bool paused);  // reading: what comes fills the buffer, and then the sender's
  [[nodiscard]] std::vector<bgp::ConnectionId> unread(const IpAddress& at) const;  // connections on which bytes wait to be read
  void close(const IpAddress& from, bgp::ConnectionId id);  // what was sent before is flushed first, for about kLinger

  void reset(const IpAddress& a, const IpAddress& b);            // both ends of all connections of the link learn it now
  void vanish(const IpAddress& address);                         // a power cut: its ends are gone without a word
  void set_silent(const IpAddress& a, const IpAddress& b, bool silent);

  [[nodiscard]] bool quiet(const IpAddress& a, const IpAddress& b);  // no byte is under way between them
  [[nodiscard]] std::size_t connections(const IpAddress& a, const IpAddress& b) { return on(&link(a, b)).size(); }

 private:
  static constexpr Duration kLinger = std::chrono::seconds(5);

  struct Segment {
    Instant due;
    Bytes data;
    bool last = false;  // FIN
  };
  struct End {
    IpAddress address;
    bgp::ConnectionId id = 0;   // 0: not accepted yet
    bool open = false;          // the program knows it as up and wants to hear of it
    bool vanished = false;
    bool closing = false;       // FIN follows what waits
    bool told = true;           // the program knows `waiting`
    bool draining = false;      // a slow link is at work
    bool paused = false;        // the program does not read
    Bytes unread;               // arrived since
    Bytes waiting;              // written by the program, not taken by the kernel
    Bytes kernel;
    std::deque<Segment> wire;   // on the way to the other end
  };
  struct Connection {
    Link* link = nullptr;
    End ends[2];                // 0 opened it
    bool connecting = true;
    bool dead = false;
  };
  using Shared = std::shared_ptr<Connection>;
  struct Found {
    Shared connection;
    int end = 0;
  };

  Found find(const IpAddress& address, bgp::ConnectionId id) const;
  Host* host(const IpAddress& address) const;
  void tell(const End& end, const bgp::TransportEvent& event);
  void syn(const Shared& connection, const IpAddress& to);
  void accept(const Shared& connection);
  void flow(const Shared& connection, int end);
  void put_on_wire(const Shared& connection, int end, std::size_t count);
  [[nodiscard]] static std::size_t window(const Connection& connection, int end);
  void tell_queue(const Shared& connection, int end);
  void deliver(const Shared& connection, int end);
  void arrive(const Shared& connection, int from, const Segment& segment);
  void lose(const Shared& connection, int end, const std::string& reason);
  void forget(const Shared& connection, int end);
  void linger(const Shared& connection, int end);
  void bury(const Shared& connection);
  std::vector<Shared> on(const Link* link) const;

  Agenda& agenda_;
  std::map<std::pair<IpAddress, IpAddress>, unsigned> datagrams_;  // sent so far, by direction
  std::map<IpAddress, Host*> hosts_;
  std::map<std::pair<IpAddress, IpAddress>, Link> links_;
  std::vector<Shared> connections_;
};

}  // namespace vigilcast::sim
