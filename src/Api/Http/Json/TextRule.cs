namespace Streams.Api.Http.Json;

/// <summary>The rules for a text. Lengths are in UTF-16 units, after trimming.</summary>
/// <param name="Min">The minimum length; if it is 1 or more, the text must not be blank.</param>
/// <param name="Max">The maximum length.</param>
/// <param name="Trim">Whether to remove white space at both ends.</param>
/// <param name="Printable">Whether to refuse line breaks and tabs. Other control characters are always refused.</param>
internal sealed record TextRule(int Min, int Max, bool Trim = true, bool Printable = false)
{
    /// <summary>The name of a stream, an agent or an item; the title of a milestone.</summary>
    public static TextRule Name { get; } = new(1, 200);

    /// <summary>The description of a stream.</summary>
    public static TextRule Description { get; } = new(0, 4_000);

    /// <summary>The description of a milestone.</summary>
    public static TextRule Sentence { get; } = new(0, 1_000);

    /// <summary>The message of an activity.</summary>
    public static TextRule Message { get; } = new(1, 1_000, Trim: false);

    /// <summary>The key of an item.</summary>
    public static TextRule Key { get; } = new(1, 200, Printable: true);

    /// <summary>The text as it is stored.</summary>
    public string Normalize(string text) => Trim ? text.Trim() : text;

    /// <returns>The error message for a text, or null.</returns>
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
