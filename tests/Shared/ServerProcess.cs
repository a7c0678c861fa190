using System.Diagnostics;
using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Channels;

namespace Streams.Tests;

/// <summary>The product as a separate process on a free port. Disposing kills it.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly Channel<string> _output = Channel.CreateUnbounded<string>();

    private bool _disposed;

    private ServerProcess(Process process) => _process = process;

    public string Url { get; private set; } = "";

    public int Id => _process.Id;

    public HttpClient Http { get; } = new() { Timeout = Limit };

    /// <summary>Starts the API and waits until it prints its address.</summary>
    public static Task<ServerProcess> StartAsync(string data, string? companies = null, int port = 0, params string[] more) =>
        StartAsync(Program(data, companies, port, more));

    /// <summary>Starts a program of the product and waits until it prints its address.</summary>
    public static async Task<ServerProcess> StartAsync(ProcessStartInfo program)
    {
        var server = Launch(program);
        try
        {
            server.Url = await server.ReadUntilAsync(UrlPattern());
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        server.Http.BaseAddress = new Uri(server.Url);
        return server;
    }

    /// <summary>Starts the API when it is expected to fail.</summary>
    /// <returns>The exit code and the output.</returns>
    public static Task<(int Code, string Output)> FailAsync(string data, string? companies = null, int port = 0, params string[] more) =>
        FailAsync(Program(data, companies, port, more));

    /// <inheritdoc cref="FailAsync(string, string?, int, string[])"/>
    public static async Task<(int Code, string Output)> FailAsync(ProcessStartInfo program)
    {
        await using var server = Launch(program);
        using var limit = new CancellationTokenSource(Limit);
        await server._process.WaitForExitAsync(limit.Token);
        server._output.Writer.TryComplete();
        var lines = new List<string>();
        await foreach (var line in server._output.Reader.ReadAllAsync(limit.Token))
            lines.Add(line);
        return (server._process.ExitCode, string.Join('\n', lines));
    }

    /// <summary>Starts the API and sends SIGTERM as soon as it prints a line that matches.</summary>
    /// <returns>The exit code and the output after that line.</returns>
    public static async Task<(int Code, string Output)> StopWhileItStartsAsync(string data, Regex printed, params string[] more)
    {
        await using var server = Launch(Program(data, companies: null, port: 0, more));
        await server.ReadUntilAsync(printed);
        var code = await server.StopAsync();
        return (code, server.Output());
    }

    public void Send(Signal signal)
    {
        if (Kill(_process.Id, (int)signal) != 0)
            throw new InvalidOperationException("The process has ended.");
    }

    /// <summary>Sends SIGTERM and waits for the exit.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> StopAsync()
    {
        Send(Signal.Terminate);
        return ExitAsync(Limit);
    }

    /// <summary>Waits for the exit.</summary>
    /// <param name="within">Fails the test after this time.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> ExitAsync(TimeSpan within)
    {
        using var limit = new CancellationTokenSource(within);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"The process was still running after {within.TotalSeconds} s. Its output:\n{Output()}");
        }

        return _process.ExitCode;
    }

    /// <summary>The output that was not read yet; after the exit, everything since the start.</summary>
    public string Output()
    {
        var lines = new List<string>();
        while (_output.Reader.TryRead(out var line))
            lines.Add(line);
        return string.Join('\n', lines);
    }

    /// <summary>Fails if <see cref="Output"/> has warnings or errors. Orleans' warnings that the machine is busy become warnings of the test: tests that run in parallel cause them.</summary>
    public void AssertNoWarnings()
    {
        var output = Output();
        var warnings = output.Split('\n').Where(line => WarningPattern().IsMatch(line)).ToLookup(line => BusyPattern().IsMatch(line));
        foreach (var line in warnings[true])
            TestContext.Current.AddWarning(line);
        if (warnings[false].Any())
            Assert.Fail($"The server logged warnings or errors:\n{output}");
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await Http.GetAsync(new Uri(path, UriKind.Relative));
        return await ReadAsync(response);
    }

    public async Task<JsonElement> PostAsync(string path, object? body = null)
    {
        using var response = await Http.PostAsJsonAsync(path, body ?? new { });
        return await ReadAsync(response);
    }

    /// <summary>Runs an agent and waits for the end of the run.</summary>
    public async Task<JsonElement> RunAgentAsync(string streamId, string agentId)
    {
        await PostAsync($"/api/streams/{streamId}/agents/{agentId}/execute");
        return await EndOfRunAsync(streamId, agentId);
    }

    public async Task<JsonElement> EndOfRunAsync(string streamId, string agentId)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            var agent = (await GetAsync($"/api/streams/{streamId}/agents/{agentId}")).GetProperty("agent");
            if (agent.GetProperty("status").GetString() != "running")
                return agent.GetProperty("executions")[0];
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Kills the process. Does nothing the second time, so that a failed restart in a test that disposes again is not hidden.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        Http.Dispose();
    }

    private static ProcessStartInfo Program(string data, string? companies, int port, string[] more) =>
        new("dotnet", [Repository.Api, "--port", $"{port}", "--data", data, .. companies is null ? [] : (string[])["--companies", companies], .. more]);

    private static ServerProcess Launch(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        var server = new ServerProcess(new Process { StartInfo = start });
        server._process.OutputDataReceived += (_, line) => server._output.Writer.TryWrite(line.Data ?? "");
        server._process.ErrorDataReceived += (_, line) => server._output.Writer.TryWrite(line.Data ?? "");
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        return server;
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode} {text}");
        return JsonElement.Parse(text);
    }

    private async Task<string> ReadUntilAsync(Regex pattern)
    {
        using var limit = new CancellationTokenSource(Limit);
        var seen = new List<string>();
        try
        {
            while (true)
            {
                var line = await _output.Reader.ReadAsync(limit.Token);
                seen.Add(line);
                if (pattern.Match(line) is { Success: true } match)
                    return match.Groups[1].Value;
                if (_process.HasExited && _output.Reader.Count == 0)
                    break;
            }
        }
        catch (OperationCanceledException)
        {
            // Reported below, with the output.
        }

        throw new InvalidOperationException("The server did not start:\n" + string.Join('\n', seen));
    }

    [GeneratedRegex(@"running at (http://\S+)")]
    private static partial Regex UrlPattern();

    [GeneratedRegex(" (warn|fail|crit): ")]
    private static partial Regex WarningPattern();

    // Orleans warns when a stage of the shutdown takes more than a second, as the deactivation of many grains does while other tests run.
    [GeneratedRegex(@" warn: Orleans\.Runtime\.(\w+\.)*(LocalSiloHealthMonitor\[|SiloLifecycleSubject\[\d+\] '[^']+' stopped in stage )")]
    private static partial Regex BusyPattern();

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
