using System.Diagnostics;
using Streams.Bench.Fanout.Adaptors;

namespace Streams.Bench.Fanout.Peers;

/// <summary>A server that is measured.</summary>
/// <param name="title">The heading of its column.</param>
internal abstract class Peer(string title)
{
    /// <summary>The names of all servers.</summary>
    public static readonly string[] Names = ["streams", "signalr", "socketio", "nchan", "centrifuge"];

    public string Title => title;

    /// <summary>The folder with what is built of the peers, kept for the next run.</summary>
    protected static string Built => Directory.CreateDirectory(Path.GetFullPath("artifacts/peers")).FullName;

    public static Peer Create(string name, string api) => name switch
    {
        "streams" => new StreamsPeer(api),
        "signalr" => new SignalRPeer(),
        "socketio" => new SocketIoPeer(),
        "nchan" => new NchanPeer(),
        "centrifuge" => new CentrifugePeer(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such server"),
    };

    /// <summary>Builds it, or throws a <see cref="BenchFailedException"/> that says what to install.</summary>
    public abstract Task PrepareAsync(CancellationToken cancellation);

    /// <summary>Starts it on a free port.</summary>
    public abstract Task<ServerUnderLoad> StartAsync(Session session, CancellationToken cancellation);

    /// <summary>How to talk to it.</summary>
    public abstract Adaptor Adapt(LoadClient client);

    /// <summary>Starts a program on a free port.</summary>
    /// <param name="session">Keeps its output.</param>
    /// <param name="start">The program and its arguments for an address.</param>
    /// <param name="cancellation">Cancels the start.</param>
    protected static Task<ServerUnderLoad> StartAsync(Session session, Func<Uri, ProcessStartInfo> start, CancellationToken cancellation)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Find()}");
        return session.StartAsync(start(address), address, FanoutBench.Connections, cancellation);
    }

    /// <summary>A file that the peer is built from.</summary>
    protected static string Source(params string[] path) => Path.Combine([AppContext.BaseDirectory, "Fanout", "Peers", .. path]);

    /// <summary>Runs a program to its end.</summary>
    /// <param name="start">The program.</param>
    /// <param name="install">How to get it.</param>
    /// <param name="cancellation">Ends the program.</param>
    /// <returns>What it printed.</returns>
    protected static async Task<string> RunAsync(ProcessStartInfo start, string install, CancellationToken cancellation)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new BenchFailedException($"{start.FileName} was not found: {install}");
        }

        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
            await process.WaitForExitAsync(cancellation);
            return process.ExitCode == 0 ? await output : throw new BenchFailedException($"{start.FileName} failed: {(await errors).Trim()} ({install})");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
