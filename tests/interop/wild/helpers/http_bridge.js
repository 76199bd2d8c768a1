#!/usr/bin/env node
// Commands over HTTP: a PUT of {"prefix", "med"} to /routes announces, a DELETE of /routes/PREFIX withdraws, a GET of /routes lists what is announced.
// A request is answered when the daemon has answered the command. Usage: http_bridge.js PORT
'use strict';
const http = require('http');
const readline = require('readline');

const waiting = [];  // {lines, done}: one for each command that is not answered yet

function command(text) {
  return new Promise((done) => {
    waiting.push({lines: [], done});
    process.stdout.write(text + '\n');
  });
}

readline.createInterface({input: process.stdin}).on('line', (line) => {
  if (waiting.length === 0) return;
  if (line !== 'done' && line !== 'error') {
    waiting[0].lines.push(line);
    return;
  }
  const {lines, done} = waiting.shift();
  done({good: line === 'done', lines});
}).on('close', () => process.exit(0));

function body(request) {
  return new Promise((done) => {
    let text = '';
    request.on('data', (piece) => { text += piece; }).on('end', () => done(text));
  });
}

async function answer(request) {
  const prefix = decodeURIComponent(request.url.replace('/routes/', ''));
  if (request.method === 'GET' && request.url === '/routes') {
    const {lines} = await command('show adj-rib out json');
    const prefixes = lines.flatMap((line) => Object.values(JSON.parse(line)).flatMap((peer) => peer.routes.map((route) => route.prefix)));
    return [200, [...new Set(prefixes)].sort()];
  }
  if (request.method === 'PUT' && request.url === '/routes') {
    const wanted = JSON.parse(await body(request));
    const {good} = await command(`announce route ${wanted.prefix} next-hop self med ${wanted.med || 0}`);
    return good ? [201, {announced: wanted.prefix}] : [400, {refused: wanted.prefix}];
  }
  if (request.method === 'DELETE') {
    const {good} = await command(`withdraw route ${prefix} next-hop self`);
    return good ? [200, {withdrawn: prefix}] : [400, {refused: prefix}];
  }
  return [404, {unknown: request.url}];
}

http.createServer((request, response) => {
  answer(request).catch((problem) => [500, {problem: problem.message}]).then(([status, told]) => {
    response.writeHead(status, {'Content-Type': 'application/json'});
    response.end(JSON.stringify(told) + '\n');
  });
}).listen(Number(process.argv[2]), '127.0.0.1');
