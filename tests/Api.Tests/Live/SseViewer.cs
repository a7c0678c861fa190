using System.Net.ServerSentEvents;
using Streams.Api.Tests.Hosting;

namespace Streams.Api.Tests.Live;

/// <summary>Watches one stream over Server-Sent Events, as a browser's <c>EventSource</c> or <c>curl -N</c> does.</summary>
internal sealed class SseViewer : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly IAsyncEnumerator<SseItem<string>> _messages;
    private readonly SseParser<string> _parser;

    private SseViewer(HttpResponseMessage response, Stream body)
    {
        _response = response;
        _parser = SseParser.Create(body);
        _messages = _parser.EnumerateAsync(Cancellation).GetAsyncEnumerator(Cancellation);
    }

    /// <summary>The id of the last message: what a browser sends when it connects again.</summary>
    public string LastEventId => _parser.LastEventId;

    public long Seq => long.Parse(LastEventId[(LastEventId.IndexOf(':', StringComparison.Ordinal) + 1)..]);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<SseViewer> ConnectAsync(TestHost host, string streamId, string? lastEventId = null, string query = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/streams/{streamId}/events{query}");
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        var response = await host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        Assert.Equal("text/event-stream", response.EnsureSuccessStatusCode().Content.Headers.ContentType?.MediaType);
        return new(response, await response.Content.ReadAsStreamAsync(Cancellation));
    }

    public async Task<Seen> NextAsync()
    {
        Assert.True(await _messages.MoveNextAsync(), "The server ended the response.");
        return new(Seq, _messages.Current.EventType, _messages.Current.Data);
    }

    public async Task<List<Seen>> UntilAsync(long seq)
    {
        var events = new List<Seen>();
        while (events.Count == 0 || events[^1].Seq < seq)
            events.Add(await NextAsync());
        return events;
    }

    public async ValueTask DisposeAsync()
    {
        await _messages.DisposeAsync();
        _response.Dispose();
    }
}
