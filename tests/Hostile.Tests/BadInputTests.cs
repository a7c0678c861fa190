using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CsCheck;

namespace Streams.Hostile.Tests;

/// <summary>
/// Whatever a client sends, the server replies by the contract, reveals nothing internal, stays within bounds and keeps serving other clients.
/// <c>STREAMS_FUZZ_SECONDS</c> sets the duration (20; <c>make soak</c> sets 600); <c>STREAMS_SEED</c> repeats the requests of a failure.
/// </summary>
public sealed partial class BadInputTests(ITestOutputHelper output)
{
    private const int HalfOpen = 10_000;
    private const int AtOnce = 6;
    private const long MostMemory = 900L * 1024 * 1024;
    private static readonly int Seconds = int.Parse(Environment.GetEnvironmentVariable("STREAMS_FUZZ_SECONDS") is { Length: > 0 } seconds ? seconds : "20", CultureInfo.InvariantCulture);

    // SignalR stops reading a connection after a message of an unknown type, so no reply follows one.
    private const string Stalling = "{\"type\":99}";

    private static readonly string[] HubMessages =
    [
        "", "{}", "[]", "null", "nonsense", "{\"type\":1}", "{\"type\":1,\"target\":\"Watch\"}", "{\"type\":1,\"target\":\"Watch\",\"arguments\":[]}",
        "{\"type\":1,\"invocationId\":\"1\",\"target\":\"Nope\",\"arguments\":[]}", "{\"type\":1,\"invocationId\":\"1\",\"target\":\"Watch\",\"arguments\":[1,2]}",
        "{\"type\":1,\"invocationId\":\"1\",\"target\":\"Watch\",\"arguments\":[null,null]}", "{\"type\":1,\"invocationId\":\"1\",\"target\":\"Watch\",\"arguments\":[\"../x\",{\"epoch\":5,\"seq\":\"x\"}]}",
        "{\"type\":1,\"invocationId\":\"1\",\"target\":\"Watch\",\"arguments\":[\"{stream}\",{\"epoch\":\"e\",\"seq\":-9223372036854775808}]}",
        "{\"type\":1,\"invocationId\":\"1\",\"target\":\"Watch\",\"arguments\":[\"{stream}\",{\"epoch\":\"e\",\"seq\":1e400}]}", "{\"type\":1,\"invocationId\":\"1\",\"target\":\"Watch\",\"arguments\":[\"{stream}\",null,null,null]}",
        "{\"type\":1,\"invocationId\":\"1\",\"target\":\"Unwatch\",\"arguments\":[{}]}", "{\"type\":1,\"invocationId\":\"1\",\"target\":\"Report\",\"arguments\":[\"{stream}\",\"x\"]}",
        "{\"type\":1,\"invocationId\":\"1\",\"target\":\"Report\",\"arguments\":[\"{stream}\",[{\"kind\":\"progress\",\"completed\":-1,\"total\":0}]]}",
        "{\"type\":1,\"invocationId\":\"1\",\"target\":\"Report\",\"arguments\":[\"{stream}\",[[[[[[[[{}]]]]]]]]]}", "{\"type\":4,\"invocationId\":\"1\",\"target\":\"Watch\",\"arguments\":[]}", "{\"type\":2,\"invocationId\":\"9\",\"item\":{}}",
        "{\"type\":3,\"invocationId\":\"9\"}", "{\"type\":5,\"invocationId\":\"9\"}", "{\"type\":6}", "{\"type\":7}", Stalling, "{\"type\":\"x\"}", "{\"type\":1,\"type\":1}",
        "{\"type\":1,\"invocationId\":{},\"target\":\"Watch\",\"arguments\":[]}", "{\"type\":1,\"streamIds\":[\"1\"],\"invocationId\":\"1\",\"target\":\"Watch\",\"arguments\":[]}", "\u0000\u0001", "{\"type\":1,\"target\":\"OnConnectedAsync\",\"arguments\":[]}",
    ];

    private static readonly string[] BrokenHttp =
    [
        "G", "GET", "GET /api/streams", "GET /api/streams HTTP/9.9\r\n\r\n", "GET  /api/streams HTTP/1.1\r\n\r\n", "GET api/streams HTTP/1.1\r\nHost: a\r\n\r\n", "GET http://[::/ HTTP/1.1\r\nHost: a\r\n\r\n", "\r\n\r\n\r\n", "\0\0\0\0",
        "GET /api/streams HTTP/1.1\r\n\r\n", "GET /api/streams HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "GET /api/streams HTTP/1.1\r\nHost: a\r\nbroken header\r\n\r\n", "GET /api/streams HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n",
        "POST /api/streams/goal HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n", "POST /api/streams/goal HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n{}",
        "POST /api/streams/goal HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"name\":", "POST /api/streams/goal HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: -1\r\n\r\n{}",
        "POST /api/streams/goal HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 99999999999999\r\n\r\n{}", "POST /api/streams/goal HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
        "GET /hubs/streams HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 1\r\nSec-WebSocket-Key: x\r\n\r\n", "GET /hubs/streams?id=nope HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        "POST /hubs/streams/negotiate HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", "OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    ];

