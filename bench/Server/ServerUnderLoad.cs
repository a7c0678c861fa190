using System.Diagnostics;
using System.Globalization;
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

    private ServerUnderLoad(Process process, ServerOutput output, ServerWarnings warnings) => (_process, _output, _warnings) = (process, output, warnings);

    public LoadClient Client { get; private set; } = null!;

    /// <summary>Time since the process was started.</summary>
    public TimeSpan Age => _clock.Elapsed;

    /// <inheritdoc/>
    public ServerTimes ProcessorTime
    {
        get
        {
            _process.Refresh();
            return HasExited ? throw new BenchFailedException("The server exited during the run.") : new(_process.TotalProcessorTime, TimeSpan.Zero, TimeSpan.Zero);
        }
    }

    /// <inheritdoc/>
    public double Resident
    {
        get
        {
            var line = File.ReadLines($"/proc/{Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024.0;
        }
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

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
        var server = new ServerUnderLoad(new Process { StartInfo = start }, new ServerOutput(folder + ".log"), warnings);
        server.Launch();
        try
        {
            await server.BecomeReadyAsync(options.Connections, cancellation);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
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

    private void Launch()
    {
        _process.OutputDataReceived += (_, line) => _output.Add(line.Data);
        _process.ErrorDataReceived += (_, line) => _output.Add(line.Data);
        _clock.Start();
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private async Task BecomeReadyAsync(int connections, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeToStart);
        try
        {
            if (await Task.WhenAny(_output.Address, _process.WaitForExitAsync(limit.Token)) != _output.Address)
                throw new BenchFailedException("The server did not start.");
            Client = new LoadClient(await _output.Address, connections);
            while ((await Client.GetAsync(Client.At("/health/ready"), limit.Token)).Status != HttpStatusCode.OK)
                await Task.Delay(PollInterval, TimeProvider.System, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new BenchFailedException($"The server was not ready after {TimeToStart.TotalSeconds} s. Its last lines:\n{_output.LastLines()}");
        }
    }

    private async Task EndAsync()
    {
        using var limit = new CancellationTokenSource(TimeToStop);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
            if (_process.ExitCode != 0)
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
