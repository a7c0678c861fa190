using System.Text.Unicode;

namespace Streams.Api.Http.Json;

/// <summary>
/// Whether a JSON text is Unicode throughout. System.Text.Json finds out only when a string is asked for, and throws then; a text that passed here never does.
/// </summary>
internal static class UnicodeText
{
    /// <summary>Finds the first byte that is no UTF-8, or the first escape that is half of a surrogate pair.</summary>
    /// <returns>Its offset and what is wrong with it, or null where all is well.</returns>
    public static (int Offset, string Problem)? FindProblem(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
            return (FirstInvalid(json), "is not UTF-8");
        return FirstLoneSurrogate(json) is >= 0 and var offset ? (offset, "has half of a surrogate pair") : null;
    }

    private static int FirstInvalid(ReadOnlySpan<byte> json)
    {
        var offset = 0;
        while (System.Text.Rune.DecodeFromUtf8(json[offset..], out _, out var consumed) == System.Buffers.OperationStatus.Done)
            offset += consumed;
        return offset;
    }

    // In valid JSON a backslash is always the start of an escape within a string; of invalid JSON the parser complains after this.
    private static int FirstLoneSurrogate(ReadOnlySpan<byte> json)
    {
        var offset = 0;
        while (json[offset..].IndexOf((byte)'\\') is >= 0 and var found)
        {
            offset += found;
            var unit = Escaped(json[offset..]);
            if (unit is >= 0xDC00 and <= 0xDFFF)
                return offset;
            if (unit is >= 0xD800 and <= 0xDBFF)
            {
                if (Escaped(json[(offset + 6)..]) is not (>= 0xDC00 and <= 0xDFFF))
                    return offset;
                offset += 6;
            }

            offset = Math.Min(offset + (unit < 0 ? 2 : 6), json.Length);
        }

        return -1;
    }

    /// <summary>The UTF-16 unit of a <c>\uXXXX</c> at the start, or -1.</summary>
    private static int Escaped(ReadOnlySpan<byte> json) =>
        json.Length >= 6 && json[0] == '\\' && json[1] == 'u'
        && System.Buffers.Text.Utf8Parser.TryParse(json[2..6], out int unit, out var read, 'X') && read == 4
            ? unit
            : -1;
}
