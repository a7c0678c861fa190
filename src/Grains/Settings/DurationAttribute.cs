using System.Globalization;

namespace Streams.Grains.Settings;

/// <summary>A time span from <paramref name="least"/> to <paramref name="most"/>, both as <c>hh:mm:ss</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationAttribute(string least, string most) : SettingAttribute
{
    private readonly TimeSpan _least = TimeSpan.Parse(least, CultureInfo.InvariantCulture);
    private readonly TimeSpan _most = TimeSpan.Parse(most, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    protected override string? Expected(object value)
    {
        var duration = (TimeSpan)value;
        return duration >= _least && duration <= _most ? null : $"{_least} to {_most} ([days.]hh:mm:ss)";
    }
}
