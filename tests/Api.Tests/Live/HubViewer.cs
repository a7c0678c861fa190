using System.Text.Json;
using System.Threading.Channels;
using MessagePack;
using MessagePack.Formatters;
using MessagePack.Resolvers;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Streams.Api.Tests.Hosting;

namespace Streams.Api.Tests.Live;

/// <summary>One event as a viewer receives it.</summary>
internal sealed record Seen(long Seq, string Event, string Payload);

/// <summary>The protocols of the hub.</summary>
public enum HubProtocol
{
    Json,
    MessagePack,
}

/// <summary>Watches one stream over SignalR by the contract's frame rule, and fails at the first gap.</summary>
internal sealed class HubViewer : IAsyncDisposable
{
    private readonly HubConnection _hub;
    private readonly Channel<JsonElement> _frames = Channel.CreateUnbounded<JsonElement>();
    private readonly string _streamId;

    private HubViewer(TestHost host, string streamId, HubProtocol protocol)
    {
        _streamId = streamId;
        var builder = new HubConnectionBuilder().WithUrl(new Uri(host.Url, "/hubs/streams"));
        if (protocol == HubProtocol.MessagePack)
            builder.AddMessagePackProtocol(options => options.SerializerOptions = options.SerializerOptions.WithResolver(new DecodedAsJson()));
        _hub = builder.Build();
        _hub.On<JsonElement>("frame", frame => _frames.Writer.TryWrite(frame.Clone()));
        _hub.On<string, string>("unwatched", (_, reason) => _frames.Writer.TryComplete(new UnwatchedException(reason)));
    }

    public long Seq { get; private set; }

    public List<Seen> Events { get; } = [];

    public List<JsonElement> Frames { get; } = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<HubViewer> ConnectAsync(TestHost host, string streamId, HubProtocol protocol = HubProtocol.Json)
    {
        var viewer = new HubViewer(host, streamId, protocol);
        await viewer._hub.StartAsync(Cancellation);
        return viewer;
    }

    /// <summary>Watches from a position or from the start, and applies the reply.</summary>
    /// <returns>The reply.</returns>
    public async Task<JsonElement> WatchAsync(object? position = null)
    {
        var reply = await _hub.InvokeAsync<JsonElement>("Watch", _streamId, position, Cancellation);
        if (reply.TryGetProperty("snapshot", out var snapshot))
            Seq = snapshot.GetProperty("position").GetProperty("seq").GetInt64();
        else if (reply.TryGetProperty("frame", out var frame))
            Apply(frame, position: frame.GetProperty("from").GetInt64());
        return reply;
    }

    public Task<JsonElement> ReportAsync(params object[] reports) => _hub.InvokeAsync<JsonElement>("Report", _streamId, reports, Cancellation);

    /// <summary>Applies frames until it has the event with this sequence.</summary>
    public async Task UntilAsync(long seq)
    {
        while (Seq < seq)
        {
            Frames.Add(await _frames.Reader.ReadAsync(Cancellation));
            Apply(Frames[^1], Seq);
        }
    }

    /// <summary>Applies frames until the server ends the watch.</summary>
    /// <returns>The reason.</returns>
    public async Task<string> UntilUnwatchedAsync()
    {
        try
        {
            await UntilAsync(long.MaxValue);
            return "";
        }
        catch (ChannelClosedException closed) when (closed.InnerException is UnwatchedException unwatched)
        {
            return unwatched.Message;
        }
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    private void Apply(JsonElement frame, long position)
    {
        Assert.True(frame.GetProperty("from").GetInt64() <= position, $"A gap: at {position}, and the next frame is {frame.GetRawText()}");
        foreach (var change in frame.GetProperty("events").EnumerateArray())
        {
            var seq = change.GetProperty("seq").GetInt64();
            if (seq > position)
                Events.Add(new(seq, change.GetProperty("event").GetString()!, change.GetProperty("payload").GetRawText()));
        }

        Seq = Math.Max(position, frame.GetProperty("to").GetInt64());
    }

    // The library's own conversion, so that the server's is not tested against itself.
    private sealed class DecodedAsJson : IFormatterResolver, IMessagePackFormatter<JsonElement>
    {
        public IMessagePackFormatter<T>? GetFormatter<T>() => this as IMessagePackFormatter<T> ?? ContractlessStandardResolver.Instance.GetFormatter<T>();

        public JsonElement Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options)
        {
            using var json = new StringWriter();
            MessagePackSerializer.ConvertToJson(ref reader, json, MessagePackSerializerOptions.Standard);
            return JsonElement.Parse(json.ToString());
        }

        public void Serialize(ref MessagePackWriter writer, JsonElement value, MessagePackSerializerOptions options) =>
            MessagePackSerializer.ConvertFromJson(value.GetRawText(), ref writer, MessagePackSerializerOptions.Standard);
    }

    private sealed class UnwatchedException(string reason) : Exception(reason);
}
