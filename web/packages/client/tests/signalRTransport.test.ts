import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

import { MessagePackHubProtocol } from '@microsoft/signalr-protocol-msgpack';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { SignalRTransport } from '../src/transport/signalRTransport.js';

/** A server that completes the WebSocket and SignalR handshakes, then sends nothing while the connection stays open. */
let server: Server;
let connections: Duplex[];
let handshakes: string[];
let url: string;

beforeEach(async () => {
  connections = [];
  handshakes = [];
  server = createServer().on('upgrade', (request, socket: Duplex) => {
    connections.push(socket);
    // The client may close at any time.
    socket.on('error', () => undefined);
    const accept = createHash('sha1').update(`${request.headers['sec-websocket-key'] ?? ''}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
    socket.once('data', (data: Buffer) => {
      handshakes.push(unmasked(data));
      socket.write(text('{}\u001e'));
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});

afterEach(() => {
  vi.useRealTimers();
  for (const socket of connections) socket.destroy();
  server.close();
});

/** A short WebSocket frame. */
function text(payload: string): Buffer {
  return Buffer.concat([Buffer.from([0x81, payload.length]), Buffer.from(payload)]);
}

/** The payload of a short frame of a client. */
function unmasked(frame: Buffer): string {
  const [mask, payload] = [frame.subarray(2, 6), frame.subarray(6)];
  return Buffer.from(payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0))).toString();
}

it('speaks JSON, or the protocol that it is given', async () => {
  const events = { onFrame: vi.fn(), onUnwatched: vi.fn(), onClosed: vi.fn() };
  await new SignalRTransport(url, events).connect();
  await new SignalRTransport(url, events, new MessagePackHubProtocol()).connect();
  expect(handshakes.map((handshake) => (JSON.parse(handshake.replace('\u001e', '')) as { protocol: string }).protocol)).toEqual(['json', 'messagepack']);
});

it('closes after 30 s without even a ping, and pending calls fail', async () => {
  const onClosed = vi.fn<(reason: string) => void>();
  const transport = new SignalRTransport(url, { onFrame: vi.fn(), onUnwatched: vi.fn(), onClosed });
  await transport.connect();
  const reply = transport.watch('s1', null).catch((failure: unknown) => String(failure));
  await vi.advanceTimersByTimeAsync(29_999);
  expect(onClosed).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(await reply).toMatch(/timeout/i);
  expect(onClosed).toHaveBeenCalledOnce();
  expect(onClosed.mock.lastCall?.[0]).toMatch(/timeout/i);
});

it('waits for the reply to a pending report before it closes the connection', async () => {
  const transport = new SignalRTransport(url, { onFrame: vi.fn(), onUnwatched: vi.fn(), onClosed: vi.fn() });
  await transport.connect();
  const [socket] = connections;
  if (!socket) throw new Error('no connection');
  const invoked = new Promise((resolve) => socket.once('data', resolve));
  const reply = transport.report('s1', []);
  transport.close();
  await invoked;
  const hungUp = new Promise((resolve) => socket.once('data', resolve));
  const ack = { accepted: 1, duplicates: 0, position: { epoch: 'e', seq: 1 } };
  socket.write(text(`${JSON.stringify({ type: 3, invocationId: '0', result: ack })}\u001e`));
  expect(await reply).toEqual(ack);
  await hungUp;
});
