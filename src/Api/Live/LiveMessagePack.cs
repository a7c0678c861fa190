using System.Text.Json;
using MessagePack;
using MessagePack.Formatters;
using MessagePack.Resolvers;
using Streams.Api.Relay;

namespace Streams.Api.Live;

/// <summary>The types of hub messages in MessagePack: each is what its JSON says. Other types than these and primitive ones are not sent or received.</summary>
internal sealed class LiveMessagePack : IFormatterResolver, IMessagePackFormatter<JsonElement?>
{
    /// <summary>Options for data that nobody has checked.</summary>
    public static MessagePackSerializerOptions Options { get; } =
        MessagePackSerializerOptions.Standard.WithResolver(new LiveMessagePack()).WithSecurity(MessagePackSecurity.UntrustedData);

    public IMessagePackFormatter<T>? GetFormatter<T>() =>
        this as IMessagePackFormatter<T>
        ?? (typeof(T) == typeof(EncodedFrame) || typeof(T) == typeof(WatchReply) || typeof(T) == typeof(ReportReply)
            ? new Written<T>()
            : BuiltinResolver.Instance.GetFormatter<T>());

    public JsonElement? Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) => MessagePackJson.Read(ref reader, options.Security);

    public void Serialize(ref MessagePackWriter writer, JsonElement? value, MessagePackSerializerOptions options) => MessagePackJson.Write(ref writer, value.GetValueOrDefault());

    private sealed class Written<T> : IMessagePackFormatter<T>
    {
        public T Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) => throw new NotSupportedException("Replies and frames are only written.");

        public void Serialize(ref MessagePackWriter writer, T value, MessagePackSerializerOptions options) =>
            MessagePackJson.Write(ref writer, JsonSerializer.SerializeToElement(value, typeof(T), LiveJson.Default));
    }
}
