using System.Globalization;
using System.Net.ServerSentEvents;

namespace Streams.Tests;

/// <summary>Watches over Server-Sent Events and resumes after the last event, as a browser's EventSource does.</summary>
internal sealed class SseViewer(string streamId, Route route, ClientTimeouts timeouts) : Viewer(streamId, route, timeouts)
{
    protected override async Task WatchAsync(string url, CancellationToken stop)
    {
        // Restarts with every byte that arrives, including heartbeats.
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(stop);
        silence.CancelAfter(ClientTimeouts.Silence);
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{url}/api/streams/{StreamId}/events");
        if (HasPosition)
            request.Headers.Add("Last-Event-ID", string.Create(CultureInfo.InvariantCulture, $"{Epoch}:{Position}"));
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token);
        response.EnsureSuccessStatusCode();
        await using var body = new ObservedStream(await response.Content.ReadAsStreamAsync(silence.Token), () => silence.CancelAfter(ClientTimeouts.Silence));
        await foreach (var item in SseParser.Create(body).EnumerateAsync(silence.Token))
        {
            var id = item.EventId ?? throw new IOException($"The {item.EventType} event has no id.");
            var at = id.LastIndexOf(':');
            var seq = long.Parse(id.AsSpan(at + 1), CultureInfo.InvariantCulture);
            if (item.EventType == "snapshot")
            {
                TakeSnapshot(id[..at], seq);
            }
            else
            {
                Take(seq, item.EventType, item.Data);
                MoveTo(seq);
            }
        }
    }
}
