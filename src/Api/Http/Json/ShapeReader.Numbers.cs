using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Streams.Api.Http.Json;

/// <summary>Numbers and times.</summary>
internal sealed partial class ShapeReader
{
    /// <summary>2^53: up to here a double is exact.</summary>
    private const double MaxExact = 9_007_199_254_740_992;

    private const double RoundingError = 1e-6;

    public long RequiredWhole(JsonElement parent, string name, long min, long max) =>
        Require(parent, name, out var value) ? Whole(value, name, min, max) ?? min : min;

    public long? OptionalWhole(JsonElement parent, string name, long min, long max) =>
        TryGet(parent, name, out var value) ? Whole(value, name, min, max) : null;

    public double? OptionalNumber(JsonElement parent, string name, double min, double max)
    {
        if (!TryGet(parent, name, out var value))
            return null;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var number))
            FailAt(name, "must be a number");
        else if (number < min)
            FailBelow(name, min);
        else if (number > max)
            FailAbove(name, max);
        else
            return number + 0.0; // Turns -0 into 0.
        return null;
    }

    /// <summary>A number that is rounded to a whole one, halves away from zero. A computed one may be beyond a bound by a rounding error.</summary>
    public long? OptionalRounded(JsonElement parent, string name, long min, long max)
    {
        if (OptionalNumber(parent, name, double.MinValue, double.MaxValue) is not { } number)
            return null;
        if (number >= min - RoundingError && number <= max + RoundingError)
            return (long)Math.Round(number, MidpointRounding.AwayFromZero);
        FailOutside(name, number, min, max);
        return null;
    }

    /// <summary>A time with an offset, converted to UTC and whole milliseconds; or null.</summary>
    public DateTimeOffset? OptionalTime(JsonElement parent, string name)
    {
        if (!TryGet(parent, name, out var value))
            return null;
        if (value.ValueKind == JsonValueKind.String && IsRfc3339(value.GetString()!) && value.TryGetDateTimeOffset(out var time))
            return DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
        FailAt(
            name,
            "must be an RFC 3339 time with an offset, such as 2026-11-22T11:35:58.123Z",
            "must be a date and a time with its offset from UTC, such as 2026-11-22T11:35:58Z");
        return null;
    }

    // TryGetDateTimeOffset accepts all of ISO 8601 and treats a time without an offset as local, so the form is checked here.
    private static bool IsRfc3339(string text) =>
        text.Length >= 20 && text[10] == 'T' && text[16] == ':' && (text[^1] == 'Z' || (text[^6] is '+' or '-' && text[^3] == ':'));

    private long? Whole(JsonElement value, string name, long min, long max)
    {
        // 5.0 and 5e0 are whole numbers in JSON; some languages write 5 that way.
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var number) || Math.Floor(number) != number)
            FailAt(name, "must be a whole number");
        else if (!value.TryGetInt64(out var whole) && !FromDouble(number, out whole))
            FailOutside(name, number, min, max);
        else if (whole < min || whole > max)
            FailOutside(name, whole, min, max);
        else
            return whole;
        return null;
    }

    private void FailOutside(string name, double number, long min, long max)
    {
        if (number < min)
            FailBelow(name, min);
        else
            FailAbove(name, max);
    }

    private void FailBelow<T>(string name, T min)
        where T : INumber<T> =>
        FailAt(name, string.Create(CultureInfo.InvariantCulture, $"must be >= {min}"), string.Create(CultureInfo.InvariantCulture, $"must be at least {min}"));

    private void FailAbove<T>(string name, T max)
        where T : INumber<T> =>
        FailAt(name, string.Create(CultureInfo.InvariantCulture, $"must be <= {max}"), string.Create(CultureInfo.InvariantCulture, $"must be at most {max}"));

    private static bool FromDouble(double number, out long whole)
    {
        whole = Math.Abs(number) <= MaxExact ? (long)number : 0;
        return Math.Abs(number) <= MaxExact;
    }
}
