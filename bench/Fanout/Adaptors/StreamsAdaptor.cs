using System.Text;
using System.Text.Json;

namespace Streams.Bench.Fanout.Adaptors;

/// <summary>
/// Streams by its wire contract: <c>Watch(stream_id, position)</c>, frames with positions, publishing by POST of reports.
/// Applies the contract's frame rule, so an event counts as duplicated if an application would see it twice.
/// </summary>
internal sealed class StreamsAdaptor(LoadClient client) : SignalRAdaptor(client)
{
    protected override string Hub => "/hubs/streams";

    protected override string JoinMethod => "Watch";

    public override Task<string[]> CreateStreamsAsync(int count, CancellationToken cancellation) => Goals.CreateAsync(Client, count, Math.Min(count, 8), cancellation);

    public override Task PublishAsync(string stream, long number, long sentAt) => PostAsync($"/api/streams/{stream}/reports", Payload.Report(number, sentAt));

    protected override Task JoinAsync(Subscriber subscriber)
    {
        subscriber.Early = [];
        return base.JoinAsync(subscriber);
    }

    protected override string JoinArguments(Subscriber subscriber) => subscriber.Epoch is { } epoch
        ? $$"""
          "{{subscriber.Stream}}",{"epoch":"{{epoch}}","seq":{{subscriber.Position}}}
          """
        : $"\"{subscriber.Stream}\",null";

    protected override void Live(Subscriber subscriber, ReadOnlySpan<byte> record)
    {
        if (record.IndexOf("\"target\":\"frame\""u8) is not (> 0 and < 32))
            return;
        if (subscriber.Early is { } early)
            early.Add(record.ToArray());
        else if (!Apply(subscriber, record))
            _ = JoinAsync(subscriber);
    }

    protected override void Completed(Subscriber subscriber, ReadOnlySpan<byte> record)
    {
        using var json = JsonDocument.Parse(record.ToArray());
        var result = json.RootElement.GetProperty("result");
        switch (result.GetProperty("mode").GetString())
        {
            case "snapshot":
                var snapshot = result.GetProperty("snapshot");
                var position = snapshot.GetProperty("position");
                subscriber.ToldOfLoss |= subscriber.Epoch is not null;
                subscriber.Epoch = position.GetProperty("epoch").GetString();
                subscriber.Position = position.GetProperty("seq").GetInt64();
                subscriber.Deliver(Encoding.UTF8.GetBytes(snapshot.GetProperty("activities").GetRawText()), snapshot: true);
                break;
            case "replay":
                Apply(subscriber, Encoding.UTF8.GetBytes(result.GetProperty("frame").GetRawText()));
                break;
            default:
                subscriber.Fail(result.GetRawText());
                return;
        }

        var early = subscriber.Early ?? [];
        subscriber.Early = null;
        foreach (var frame in early)
            Live(subscriber, frame);
    }

    /// <summary>
    /// The frame rule; false where the client must watch again. A frame that continues the position exactly takes the fast way:
    /// its events are found by their stamps.
    /// </summary>
    private static bool Apply(Subscriber subscriber, ReadOnlySpan<byte> record)
    {
        var head = record[..Math.Min(record.Length, 320)];
        var epoch = Payload.TextAfter(head, "\"epoch\":\""u8);
        if (!Payload.TryNumber(ref head, "\"from\":"u8, out var from) || !Payload.TryNumber(ref head, "\"to\":"u8, out var to))
            throw new BenchFailedException("A frame must begin with stream_id, epoch, from, to.");
        if (epoch != subscriber.Epoch || from > subscriber.Position)
            return false;
        if (from == subscriber.Position)
            subscriber.Deliver(record);
        else if (to > subscriber.Position)
            DeliverNewer(subscriber, record);
        subscriber.Position = Math.Max(subscriber.Position, to);
        return true;
    }

    private static void DeliverNewer(Subscriber subscriber, ReadOnlySpan<byte> record)
    {
        using var json = JsonDocument.Parse(record.ToArray());
        var frame = json.RootElement.TryGetProperty("arguments", out var arguments) ? arguments[0] : json.RootElement;
        foreach (var item in frame.GetProperty("events").EnumerateArray())
        {
            if (item.GetProperty("seq").GetInt64() > subscriber.Position)
                subscriber.Deliver(Encoding.UTF8.GetBytes(item.GetRawText()));
        }
    }
}
