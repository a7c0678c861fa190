namespace Streams.Api.Http.Json;

/// <summary>The rules for a text. It is cleaned first (<see cref="PlainText"/>); the limits apply to what remains.</summary>
/// <param name="Min">The minimum length in Unicode scalar values; if it is 1 or more, the text must not be blank.</param>
/// <param name="Max">The maximum length in Unicode scalar values.</param>
/// <param name="Trim">Whether to remove white space at both ends.</param>
/// <param name="SingleLine">Whether line breaks and tabs become spaces.</param>
internal sealed record TextRule(int Min, int Max, bool Trim = true, bool SingleLine = false)
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
    public static TextRule Key { get; } = new(1, 200, SingleLine: true);

    /// <summary>The text as it is stored.</summary>
    public string Clean(string text)
    {
        var clean = PlainText.Clean(text, SingleLine);
        return Trim ? clean.Trim() : clean;
    }

    /// <returns>The error message for a cleaned text, or null.</returns>
    public string? Problem(string text)
    {
        if (Min > 0 && string.IsNullOrWhiteSpace(text))
            return text.Length == 0 ? Length : "must not be blank";
        return text.Length < Min || (text.Length > Max && PlainText.Length(text) > Max) ? Length : null;
    }

    private string Length => Min == 0 ? $"must be at most {Max} characters long" : $"must be {Min} to {Max} characters long";
}
