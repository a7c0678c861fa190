using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Streams.Api.Problems;
using Streams.Api.Relay;
using Streams.Contract;

namespace Streams.Api.Live;

/// <summary><c>GET /api/streams/{id}/events</c>: one watch as Server-Sent Events, for clients without SignalR.</summary>
internal static class SseEndpoint
{
    // Replies with a problem, or streams until the client disconnects, the stream is deleted or the host stops. (A doc comment would replace the summary in the API description.)
    public static async Task HandleAsync(
        HttpContext context, string id, StreamRelay relay, IOptions<RelayOptions> options, TimeProvider time, IHostApplicationLifetime lifetime)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        using var sink = new SseSink(context.Response, relay.Current);
        await using var viewer = relay.Connect(sink);
        try
        {
            var start = Ids.IsValid(id)
                ? await viewer.WatchAsync(id, LastEventId(context.Request), end.Token)
                : WatchStart.Refused(Refusal.StreamNotFound(id));
            if (start.Refusal is { } refusal)
            {
                await ProblemResult.WriteAsync(context, refusal);
                return;
            }

            WriteHeaders(context);
            if (HttpMethods.IsHead(context.Request.Method))
                return;
            await sink.BeginAsync(start, end.Token);
            viewer.Open(id);
            await CommentUntilEndAsync(sink, viewer, options.Value.SseComment, time, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The client disconnected or the host stops.
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException)
        {
            // A write failed or took too long. An aborted connection tells the client to reconnect; a clean end would look final.
            context.Abort();
        }
    }

    // A browser that reconnects sends the newer position in the header; the query is for clients that cannot set headers.
    private static Position? LastEventId(HttpRequest request) =>
        Position.TryParse(request.Headers["Last-Event-ID"]) ?? Position.TryParse(request.Query["last_event_id"]) ?? Position.TryParse(request.Query["lastEventId"]);

    private static async Task CommentUntilEndAsync(
        SseSink sink, ViewerConnection viewer, TimeSpan period, TimeProvider time, CancellationToken cancellation)
    {
        var over = Task.WhenAny(sink.Ended, viewer.Completion);
        while (true)
        {
            using var due = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            await Task.WhenAny(over, Task.Delay(period, time, due.Token));
            await due.CancelAsync();
            cancellation.ThrowIfCancellationRequested();
            if (sink.Ended.IsCompleted)
                return;
            if (over.IsCompleted)
                throw new IOException("The pump ended: a write failed or took too long.");
            await sink.CommentAsync(cancellation);
        }
    }

    private static void WriteHeaders(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
    }
}
