using System.Net;
using System.Text.Json;

namespace Streams.Bench.Load;

/// <summary>Reads the server's word that reports are durable.</summary>
internal static class Acknowledgement
{
    /// <summary>Whether the reply acknowledges exactly this many new reports.</summary>
    public static bool IsFor(Reply reply, int reports) => reply.Status == HttpStatusCode.OK && Accepted(reply.Body) == reports;

    private static int? Accepted(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("accepted"u8))
                return reader.Read() && reader.TryGetInt32(out var count) ? count : null;
        }

        return null;
    }
}
