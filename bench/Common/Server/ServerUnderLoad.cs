using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;

namespace Streams.Bench.Common.Server;

/// <summary>
/// The server as a process of its own, on a free port. It is stopped when this is disposed of, and its last lines are shown if it was gone before.
/// </summary>
internal sealed partial class ServerUnderLoad : IUnderLoad, IAsyncDisposable
{
    private const int Sigterm = 15;
    private static readonly TimeSpan TimeToStart = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(2);

    private readonly Stopwatch _clock = new();
    private readonly Process _process;
    private readonly ServerOutput _output;
    private readonly Complaints _complaints;

    private ServerUnderLoad(Process process, ServerOutput output, Complaints complaints) => (_process, _output, _complaints) = (process, output, complaints);

    public LoadClient Client { get; private set; } = null!;

    /// <summary>The time since its process was started.</summary>
    public TimeSpan Age => _clock.Elapsed;

    /// <inheritdoc/>
    public ServerTimes ProcessorTime
    {
        get
        {
            _process.Refresh();
            return IsGone ? throw new ServerFailedException("The server did not survive the run.") : new(_process.TotalProcessorTime, TimeSpan.Zero, TimeSpan.Zero);
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

    public bool IsGone => _process.HasExited;

    /// <summary>Starts it and waits until it says that it is ready.</summary>
    /// <param name="options">Which server, and how.</param>
    /// <param name="folder">Where it keeps its data. Its output goes to a file beside that.</param>
    /// <param name="complaints">Takes what goes wrong in it.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<ServerUnderLoad> StartAsync(ServerOptions options, string folder, Complaints complaints, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { options.Program, "--port", "0" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Set even where it is the default, so that the environment of the bench decides nothing; not as an argument, which others see and which may hold a password.
        start.Environment["Streams__Data"] = folder;
        start.Environment["Streams__Postgres"] = options.Postgres;
        start.Environment["Streams__Synchronous"] = options.Synchronous;
        start.Environment["Streams__InProcessSilo"] = options.HasSilo ? "true" : "false";
        var server = new ServerUnderLoad(new Process { StartInfo = start }, new ServerOutput(folder + ".log"), complaints);
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
        var endedByItself = IsGone || Kill(Id, Sigterm) != 0;
        await EndAsync();
        if (endedByItself)
            await Console.Error.WriteLineAsync($"bench: the server ended by itself with exit code {_process.ExitCode}. Its last lines:\n{_output.LastLines()}");
        _complaints.Add(_output.Complaints);
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
                throw new ServerFailedException("The server did not start.");
            Client = new LoadClient(await _output.Address, connections);
            while ((await Client.GetAsync(Client.At("/health/ready"), limit.Token)).Status != HttpStatusCode.OK)
                await Task.Delay(BetweenLooks, TimeProvider.System, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ServerFailedException($"The server was not ready after {TimeToStart.TotalSeconds} s. Its last lines:\n{_output.LastLines()}");
        }
    }

    private async Task EndAsync()
    {
        using var limit = new CancellationTokenSource(TimeToStop);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
            if (_process.ExitCode != 0)
                _complaints.Add([$"The server ended with exit code {_process.ExitCode}."]);
        }
        catch (OperationCanceledException)
        {
            _complaints.Add([$"The server did not stop within {TimeToStop.TotalSeconds} s of SIGTERM and was killed."]);
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
