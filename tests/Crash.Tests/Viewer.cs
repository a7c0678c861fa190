using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;

namespace Streams.Crash.Tests;

/// <summary>One who watches a stream through all outages, and comes back with the position it has.</summary>
internal abstract class Viewer(string streamId, Downtime downtime, Patience patience)
{
    // Not at once: what cuts it may do so again and again.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly TaskCompletionSource _watching = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private readonly List<(long Seq, TaskCompletionSource Reached)> _waiting = [];
    private Exception? _last;

    public string StreamId => streamId;

    /// <summary>The events in the order in which they came, with a hash of their payload.</summary>
    public List<(long Seq, string Event, int Payload)> Seen { get; } = [];

    /// <summary>The sequence of the first snapshot, before which nothing is seen.</summary>
    public long Start { get; private set; } = -1;

    /// <summary>How often it had to connect again.</summary>
    public int Returns { get; private set; }

    /// <summary>Completes with the first snapshot.</summary>
    public Task Watching => _watching.Task;

    protected string Epoch { get; private set; } = "";

    /// <summary>The last sequence that it has.</summary>
    protected long Position { get; private set; } = -1;

    protected Patience Patience => patience;

    protected bool HasPosition => Position >= 0;

    public async Task RunAsync(string url, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await downtime.Up.WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await WatchAsync(url, stop);
            }
            catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
            {
                // However the connection ended (the SignalR client has a dozen exceptions for it), it comes back.
                Returns++;
                _last = exception;
                await Task.Delay(Pause, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{GetType().Name} of {StreamId} at {Position} after {Returns} returns{(_last is null ? "" : $" (last: {_last.Message})")}");

    /// <summary>Completes once it has everything up to a sequence.</summary>
    public Task ReachAsync(long seq)
    {
        lock (_lock)
        {
            if (Position >= seq)
                return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((seq, reached));
            return reached.Task;
        }
    }

    /// <summary>Watches until the connection ends.</summary>
    protected abstract Task WatchAsync(string url, CancellationToken stop);

    protected void TakeSnapshot(string epoch, long seq)
    {
        Assert.False(HasPosition, $"A viewer of {streamId} with position {Position} was given a snapshot at {seq}.");
        (Epoch, Start) = (epoch, seq);
        MoveTo(seq);
        _watching.TrySetResult();
    }

    protected void Take(long seq, string name, string payload) => Seen.Add((seq, name, string.GetHashCode(payload, StringComparison.Ordinal)));

    protected void MoveTo(long seq)
    {
        lock (_lock)
        {
            Position = seq;
            foreach (var (_, reached) in _waiting.Where(waiting => waiting.Seq <= seq))
                reached.TrySetResult();
            _waiting.RemoveAll(waiting => waiting.Seq <= seq);
        }
    }
}

/// <summary>Over SignalR, by the contract's rule for frames.</summary>
internal sealed class SignalRViewer(string streamId, Downtime downtime, Patience patience) : Viewer(streamId, downtime, patience)
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    protected override async Task WatchAsync(string url, CancellationToken stop)
    {
        await using var connection = new HubConnectionBuilder().WithUrl($"{url}/hubs/streams", HttpTransportType.WebSockets, options =>
        {
            // As the dashboard does it. The negotiation is also the one step without an end: this client reads its answer without a token, and waits for ever where that stops midway.
            options.SkipNegotiation = true;
            options.CloseTimeout = Farewell;
        }).Build();
        connection.ServerTimeout = Patience.Silence;
        var frames = Channel.CreateUnbounded<JsonElement>();
        connection.On<JsonElement>("frame", frame => frames.Writer.TryWrite(frame.Clone()));
        connection.Closed += exception =>
        {
            frames.Writer.TryComplete(new IOException("The connection was cut.", exception));
            return Task.CompletedTask;
        };
        using (var patience = CancellationTokenSource.CreateLinkedTokenSource(stop))
        {
            patience.CancelAfter(Patience.Silence);
            await connection.StartAsync(patience.Token);
        }

        var reply = await connection.InvokeAsync<JsonElement>("Watch", StreamId, HasPosition ? new { epoch = Epoch, seq = Position } : null, stop);
        switch (reply.GetProperty("mode").GetString())
        {
            case "snapshot":
                var position = reply.GetProperty("snapshot").GetProperty("position");
                TakeSnapshot(position.GetProperty("epoch").GetString()!, position.GetProperty("seq").GetInt64());
                break;
            case "replay":
                Apply(reply.GetProperty("frame"));
                break;
            default:
                throw new IOException($"Refused: {reply}");
        }

        await foreach (var frame in frames.Reader.ReadAllAsync(stop))
        {
            if (!Apply(frame))
                throw new IOException("A gap: watch again.");
        }
    }

    private bool Apply(JsonElement frame)
    {
        Assert.Equal(Epoch, frame.GetProperty("epoch").GetString());
        var to = frame.GetProperty("to").GetInt64();
        if (to <= Position)
            return true;
        if (frame.GetProperty("from").GetInt64() > Position)
            return false;
        foreach (var change in frame.GetProperty("events").EnumerateArray())
        {
            if (change.GetProperty("seq").GetInt64() is var seq && seq > Position)
                Take(seq, change.GetProperty("event").GetString()!, change.GetProperty("payload").GetRawText());
        }

        MoveTo(to);
        return true;
    }
}

/// <summary>Over Server-Sent Events, as a browser's EventSource does it: what came last is where it goes on.</summary>
internal sealed class SseViewer(string streamId, Downtime downtime, Patience patience) : Viewer(streamId, downtime, patience)
{
    protected override async Task WatchAsync(string url, CancellationToken stop)
    {
        // Begins again with every line.
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(stop);
        silence.CancelAfter(Patience.Silence);
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{url}/api/streams/{StreamId}/events");
        if (HasPosition)
            request.Headers.Add("Last-Event-ID", string.Create(CultureInfo.InvariantCulture, $"{Epoch}:{Position}"));
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token);
        response.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(silence.Token));
        var (id, name, data) = ("", "", "");
        while (await reader.ReadLineAsync(silence.Token) is { } line)
        {
            silence.CancelAfter(Patience.Silence);
            if (line.StartsWith("id: ", StringComparison.Ordinal))
                id = line[4..];
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
                name = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                data = line[6..];
            if (line.Length > 0 || name.Length == 0)
                continue;
            var at = id.LastIndexOf(':');
            var seq = long.Parse(id.AsSpan(at + 1), CultureInfo.InvariantCulture);
            if (name == "snapshot")
            {
                TakeSnapshot(id[..at], seq);
            }
            else
            {
                Take(seq, name, data);
                MoveTo(seq);
            }

            name = "";
        }
    }
}
