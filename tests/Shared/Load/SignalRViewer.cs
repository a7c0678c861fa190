using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;

namespace Streams.Tests;

/// <summary>Watches over SignalR, by the contract's rule for frames.</summary>
internal sealed class SignalRViewer(string streamId, Route route, ClientTimeouts timeouts) : Viewer(streamId, route, timeouts)
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(1);

    protected override async Task WatchAsync(string url, CancellationToken stop)
    {
        await using var connection = new HubConnectionBuilder().WithUrl($"{url}/hubs/streams", HttpTransportType.WebSockets, options =>
        {
            // As the dashboard does. Negotiation has no timeout either: the SignalR client reads the reply without a token and hangs if the reply stops midway.
            options.SkipNegotiation = true;
            options.CloseTimeout = CloseTimeout;
        }).Build();
        connection.ServerTimeout = ClientTimeouts.Silence;
        var frames = Channel.CreateUnbounded<JsonElement>();
        connection.On<JsonElement>("frame", frame => frames.Writer.TryWrite(frame.Clone()));
        connection.Closed += exception =>
        {
            frames.Writer.TryComplete(new IOException("The connection was cut.", exception));
            return Task.CompletedTask;
        };
        using (var timeouts = CancellationTokenSource.CreateLinkedTokenSource(stop))
        {
            timeouts.CancelAfter(ClientTimeouts.Silence);
            await connection.StartAsync(timeouts.Token);
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
