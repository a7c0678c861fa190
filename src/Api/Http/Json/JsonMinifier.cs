using System.Runtime.InteropServices;
using System.Text.Json;

namespace Streams.Api.Http.Json;

/// <summary>Copies JSON without the white space between tokens, without parsing it again.</summary>
internal static class JsonMinifier
{
    /// <returns>The minified text, or null if it exceeds <paramref name="limit"/>.</returns>
    /// <param name="value">The value.</param>
    /// <param name="limit">The maximum length in bytes.</param>
    /// <param name="depth">The nesting depth of arrays and objects.</param>
    public static byte[]? Minify(JsonElement value, int limit, out int depth)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        var length = Scan(raw, [], out depth);
        if (length > limit)
            return null;
        var result = new byte[length];
        if (length == raw.Length)
            raw.CopyTo(result);
        else
            Scan(raw, result, out depth);
        return result;
    }

    /// <summary>Counts the bytes except white space between tokens, and copies them if <paramref name="target"/> is not empty.</summary>
    private static int Scan(ReadOnlySpan<byte> raw, Span<byte> target, out int depth)
    {
        var (length, level, inString) = (0, 0, false);
        depth = 0;
        for (var i = 0; i < raw.Length; i++)
        {
            var b = raw[i];
            if (!inString && b is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
                continue;
            if (!target.IsEmpty)
                target[length] = b;
            length++;
            if (b == '"')
                inString = !inString;
            else if (inString && b == '\\')
                Put(raw[++i], target, ref length);
            else if (!inString && b is (byte)'{' or (byte)'[')
                depth = Math.Max(depth, ++level);
            else if (!inString && b is (byte)'}' or (byte)']')
                level--;
        }

        return length;
    }

    private static void Put(byte escaped, Span<byte> target, ref int length)
    {
        if (!target.IsEmpty)
            target[length] = escaped;
        length++;
    }
}
