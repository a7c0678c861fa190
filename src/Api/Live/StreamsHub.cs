using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Streams.Api.Http.Reports;
using Streams.Api.Problems;
using Streams.Api.Relay;
using Streams.Contract;

namespace Streams.Api.Live;

/// <summary>
/// The hub at <c>/hubs/streams</c>. Arguments are JSON, so that a wrong one gets a problem and not a hub exception. SignalR runs one method of a connection at a time,
/// in the order of the calls. A message that is not JSON, is nested more than 64 levels deep or is larger than the limit ends the connection.
/// </summary>
internal sealed partial class StreamsHub(StreamRelay relay, IReportGateway reports, ILogger<StreamsHub> logger) : Hub
{
    private const string ViewerKey = "viewer";

    private ViewerConnection Viewer => (ViewerConnection)Context.Items[ViewerKey]!;

    public override Task OnConnectedAsync()
    {
        var viewer = relay.Connect(new HubViewerSink(Context.Features.Get<HubConnectionContext>()!));
        Context.Items[ViewerKey] = viewer;
        _ = AbortAfterAsync(viewer, Context);
        return Task.CompletedTask;
    }

    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        if (Context.Items[ViewerKey] is ViewerConnection viewer)
            await viewer.DisposeAsync();
    }

    /// <summary>Watches a stream from a position, or from its current state.</summary>
    [HubMethodName("Watch")]
    public async Task<WatchReply> WatchAsync(JsonElement? streamId, JsonElement? position)
    {
        if (HubArguments.ReadWatch(streamId, position, out var id, out var from) is { } refusal)
            return new(WatchStart.Refused(refusal));
        try
        {
            var viewer = Viewer;
            var start = await viewer.WatchAsync(id, from, Context.ConnectionAborted);

            // Frames may now arrive before the reply; the contract's frame rule covers that.
            viewer.Open(id);
            return new(start);
        }
        catch (Exception failure)
        {
            return new(WatchStart.Refused(Failed(failure, nameof(WatchAsync), id)));
        }
    }

    [HubMethodName("Unwatch")]
    public void Unwatch(JsonElement? streamId)
    {
        if (HubArguments.ReadStreamId(streamId, out var id) is null)
            Viewer.Unwatch(id);
    }

    [HubMethodName("Report")]
    public async Task<ReportReply> ReportAsync(JsonElement? streamId, JsonElement? batch)
    {
        if (HubArguments.ReadStreamId(streamId, out var id) is { } refusal)
            return new(refusal);
        try
        {
            return new(ReportReader.ReadArgument(batch).TryGet(out var read, out refusal)
                ? await reports.ReportAsync(id, read, Context.ConnectionAborted)
                : refusal);
        }
        catch (Exception failure)
        {
            return new(Failed(failure, nameof(ReportAsync), id));
        }
    }

    private Refusal Failed(Exception failure, string method, string streamId)
    {
        var temporary = Failures.ToRefusal(failure);
        if (Context.ConnectionAborted.IsCancellationRequested)
            return temporary ?? Refusal.Unavailable("The client is gone.");
        if (temporary is not null)
            LogUnavailable(failure, method, streamId);
        else
            LogFailed(failure, method, streamId);
        return temporary ?? Refusal.Unavailable("The server could not do this now.");
    }

    // A pump that has ended sends nothing more: the client must reconnect.
    private static async Task AbortAfterAsync(ViewerConnection viewer, HubCallerContext context)
    {
        await viewer.Completion;
        context.Abort();
    }
}
