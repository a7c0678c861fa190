using System.Diagnostics;
using Streams.Bench.Fanout.Adaptors;

namespace Streams.Bench.Fanout.Peers;

/// <summary>nginx with Debian's package of Nchan.</summary>
internal sealed class NchanPeer() : Peer("Nchan")
{
    private const string Install = "on Debian, apt-get install nginx-light libnginx-mod-nchan";

    // Users need not have this folder in their PATH.
    private const string Program = "/usr/sbin/nginx";

    private string? _module;

    private static string Folder => Directory.CreateDirectory(Path.Combine(Built, "nchan")).FullName;

    public override async Task PrepareAsync(CancellationToken cancellation)
    {
        await RunAsync(new(Program, ["-v"]), Install, cancellation);
        var files = await RunAsync(new("dpkg", ["-L", "libnginx-mod-nchan"]), Install, cancellation);
        _module = files.Split('\n').FirstOrDefault(file => file.EndsWith("nchan_module.so", StringComparison.Ordinal))
            ?? throw new BenchFailedException($"The package libnginx-mod-nchan has no module: {Install}");
    }

    public override Task<ServerUnderLoad> StartAsync(Session session, CancellationToken cancellation) => StartAsync(session, Start, cancellation);

    public override Adaptor Adapt(LoadClient client) => new NchanAdaptor(client);

    private ProcessStartInfo Start(Uri address)
    {
        var configuration = Path.Combine(Folder, "nginx.conf");
        File.WriteAllText(configuration, File.ReadAllText(Source("Nchan", "nginx.conf")).Replace("PORT", $"{address.Port}", StringComparison.Ordinal));
        // As root, the workers would otherwise run as a user who may not read the folder.
        return new(Program, ["-p", Folder, "-c", configuration, "-g", $"load_module {_module}; user {Environment.UserName};"]);
    }
}
