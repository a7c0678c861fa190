using System.Globalization;
using System.Text.Json.Serialization;

namespace Streams.Contract;

/// <summary>A place in a stream's history. One type everywhere; nothing compares half of it.</summary>
/// <param name="Epoch">The history's name; it changes only if history could have been lost (a restored backup, a reset).</param>
/// <param name="Seq">How many events have happened: the sequence of the last one, 0 before the first.</param>
[GenerateSerializer, Immutable]
public sealed record Position(string Epoch, [property: JsonRequired] long Seq)
{
    /// <summary>The form that SSE uses as the id of a message: <c>epoch:seq</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Epoch}:{Seq}");

    /// <summary>Reads <see cref="ToString"/>'s form.</summary>
    /// <returns>The position, or null where the text is none.</returns>
    public static Position? TryParse(string? text)
    {
        var colon = text?.LastIndexOf(':') ?? -1;
        return colon > 0 && long.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var seq)
            ? new(text![..colon], seq)
            : null;
    }
}
