using System.Buffers;
using System.Text;

namespace Streams.Api.Http.Json;

/// <summary>
/// Cleans text that programs send: agents pass on what they print to a terminal and cut it at any place. Cleaning is idempotent and never makes a text longer.
/// </summary>
internal static class PlainText
{
    private const char Escape = '\e';

    // Control characters except tab and line feed, and surrogates, which may be unpaired.
    private static readonly SearchValues<char> Suspicious = SearchValues.Create(
        [.. Range('\0', '\b'), .. Range('\v', '\u001F'), .. Range('\u007F', '\u009F'), .. Range('\uD800', '\uDFFF')]);

    /// <summary>
    /// Removes escape sequences of terminals (ECMA-48) and control characters other than line break and tab, and replaces each unpaired surrogate with U+FFFD. A carriage
    /// return that no line feed follows becomes a line feed.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="singleLine">Whether line breaks and tabs become spaces.</param>
    public static string Clean(string text, bool singleLine = false)
    {
        var clean = text.AsSpan().ContainsAny(Suspicious) ? Rewrite(text) : text;
        return singleLine ? clean.Replace('\n', ' ').Replace('\t', ' ') : clean;
    }

    /// <summary>The number of Unicode scalar values of a cleaned text.</summary>
    public static int Length(string text)
    {
        var pairs = 0;
        foreach (var c in text)
            pairs += char.IsLowSurrogate(c) ? 1 : 0;
        return text.Length - pairs;
    }

    private static string Rewrite(ReadOnlySpan<char> text)
    {
        var result = new StringBuilder(text.Length);
        while (!text.IsEmpty)
        {
            if (text[0] == '\r' && !text[1..].StartsWith("\n"))
            {
                result.Append('\n');
                text = text[1..];
            }
            else if (char.IsControl(text[0]) && text[0] is not ('\n' or '\t'))
            {
                text = text[ControlLength(text)..];
            }
            else
            {
                Rune.DecodeFromUtf16(text, out var rune, out var length);
                result.Append(rune.ToString());
                text = text[length..];
            }
        }

        return result.ToString();
    }

    /// <summary>The length of the control function at the start: of an escape sequence, otherwise of the one control character.</summary>
    private static int ControlLength(ReadOnlySpan<char> text)
    {
        // Each C1 control character is the same as ESC and the character 0x40 before it.
        var (function, start) = text[0] switch
        {
            Escape when text.Length > 1 => (text[1], 2),
            >= '\u0080' and <= '\u009F' => ((char)(text[0] - 0x40), 1),
            _ => ('\0', 1),
        };
        return function switch
        {
            '[' => EndOfSequence(text, Skip(text, start, '0', '?'), ' ', '@'),
            ']' or 'P' or 'X' or '^' or '_' => EndOfString(text, start),
            _ when text[0] != Escape => 1,
            >= '!' and <= '/' => EndOfSequence(text, start, '!', '0'),
            >= '0' and <= '~' => 2,
            _ => 1,
        };
    }

    // Intermediate characters, then one final character. A sequence that was cut off ends with the text.
    private static int EndOfSequence(ReadOnlySpan<char> text, int start, char firstIntermediate, char firstFinal)
    {
        var end = Skip(text, start, firstIntermediate, '/');
        return end < text.Length && text[end] >= firstFinal && text[end] <= '~' ? end + 1 : end;
    }

    // A command string, such as the address of a link. Without its terminator only its introducer is removed: the rest may be what a person should read.
    private static int EndOfString(ReadOnlySpan<char> text, int start)
    {
        for (var i = start; i < text.Length; i++)
        {
            if (text[i] is '\a' or '\u009C')
                return i + 1;
            if (text[i] == Escape)
                return text[(i + 1)..].StartsWith("\\") ? i + 2 : start;
        }

        return start;
    }

    private static int Skip(ReadOnlySpan<char> text, int index, char first, char last)
    {
        while (index < text.Length && text[index] >= first && text[index] <= last)
            index++;
        return index;
    }

    private static IEnumerable<char> Range(char first, char last) => Enumerable.Range(first, last - first + 1).Select(c => (char)c);
}
