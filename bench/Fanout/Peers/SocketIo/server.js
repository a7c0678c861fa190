// Rooms, connectionStateRecovery (defaults), and an own ring of the last 50 per stream, sent on join.
const http = require("node:http");
const { Server } = require("socket.io");

const rings = new Map();
const server = http.createServer((req, res) => {
  if (req.method !== "POST") {
    res.writeHead(404).end();
    return;
  }
  const parts = [];
  req.on("data", (part) => parts.push(part));
  req.on("end", () => {
    const stream = req.url.slice("/pub/".length);
    const activity = JSON.parse(Buffer.concat(parts).toString());
    let ring = rings.get(stream);
    if (!ring) rings.set(stream, (ring = []));
    ring.push(activity);
    if (ring.length > 50) ring.shift();
    io.to(stream).emit("activity", activity);
    res.writeHead(204).end();
  });
});
const io = new Server(server, {
  transports: ["websocket"],
  perMessageDeflate: false,
  connectionStateRecovery: { maxDisconnectionDuration: 120_000, skipMiddlewares: true },
});
io.on("connection", (socket) => {
  socket.on("join", (stream, done) => {
    socket.join(stream);
    socket.emit("snapshot", rings.get(stream) ?? []);
    done(stream);
  });
});
server.listen(Number(process.env.PORT), "127.0.0.1");