    private readonly ConcurrentDictionary<string, int> _replies = new();

    [Fact]
    public async Task Any_input_gets_a_reply_by_the_contract_and_disturbs_no_other_client()
    {
        var folder = Directory.CreateTempSubdirectory("streams-hostile-").FullName;
        using var http = Audience.NewHttp();
        await using var server = await ServerProcess.StartAsync(folder);
        var url = new Uri(server.Url);
        var (victim, stream) = (await server.CreateStreamAsync(), await server.CreateStreamAsync());
        using var watcher = new Watcher(stream);
        await watcher.ConnectAsync(http, url, CancellationToken.None);
        await watcher.ReachAsync(1);
        using var stop = new CancellationTokenSource();
        var reporting = ReportAsync(server, stream, stop.Token);
        var halfOpen = await HoldHalfOpenAsync(url);
        try
        {
            await Task.WhenAll(
                SampleAsync(new BadRequests(victim).All, bad => SendAsync(url, victim, bad), AtOnce),
                SampleAsync(Pick.From(BrokenHttp).SelectMany(text => Gen.Bool.Select(padded => padded ? text + new string('x', 40_000) : text)), text => BreakAsync(url, text), 1),
                SampleAsync(Gen.Select(Gen.Bool, Pick.From(HubMessages).Array[1, 5], Gen.Int[0, 30]), talk => SendHubMessagesAsync(url, victim, talk.Item1, talk.Item2, talk.Item3), 1));
            await stop.CancelAsync();
            var (acknowledged, head) = await reporting;
            await watcher.ReachAsync(head).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
            Assert.Equal(acknowledged, watcher.Activities);
        }
        finally
        {
            foreach (var socket in halfOpen)
                socket.Dispose();
        }

        using var process = Process.GetProcessById(server.Id);
        Print($"{halfOpen.Count:N0} half-open connections held; {watcher.Activities.Count:N0} reports of a well-behaved client were acknowledged and seen; the server has {process.WorkingSet64 >> 20:N0} MiB");
        foreach (var (what, count) in _replies.OrderBy(reply => reply.Key, StringComparer.Ordinal))
            Print($"{what}: {count:N0}");
        Assert.InRange(process.WorkingSet64, 0, MostMemory);
        Assert.Equal(0, await server.StopAsync());
        var failures = string.Join('\n', FailurePattern().Matches(server.Output()).Select(match => match.Value));
        Assert.True(failures.Length == 0, failures);
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Sends random samples for the duration of the test; a failure is shrunk, and its seed printed.</summary>
    private static Task SampleAsync<T>(Gen<T> gen, Func<T, Task> send, int atOnce) =>
        gen.SampleAsync(send, time: Seconds, threads: atOnce, seed: Environment.GetEnvironmentVariable("STREAMS_SEED") is { Length: > 0 } seed ? seed : null);

    private static async Task<List<Socket>> HoldHalfOpenAsync(Uri server)
    {
        var sockets = new List<Socket>(HalfOpen);
        try
        {
            for (var i = 0; i < HalfOpen; i++)
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                sockets.Add(socket);
                await socket.ConnectAsync(server.Host, server.Port, TestContext.Current.CancellationToken);
                if (i % 2 == 0)
                    await socket.SendAsync("GET /api/str"u8.ToArray(), TestContext.Current.CancellationToken);
            }
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.TooManyOpenSockets)
        {
            // This process cannot open more sockets. The test prints how many it holds.
        }

        return sockets;
    }

    /// <summary>A well-behaved client: one report after the other, each acknowledged.</summary>
    private static async Task<(List<long> Acknowledged, long Head)> ReportAsync(ServerProcess server, string stream, CancellationToken over)
    {
        var (acknowledged, head) = (new List<long>(), 0L);
        while (!over.IsCancellationRequested)
        {
            head = await server.ReportAsync(stream, "All is well");
            acknowledged.AddRange((await server.ActivitiesAfterAsync(stream, acknowledged.Count == 0 ? 0 : acknowledged[^1])));
        }

        return (acknowledged, head);
    }

    private async Task SendAsync(Uri server, string victim, BadRequest bad)
    {
        // The other requests need this stream.
        if (bad.Method == "DELETE" && bad.Path.Contains(victim, StringComparison.Ordinal))
            return;
        var reply = await RawHttp.SendAsync(server, RawHttp.Request(server, bad.Method, bad.Path, bad.Headers, bad.Body));
        AssertReply(reply, bad, isOurs: true);
    }

