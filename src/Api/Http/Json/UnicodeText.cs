using System.Text.Unicode;

namespace Streams.Api.Http.Json;

/// <summary>
/// Checks that a JSON text is valid Unicode. System.Text.Json checks a string only when it is read, and then throws; a text that passes here never does.
/// </summary>
internal static class UnicodeText
{
    /// <summary>Finds the first invalid UTF-8 byte, or the first escape that is half of a surrogate pair.</summary>
    /// <returns>The offset and the problem, or null.</returns>
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

    // In valid JSON a backslash always starts an escape in a string. The parser, which runs later, rejects invalid JSON.
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
