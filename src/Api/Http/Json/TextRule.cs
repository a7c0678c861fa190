namespace Streams.Api.Http.Json;

/// <summary>How a text must be. Lengths are counted in UTF-16 units, after trimming.</summary>
/// <param name="Min">The least length; from 1 on, the text must also not be blank.</param>
/// <param name="Max">The greatest length.</param>
/// <param name="Trim">Whether white space at both ends is taken away.</param>
/// <param name="Printable">Whether line breaks and tabs are refused, as other control characters always are.</param>
public sealed record TextRule(int Min, int Max, bool Trim = true, bool Printable = false)
{
    /// <summary>The name of a stream, an agent or an item; the title of a milestone.</summary>
    public static TextRule Name { get; } = new(1, 200);

    /// <summary>A stream's description.</summary>
    public static TextRule Description { get; } = new(0, 4_000);

    /// <summary>A milestone's description.</summary>
    public static TextRule Sentence { get; } = new(0, 1_000);

    /// <summary>An activity's message.</summary>
    public static TextRule Message { get; } = new(1, 1_000, Trim: false);

    /// <summary>An item's key.</summary>
    public static TextRule Key { get; } = new(1, 200, Printable: true);

    /// <summary>The text as it is kept.</summary>
    public string Normalize(string text) => Trim ? text.Trim() : text;

    /// <summary>What is wrong with a text, or null.</summary>
    public string? Problem(string text)
    {
        if (Min > 0 && string.IsNullOrWhiteSpace(text))
            return text.Length == 0 ? Length : "must not be blank";
        if (text.Length < Min || text.Length > Max)
            return Length;
        foreach (var c in text)
        {
            if (char.IsControl(c) && (Printable || c is not ('\n' or '\r' or '\t')))
                return "must not contain control characters";
        }

        return null;
    }

    private string Length => Min == 0 ? $"must be at most {Max} characters long" : $"must be {Min} to {Max} characters long";
}
