using System.Globalization;

namespace Streams.Grains.Settings;

/// <summary>A time span from <paramref name="least"/> to <paramref name="most"/>, both as <c>hh:mm:ss</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationAttribute(string least, string? most = null) : SettingAttribute
{
    private readonly TimeSpan _least = TimeSpan.Parse(least, CultureInfo.InvariantCulture);
    private readonly TimeSpan _most = most is null ? TimeSpan.MaxValue : TimeSpan.Parse(most, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    protected override string? Expected(object value)
    {
        var duration = (TimeSpan)value;
        if (duration >= _least && duration <= _most)
            return null;
        return most is null ? $"at least {_least}" : $"{_least} to {_most}";
    }
}
