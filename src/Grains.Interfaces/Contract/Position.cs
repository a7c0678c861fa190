using System.Globalization;
using System.Text.Json.Serialization;

namespace Streams.Contract;

/// <summary>A position in a stream's history. Never compare only half of it.</summary>
/// <param name="Epoch">The name of the history; it changes only if history may have been lost (a restored backup, a reset).</param>
/// <param name="Seq">The sequence of the last event; 0 before the first.</param>
[GenerateSerializer, Immutable]
public sealed record Position(string Epoch, [property: JsonRequired] long Seq)
{
    /// <summary>The format that SSE uses for message ids: <c>epoch:seq</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Epoch}:{Seq}");

    /// <summary>Parses the format of <see cref="ToString"/>.</summary>
    /// <returns>The position, or null if the text is not one.</returns>
    public static Position? TryParse(string? text)
    {
        var colon = text?.LastIndexOf(':') ?? -1;
        return colon > 0 && long.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var seq)
            ? new(text![..colon], seq)
            : null;
    }
}
