#include "pkg/runtime/asio_headers.h"

#include "healthcheck/probe/proxy_header.h"

namespace vigilcast::health {
namespace {

std::string text_form(const TcpEndpoint& from, const TcpEndpoint& to) {
  return std::string("PROXY ") + (to.address().is_v6() ? "TCP6 " : "TCP4 ") + from.address().to_string() + " " + to.address().to_string() + " " +
         std::to_string(from.port()) + " " + std::to_string(to.port()) + "\r\n";
}

void put_address(std::string& out, const boost::asio::ip::address& address) {
  const auto put = [&](const auto& bytes) { out.append(reinterpret_cast<const char*>(bytes.data()), bytes.size()); };
  address.is_v6() ? put(address.to_v6().to_bytes()) : put(address.to_v4().to_bytes());
}

void put_number(std::string& out, unsigned value) {
  out += static_cast<char>(value >> 8U);
  out += static_cast<char>(value & 0xffU);
}

std::string binary_form(const TcpEndpoint& from, const TcpEndpoint& to) {
  constexpr std::string_view kSignature{"\r\n\r\n\0\r\nQUIT\n", 12};
  constexpr char kProxy = 0x21;                      // version 2, on behalf of another
  const bool v6 = to.address().is_v6();
  std::string out(kSignature);
  out += kProxy;
  out += static_cast<char>(v6 ? 0x21 : 0x11);        // the family, and a stream
  put_number(out, v6 ? 36 : 12);
  put_address(out, from.address());
  put_address(out, to.address());
  put_number(out, from.port());
  put_number(out, to.port());
  return out;
}

}  // namespace

std::string proxy_header(ProxyProtocol version, const TcpEndpoint& from, const TcpEndpoint& to) {
  switch (version) {
    case ProxyProtocol::v1: return text_form(from, to);
    case ProxyProtocol::v2: return binary_form(from, to);
    case ProxyProtocol::none: break;
  }
  return "";
}

}  // namespace vigilcast::health
