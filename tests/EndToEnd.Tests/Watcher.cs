using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR.Client;

namespace Streams.EndToEnd.Tests;

/// <summary>One event as a viewer receives it.</summary>
internal sealed record Seen(long Seq, string Event, string Payload);

/// <summary>Watches a stream over SignalR or SSE until its completion, and checks that no frame leaves a gap.</summary>
internal static class Watcher
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>Watches over SignalR: <c>Watch</c>, then frames by the rule of the contract.</summary>
    /// <param name="url">The server.</param>
    /// <param name="streamId">The stream.</param>
    /// <param name="isLast">Selects the event after which to stop.</param>
    /// <param name="watching">Completes with the snapshot.</param>
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
            Assert.True(frame.GetProperty("from").GetInt64() <= position, $"There is a gap after {position}.");
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

    /// <summary>Watches over SSE, as <c>curl -N</c> does.</summary>
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
        await using var body = await response.Content.ReadAsStreamAsync(limit.Token);
        var seen = new List<Seen>();
        if (lastEventId is not null)
            watching.TrySetResult();
        await foreach (var item in SseParser.Create(body).EnumerateAsync(limit.Token))
        {
            if (item.EventType == "snapshot")
            {
                watching.TrySetResult();
                continue;
            }

            var id = item.EventId!;
            seen.Add(new(long.Parse(id.AsSpan(id.LastIndexOf(':') + 1), CultureInfo.InvariantCulture), item.EventType, item.Data));
            if (isLast(seen[^1]))
                return seen;
        }

        throw new InvalidOperationException($"The server ended the stream after {seen.Count} events.");
    }

    /// <summary>The events that no frame may omit.</summary>
    public static IEnumerable<Seen> NeverOmitted(IEnumerable<Seen> events) =>
        events.Where(seen => seen.Event is "agent-activity" or "milestone" or "item-added");
}
