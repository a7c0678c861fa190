using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Streams.Grains.EventLog;

/// <summary>The end of a page. Opaque to callers: base64url of its two parts.</summary>
internal sealed record PageCursor(long Number, string Text)
{
    public static bool TryRead(string? text, out PageCursor? cursor)
    {
        cursor = null;
        if (text is null)
            return true;
        var bytes = new byte[text.Length];
        if (!Base64Url.IsValid(text)
            || !Base64Url.TryDecodeFromChars(text, bytes, out var length)
            || Encoding.UTF8.GetString(bytes, 0, length).Split('|', 2) is not [var number, var rest]
            || rest.Contains('\0', StringComparison.Ordinal)
            || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        cursor = new(value, rest);
        return true;
    }

    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Number}|{Text}")));
}
