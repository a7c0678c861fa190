using System.Diagnostics;
using System.Net;

namespace Streams.Bench.Server;

/// <summary>
/// A server in its own process, on a free port. Disposal stops it; if it exited before that, its last lines are printed.
/// </summary>
internal sealed class ServerUnderLoad : ISystemUnderTest, IAsyncDisposable
{
    private static readonly TimeSpan TimeToStart = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(2);

    private readonly Stopwatch _clock = new();
    private readonly Process _process;
    private readonly ServerOutput _output;
    private readonly ServerWarnings _warnings;
    private bool _handlesTerminate = true;

    private ServerUnderLoad(Process process, ServerOutput output, ServerWarnings warnings) => (_process, _output, _warnings) = (process, output, warnings);

    public LoadClient Client { get; private set; } = null!;

    /// <summary>Time since the process was started.</summary>
    public TimeSpan Age => _clock.Elapsed;

    /// <inheritdoc/>
    public ServerTimes ProcessorTime =>
        HasExited ? throw new BenchFailedException("The server exited during the run.") : new(ProcessTree.ProcessorTime(Id), TimeSpan.Zero, TimeSpan.Zero);

    /// <inheritdoc/>
    public double Resident => ProcessTree.Resident(Id);

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Time from the start of the process until it was ready.</summary>
    public TimeSpan ReadyAfter { get; private set; }

    /// <summary>Starts a server and waits until it reports ready.</summary>
    /// <param name="options">Which server, and how.</param>
    /// <param name="folder">Where it keeps its data. Its output goes to a file next to it.</param>
    /// <param name="warnings">Collects the warnings that it logs.</param>
    /// <param name="cancellation">Cancels the start.</param>
    public static async Task<ServerUnderLoad> StartAsync(ServerOptions options, string folder, ServerWarnings warnings, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { options.Program, "--port", "0" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Every setting is given, so that the bench's own environment has no influence. The connection string is not an argument: other users could read its password there.
        start.Environment["Streams__Data"] = folder;
        start.Environment["Streams__Postgres"] = options.Postgres;
        start.Environment["Streams__Synchronous"] = options.Synchronous;
        start.Environment["Streams__InProcessSilo"] = options.HasSilo ? "true" : "false";
        start.Environment["Streams__Clustered"] = options.IsNode ? "true" : null;
        var output = new ServerOutput(folder + ".log");
        var server = new ServerUnderLoad(new Process { StartInfo = start }, output, warnings);
        await server.StartAsync(output.Address, "/health/ready", status => status == HttpStatusCode.OK, options.Connections, cancellation);
        return server;
    }

    /// <summary>Starts a server of another kind and waits until it answers HTTP. It need not handle SIGTERM.</summary>
    /// <param name="start">How to start it.</param>
    /// <param name="address">Where it listens.</param>
    /// <param name="log">The file for its output.</param>
    /// <param name="connections">The limit of connections for requests.</param>
    /// <param name="warnings">Collects warnings about how it ended.</param>
    /// <param name="cancellation">Cancels the start.</param>
    public static async Task<ServerUnderLoad> StartAsync(
        ProcessStartInfo start, Uri address, string log, int connections, ServerWarnings warnings, CancellationToken cancellation)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        var server = new ServerUnderLoad(new Process { StartInfo = start }, new ServerOutput(log), warnings) { _handlesTerminate = false };
        await server.StartAsync(Task.FromResult(address), "/", _ => true, connections, cancellation);
        return server;
    }

    /// <inheritdoc/>
    public LoadClient ClientOf(int number) => Client;

    public async ValueTask DisposeAsync()
    {
        var exitedEarly = HasExited || !Signals.Send(Id, Signals.Terminate);
        await EndAsync();
        if (exitedEarly)
            await Console.Error.WriteLineAsync($"bench: the server exited early with code {_process.ExitCode}. Its last lines:\n{_output.LastLines()}");
        _warnings.Add(_output.Warnings);
        Client?.Dispose();
        _output.Dispose();
        _process.Dispose();
    }

    private async Task StartAsync(Task<Uri> address, string path, Predicate<HttpStatusCode> isReady, int connections, CancellationToken cancellation)
    {
        Launch();
        try
        {
            await BecomeReadyAsync(address, path, isReady, connections, cancellation);
            ReadyAfter = Age;
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    private void Launch()
    {
        // The bench tunes its own process with these (see the Makefile); the servers run as they do for users.
        foreach (var setting in new[] { "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "DOTNET_TieredPGO", "DOTNET_gcConcurrent" })
            _process.StartInfo.Environment.Remove(setting);
        _process.OutputDataReceived += (_, line) => _output.Add(line.Data);
        _process.ErrorDataReceived += (_, line) => _output.Add(line.Data);
        _clock.Start();
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private async Task BecomeReadyAsync(Task<Uri> address, string path, Predicate<HttpStatusCode> isReady, int connections, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeToStart);
        try
        {
            if (await Task.WhenAny(address, _process.WaitForExitAsync(limit.Token)) != address)
                throw new BenchFailedException("The server did not start.");
            Client = new LoadClient(await address, connections);
            while (!await IsReadyAsync(path, isReady, limit.Token))
                await Task.Delay(PollInterval, TimeProvider.System, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new BenchFailedException($"The server was not ready after {TimeToStart.TotalSeconds} s. Its last lines:\n{_output.LastLines()}");
        }
    }

    private async Task<bool> IsReadyAsync(string path, Predicate<HttpStatusCode> isReady, CancellationToken cancellation)
    {
        try
        {
            return isReady((await Client.GetAsync(Client.At(path), cancellation)).Status);
        }
        catch (HttpRequestException) when (!HasExited)
        {
            // It does not listen yet.
            return false;
        }
    }

    private async Task EndAsync()
    {
        using var limit = new CancellationTokenSource(TimeToStop);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
            if (_process.ExitCode != 0 && (_handlesTerminate || _process.ExitCode != 128 + Signals.Terminate))
                _warnings.Add([$"The server exited with code {_process.ExitCode}."]);
        }
        catch (OperationCanceledException)
        {
            _warnings.Add([$"The server did not stop within {TimeToStop.TotalSeconds} s of SIGTERM and was killed."]);
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }
    }
}
