// bfd/*.txt: datagrams and what a BFD session makes of them; the head of the file explains its rows.
#include <gtest/gtest.h>

#include <fstream>

#include "bgp/bfd/session.h"
#include "pkg/base/text.h"

namespace vigilcast::bgp::bfd_corpus_test {

constexpr std::uint32_t kDiscriminator = 0x0a0b0c0d;

struct Row {
  std::string title, session, hex, expected;
};

std::vector<Row> load() {
  std::vector<Row> out;
  std::ifstream in(VIGILCAST_SOURCE_DIR "/tests/corpus/bfd/reactions.txt");
  for (std::string line; std::getline(in, line);) {
    if (trim(line).empty() || line.starts_with('#')) continue;
    const auto cells = split(line, '|');
    EXPECT_EQ(cells.size(), 4U) << line;
    if (cells.size() == 4) out.push_back({std::string(trim(cells[0])), std::string(trim(cells[1])), std::string(trim(cells[2])), std::string(trim(cells[3]))});
  }
  return out;
}

// A byte may be repeated: 00*20.
Bytes bytes_of(std::string_view text) {
  Bytes out;
  if (text == "-") return out;
  for (const std::string_view word : words(text)) {
    const auto star = word.find('*');
    const Bytes once = from_hex(word.substr(0, star)).value_or(Bytes{});
    EXPECT_FALSE(once.empty()) << "not hexadecimal: " << word;
    const unsigned times = star == std::string_view::npos ? 1 : parse_number<unsigned>(word.substr(star + 1)).value_or(0);
    for (unsigned i = 0; i < times; ++i) out.insert(out.end(), once.begin(), once.end());
  }
  return out;
}

bfd::Session session_in(std::string_view description) {
  bfd::Settings settings;
  if (description.ends_with(" key")) settings.key = bfd::Key{bfd::AuthenticationType::keyed_sha1, 1, Bytes{1}};
  const auto digest = [](ByteView) { return Bytes(20, 0x77); };
  bfd::Session session(settings, {digest, digest}, kDiscriminator, Rng(1), Instant{});
  bfd::Packet opening;
  opening.my_discriminator = 0x01020304;
  opening.required_min_rx = std::chrono::milliseconds(300);
  if (description.starts_with("init") || description.starts_with("up")) session.receive(opening, {}, Instant{});
  opening.state = bfd::State::init;
  if (description.starts_with("up")) session.receive(opening, {}, Instant{});
  return session;
}

std::string reaction(const Row& row) {
  const Bytes datagram = bytes_of(row.hex);
  const auto packet = bfd::decode(datagram);
  if (!packet) return std::string(packet.error());
  bfd::Session session = session_in(row.session);
  session.receive(*packet, datagram, Instant{});
  if (session.status().discarded != 0) return std::string(session.status().last_discard);
  return "taken, then " + std::string(bfd::state_name(session.status().state));
}

TEST(BfdCorpus, EveryDatagramHasItsReaction) {
  const std::vector<Row> rows = load();
  EXPECT_GT(rows.size(), 30U);
  for (const Row& row : rows) EXPECT_EQ(reaction(row), row.expected) << row.title;
}

}  // namespace vigilcast::bgp::bfd_corpus_test
