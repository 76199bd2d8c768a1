#include "pkg/runtime/gather_queue.h"

#include <gtest/gtest.h>

#include <climits>
#include <string>

namespace vigilcast::runtime::gather_queue_test {

SharedBytes text(std::string_view words) { return share(Bytes(words.begin(), words.end())); }

std::string front(GatherQueue& queue) {
  std::string out;
  for (const iovec& part : queue.front()) out.append(static_cast<const char*>(part.iov_base), part.iov_len);
  return out;
}

TEST(GatherQueue, GivesItsPartsTogetherAndInOrder) {
  GatherQueue queue;
  queue.push(text("one "));
  queue.push(text(""));
  queue.push(text("two"));
  EXPECT_EQ(queue.size(), 7U);
  EXPECT_EQ(front(queue), "one two");
  queue.pop(2);
  EXPECT_EQ(front(queue), "e two");
  queue.pop(2);
  EXPECT_EQ(front(queue), "two");
  queue.push(text("!"));
  queue.pop(3);
  EXPECT_EQ(front(queue), "!");
  queue.pop(1);
  EXPECT_TRUE(queue.empty());
  EXPECT_EQ(front(queue), "");
}

TEST(GatherQueue, DoesNotCopyWhatIsShared) {
  const SharedBytes shared = text("an UPDATE");
  GatherQueue one, other;
  one.push(shared);
  other.push(shared);
  EXPECT_EQ(one.front()[0].iov_base, other.front()[0].iov_base);
}

TEST(GatherQueue, OneWriteIsBounded) {
  GatherQueue queue;
  for (int i = 0; i < 3000; ++i) queue.push(text("x"));
  EXPECT_EQ(queue.front().size(), static_cast<std::size_t>(IOV_MAX));
  queue.clear();
  for (int i = 0; i < 300; ++i) queue.push(text(std::string(4096, 'x')));
  EXPECT_EQ(queue.front().size(), 64U) << "256 KiB";
}

}  // namespace vigilcast::runtime::gather_queue_test
