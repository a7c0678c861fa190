using System.Net;
using System.Text.Json;

namespace Streams.Bench.Server;

/// <summary>Reads the server's confirmation that reports are durable.</summary>
internal static class Acknowledgement
{
    /// <summary>
    /// Whether the reply acknowledges exactly this many reports. Duplicates count: an API host that got no answer from a stream sends it the same reports again.
    /// </summary>
    public static bool IsFor(Reply reply, int reports) => reply.Status == HttpStatusCode.OK && Number(reply.Body, "accepted"u8) + Number(reply.Body, "duplicates"u8) == reports;

    /// <summary>The sequence of the last event of the acknowledged reports.</summary>
    public static long Seq(Reply reply) => Number(reply.Body, "seq"u8) ?? throw new BenchFailedException($"An acknowledgement has no position: {reply}");

    private static long? Number(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(name))
                return reader.Read() && reader.TryGetInt64(out var number) ? number : null;
        }

        return null;
    }
}
