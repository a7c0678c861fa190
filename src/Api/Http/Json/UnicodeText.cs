using System.Text.Unicode;

namespace Streams.Api.Http.Json;

/// <summary>
/// Makes a JSON text valid Unicode. System.Text.Json checks a string only when it is read, and then throws; a text that passes here never does.
/// </summary>
internal static class UnicodeText
{
    /// <summary>Replaces each half of a surrogate pair with U+FFFD, in place: somebody cut a text inside an emoji. It may be an escape or three bytes.</summary>
    /// <returns>The offset of the first byte that is not UTF-8, or -1.</returns>
    public static int Repair(Span<byte> json)
    {
        if (!Utf8.IsValid(json))
            ReplaceEncodedSurrogates(json);
        for (var offset = 0; FirstLoneSurrogate(json[offset..]) is >= 0 and var found; offset += found + 6)
            "\\ufffd"u8.CopyTo(json[(offset + found)..]);
        return Utf8.IsValid(json) ? -1 : FirstInvalid(json);
    }

    /// <summary>Replaces surrogates in the encoding that some libraries use for them (like UTF-8, which has none) with U+FFFD, in place.</summary>
    public static void ReplaceEncodedSurrogates(Span<byte> text)
    {
        for (var i = 0; i + 2 < text.Length; i++)
        {
            if (text[i] == 0xED && text[i + 1] is >= 0xA0 and <= 0xBF && text[i + 2] is >= 0x80 and <= 0xBF)
                "\uFFFD"u8.CopyTo(text[i..]);
        }
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
