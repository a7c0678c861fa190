using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR.Client;

namespace Streams.EndToEnd.Tests;

/// <summary>One event as a watcher has it.</summary>
internal sealed record Seen(long Seq, string Event, string Payload);

/// <summary>Watches a stream to its completion, over SignalR or SSE, and checks that nothing is missing on the way.</summary>
internal static class Watcher
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    /// <summary>Over SignalR: <c>Watch</c>, then frames by the contract's rule.</summary>
    /// <param name="url">The server.</param>
    /// <param name="streamId">The stream.</param>
    /// <param name="isLast">Tells the event after which to stop.</param>
    /// <param name="watching">Set once the snapshot is there.</param>
    public static async Task<List<Seen>> OverSignalRAsync(string url, string streamId, Predicate<Seen> isLast, TaskCompletionSource watching)
    {
        await using var connection = new HubConnectionBuilder().WithUrl($"{url}/hubs/streams").Build();
        var frames = Channel.CreateUnbounded<JsonElement>();
        connection.On<JsonElement>("frame", frame => frames.Writer.TryWrite(frame.Clone()));
        await connection.StartAsync();
        var reply = await connection.InvokeAsync<JsonElement>("Watch", streamId, null);
        Assert.Equal("snapshot", reply.GetProperty("mode").GetString());
        var position = reply.GetProperty("snapshot").GetProperty("position").GetProperty("seq").GetInt64();
        watching.TrySetResult();
        using var limit = new CancellationTokenSource(Limit);
        var seen = new List<Seen>();
        while (true)
        {
            var frame = await frames.Reader.ReadAsync(limit.Token);
            Assert.True(frame.GetProperty("from").GetInt64() <= position, $"a gap after {position}");
            foreach (var change in frame.GetProperty("events").EnumerateArray())
            {
                var next = new Seen(change.GetProperty("seq").GetInt64(), change.GetProperty("event").GetString()!, change.GetProperty("payload").GetRawText());
                if (next.Seq <= position)
                    continue;
                seen.Add(next);
                if (isLast(next))
                    return seen;
            }

            position = Math.Max(position, frame.GetProperty("to").GetInt64());
        }
    }

    /// <summary>Over SSE, as <c>curl -N</c> does it.</summary>
    public static async Task<List<Seen>> OverSseAsync(
        string url, string streamId, Predicate<Seen> isLast, TaskCompletionSource watching, string? lastEventId = null)
    {
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{url}/api/streams/{streamId}/events");
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        using var limit = new CancellationTokenSource(Limit);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(limit.Token));
        var seen = new List<Seen>();
        if (lastEventId is not null)
            watching.TrySetResult();
        var (id, name, data) = ("", "", "");
        while (await reader.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
                id = line[4..];
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
                name = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                data = line[6..];
            if (line.Length > 0 || name.Length == 0)
                continue;
            if (name == "snapshot")
                watching.TrySetResult();
            else
                seen.Add(new(long.Parse(id[(id.LastIndexOf(':') + 1)..]), name, data));
            name = "";
            if (seen is [.., var last] && isLast(last))
                return seen;
        }

        throw new InvalidOperationException($"The server ended the stream after {seen.Count} events.");
    }

    /// <summary>Events of a list that may not be left out of any frame.</summary>
    public static IEnumerable<Seen> Lasting(IEnumerable<Seen> events) =>
        events.Where(seen => seen.Event is "agent-activity" or "milestone" or "item-added");
}
