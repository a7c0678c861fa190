using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Streams.Client.Tests.Fakes;

namespace Streams.Client.Tests.Watching;

/// <summary>A watch, and a server whose responses a test writes by hand.</summary>
internal sealed class WatchHarness : IAsyncDisposable
{
    public const string StreamJson =
        """{"id":"s1","name":"S","description":null,"goal_criteria":{},"target_metrics":{"companies_to_find":50},"goal_deadline":null,"goal_status":"in_progress","created_at":"2026-11-22T12:00:00.000Z","updated_at":"2026-11-22T12:00:00.000Z","completed_at":null}""";

    private const string Progress =
        """{"stream_id":"s1","completed":1,"total":50,"percentage":2,"last_updated":"2026-11-22T12:00:00.000Z"}""";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    // Synchronous, so that ReopenedAsync stops advancing time as soon as the connection is open. Otherwise the connection can reach its silence limit first.
    private readonly Channel<PipeWriter> _opened = Channel.CreateUnbounded<PipeWriter>(new() { AllowSynchronousContinuations = true });
    private readonly CancellationTokenSource _cancellation = new();
    private readonly IAsyncEnumerator<StreamMessage> _messages;

    public WatchHarness(Position? position = null)
    {
        Server = new(Time) { Answer = (_, _) => Task.FromResult(Open()) };
        var client = new StreamsClient(
            new(Server) { BaseAddress = new("http://server/"), Timeout = Timeout.InfiniteTimeSpan }, new(), Time, NullLoggerFactory.Instance, () => 0.5);
        _messages = client.WatchAsync("s1", position, _cancellation.Token).GetAsyncEnumerator();
    }

    public FakeTimeProvider Time { get; } = new();

    public FakeServer Server { get; }

    public PipeReader? Last { get; private set; }

    public static string Snapshot(string epoch, long seq) => Message(
        epoch, seq, "snapshot",
        $$"""{"stream":{{StreamJson}},"progress":{{Progress}},"activities":[],"milestones":[],"active_agents":[],"position":{"epoch":"{{epoch}}","seq":{{seq}} } }""");

    public static string Tick(string epoch, long seq) => Message(epoch, seq, "progress-update", Progress);

    public static string Message(string epoch, long seq, string name, string data) => $"id: {epoch}:{seq}\nevent: {name}\ndata: {data}\n\n";

    public HttpResponseMessage Open()
    {
        var pipe = new Pipe();
        Last = pipe.Reader;
        _opened.Writer.TryWrite(pipe.Writer);
        return new(HttpStatusCode.OK)
        {
            Content = new StreamContent(pipe.Reader.AsStream()) { Headers = { ContentType = new MediaTypeHeaderValue("text/event-stream") } },
        };
    }

    /// <summary>Waits for the next connection, to write to.</summary>
    public Task<PipeWriter> OpenedAsync() => _opened.Reader.ReadAsync().AsTask().WaitAsync(Limit);

    public Task<StreamMessage> NextAsync() => MoveAsync().WaitAsync(Limit);

    /// <summary>Advances time until the next connection.</summary>
    public Task<PipeWriter> ReopenedAsync() => Time.UntilAsync(OpenedAsync());

    public Task CancelAsync() => _cancellation.CancelAsync();

    public async ValueTask DisposeAsync()
    {
        await _cancellation.CancelAsync();
        await _messages.DisposeAsync();
        _cancellation.Dispose();
    }

    private async Task<StreamMessage> MoveAsync()
    {
        Assert.True(await _messages.MoveNextAsync());
        return _messages.Current;
    }
}

internal static class Writing
{
    /// <returns>False once the reader has gone.</returns>
    public static async Task<bool> WriteAsync(this PipeWriter writer, params string[] messages)
    {
        foreach (var message in messages)
        {
            if ((await writer.WriteAsync(Encoding.UTF8.GetBytes(message))).IsCompleted)
                return false;
        }

        return true;
    }
}
