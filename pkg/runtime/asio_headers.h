// The Asio and Beast headers, precompiled once. <utility> and <coroutine> come first: Asio 1.18 needs both before it.
#pragma once

#include <coroutine>
#include <utility>

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
