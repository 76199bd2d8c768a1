// What a connection begins with for a target behind a proxy: who is connected to whom (HAProxy's proxy-protocol.txt, sections 2.1 and 2.2).
//
// For the .cpp files of this folder, after asio_headers.h.
#pragma once

#include <string>

#include "healthcheck/data_path.h"
#include "healthcheck/probe/connection.h"

namespace vigilcast::health {

std::string proxy_header(ProxyProtocol version, const TcpEndpoint& from, const TcpEndpoint& to);  // empty: none is asked for

}  // namespace vigilcast::health
