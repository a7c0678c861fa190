using System.Globalization;

namespace Streams.Client;

/// <summary>A place in a stream's history. Nothing compares half of it.</summary>
/// <param name="Epoch">The history's name; it changes only where history could have been lost (a restored backup, a reset).</param>
/// <param name="Seq">How many events have happened: the sequence of the last one, 0 before the first.</param>
public sealed record Position(string Epoch, long Seq)
{
    /// <summary>The form that Server-Sent Events use as the id of a message, good for keeping in a file: <c>epoch:seq</c>.</summary>
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
