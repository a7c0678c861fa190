using Streams.Bench.Fanout.Adaptors;

namespace Streams.Bench.Fanout.Peers;

/// <summary>Socket.IO, the version of the lock file from npm.</summary>
internal sealed class SocketIoPeer() : Peer("Socket.IO")
{
    private const string Install = "install Node 20 (https://nodejs.org)";

    private static string Folder => Path.Combine(Built, "socketio");

    public override async Task PrepareAsync(CancellationToken cancellation)
    {
        Directory.CreateDirectory(Folder);
        foreach (var file in Directory.EnumerateFiles(Source("SocketIo")))
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)), overwrite: true);
        await RunAsync(new("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]) { WorkingDirectory = Folder }, Install, cancellation);
    }

    public override Task<ServerUnderLoad> StartAsync(Session session, CancellationToken cancellation) => StartAsync(
        session,
        address => new("node", [Path.Combine(Folder, "server.js")]) { Environment = { ["PORT"] = $"{address.Port}", ["NODE_ENV"] = "production" } },
        cancellation);

    public override Adaptor Adapt(LoadClient client) => new SocketIoAdaptor(client);
}
