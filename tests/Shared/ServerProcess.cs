using System.Diagnostics;
using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Channels;

namespace Streams.Tests;

/// <summary>The product as a process of its own, on a free port. Ended with the test, whatever happens.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Channel<string> _output = Channel.CreateUnbounded<string>();

    private ServerProcess(Process process) => _process = process;

    public string Url { get; private set; } = "";

    public int Id => _process.Id;

    public HttpClient Http { get; } = new() { Timeout = Limit };

    /// <summary>Starts it and waits until it says where it listens.</summary>
    public static Task<ServerProcess> StartAsync(string data, string? companies = null, int port = 0, params string[] more) =>
        StartAsync(Program(data, companies, port, more));

    /// <summary>Starts a program of the product and waits until it says where it listens.</summary>
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

    /// <summary>Starts it where it is expected to fail.</summary>
    /// <returns>The exit code and what it printed.</returns>
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

    /// <summary>Starts it, and stops it as soon as it has printed something that matches.</summary>
    /// <returns>The exit code and what it printed after that.</returns>
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
            throw new InvalidOperationException("The process is not there any more.");
    }

    /// <summary>SIGTERM, and waits until it is gone.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> StopAsync()
    {
        Send(Signal.Terminate);
        return ExitAsync(Limit);
    }

    /// <summary>Waits until it has ended, for so long.</summary>
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
            Assert.Fail($"The process was there after {within.TotalSeconds} s. It printed:\n{Output()}");
        }

        return _process.ExitCode;
    }

    /// <summary>What it has printed that was not read yet; once it has stopped, that is all after its start.</summary>
    public string Output()
    {
        var lines = new List<string>();
        while (_output.Reader.TryRead(out var line))
            lines.Add(line);
        return string.Join('\n', lines);
    }

    /// <summary>Lines of <see cref="Output"/> that are warnings or worse. Not among them: Orleans saying that the machine is busy, which is the doing of the tests beside this one.</summary>
    public IEnumerable<string> Complaints() =>
        Output().Split('\n').Where(line => ComplaintPattern().IsMatch(line) && !line.Contains("LocalSiloHealthMonitor", StringComparison.Ordinal));

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

    /// <summary>Runs an agent and waits until the run has ended.</summary>
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

    public async ValueTask DisposeAsync()
    {
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
            // Told below, with what was printed.
        }

        throw new InvalidOperationException("The server did not start:\n" + string.Join('\n', seen));
    }

    [GeneratedRegex(@"running at (http://\S+)")]
    private static partial Regex UrlPattern();

    [GeneratedRegex(" (warn|fail|crit): ")]
    private static partial Regex ComplaintPattern();

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