    private async Task BreakAsync(Uri server, string text) =>
        AssertReply(await RawHttp.SendAsync(server, Encoding.Latin1.GetBytes(text), halfClose: true), text, isOurs: false);

    /// <param name="reply">The reply, or null if the server closed the connection.</param>
    /// <param name="sent">The request.</param>
    /// <param name="isOurs">Whether the request was valid HTTP, so that our code replies. The refusals of the web server have no body.</param>
    private void AssertReply(RawReply? reply, object sent, bool isOurs)
    {
        _replies.AddOrUpdate($"{(isOurs ? "HTTP" : "broken HTTP")}: {reply?.Status.ToString(CultureInfo.InvariantCulture) ?? "closed without a reply"}", 1, (_, count) => count + 1);
        if (reply is null)
            return;
        Assert.DoesNotMatch(InternalsPattern(), reply.Body);
        if (reply.Status < 400)
            return;
        if (reply.Body.Length == 0)
        {
            // The web server replies 505 to an unknown HTTP version: RFC 9110 §15.6.6.
            Assert.True(reply.Status < 500 || (reply.Status == 505 && !isOurs), $"{reply.Status} for {sent}");
            return;
        }

        if (!isOurs && !reply.ContentType.StartsWith("application/problem+json", StringComparison.Ordinal))
            return;
        Assert.True(reply.ContentType.StartsWith("application/problem+json", StringComparison.Ordinal), $"{reply.Status} {reply.ContentType} for {sent}: {reply.Body}");
        var problem = JsonElement.Parse(reply.Json);
        var code = problem.GetProperty("code").GetString();
        Assert.True(reply.Status < 500 || (reply.Status == 503 && code == "unavailable"), $"{reply.Status} {code} for {sent}");
        Assert.Equal(reply.Status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        Assert.Equal(reply.Status is 429 or 503, problem.GetProperty("retryable").GetBoolean());
    }

    /// <summary>Sends invalid messages over the hub's protocol, then a valid one if the server still reads.</summary>
    private async Task SendHubMessagesAsync(Uri server, string stream, bool handshake, string[] messages, int size)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(server) { Scheme = "ws", Path = "/hubs/streams" }.Uri, limit.Token);
        try
        {
            if (handshake)
                await SendTextAsync("""{"protocol":"json","version":1}""");
            foreach (var message in messages)
                await SendTextAsync(message.Replace("{stream}", stream, StringComparison.Ordinal) + (size == 0 ? new string(' ', 100_000) : ""));
            if (size == 1)
                await socket.SendAsync(new byte[] { 0xff, 0xfe, 0x1e }, WebSocketMessageType.Binary, endOfMessage: true, limit.Token);
            if (messages.Contains(Stalling))
            {
                _replies.AddOrUpdate("hub: stalled", 1, (_, count) => count + 1);
                return;
            }

            await SendTextAsync($$"""{"type":1,"invocationId":"last","target":"Watch","arguments":["{{stream}}",null]}""");
            var (received, buffer) = (new StringBuilder(), new byte[16_384]);
            while (!received.ToString().Contains("\"last\"", StringComparison.Ordinal))
            {
                var part = await socket.ReceiveAsync(buffer, limit.Token);
                if (part.MessageType == WebSocketMessageType.Close)
                    break;
                received.Append(Encoding.UTF8.GetString(buffer, 0, part.Count));
            }

            // SignalR's message for an unknown method.
            Assert.DoesNotMatch(InternalsPattern(), received.Replace("HubException: Method does not exist.", "").ToString());
            _replies.AddOrUpdate(socket.State == WebSocketState.Open ? "hub: still open" : "hub: closed", 1, (_, count) => count + 1);
        }
        catch (WebSocketException)
        {
            _replies.AddOrUpdate("hub: cut", 1, (_, count) => count + 1);
        }

        Task SendTextAsync(string message) => socket.SendAsync(Encoding.UTF8.GetBytes(message + '\u001e'), WebSocketMessageType.Text, endOfMessage: true, limit.Token);
    }

    private void Print(string text)
    {
        output.WriteLine(text);
        TestContext.Current.SendDiagnosticMessage(text);
    }

    [GeneratedRegex(@"\bat (Streams|System|Microsoft|Orleans)\.|Exception\b|\.cs:line|/src/|Microsoft\.|Orleans\.|System\.[A-Z]")]
    private static partial Regex InternalsPattern();

    [GeneratedRegex(@"^.* (fail|crit): .*|^.*Unhandled exception.*", RegexOptions.Multiline)]
    private static partial Regex FailurePattern();
}
