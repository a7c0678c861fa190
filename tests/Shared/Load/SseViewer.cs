using System.Globalization;

namespace Streams.Tests;

/// <summary>Over Server-Sent Events, as a browser's EventSource does it: what came last is where it goes on.</summary>
internal sealed class SseViewer(string streamId, Route route, Patience patience) : Viewer(streamId, route, patience)
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
