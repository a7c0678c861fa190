using System.Globalization;

namespace Streams.Grains.Settings;

/// <summary>A whole number from <paramref name="least"/> to <paramref name="most"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NumberAttribute(long least, long most = long.MaxValue) : SettingAttribute
{
    /// <inheritdoc/>
    protected override string? Expected(object value)
    {
        var number = Convert.ToInt64(value, CultureInfo.InvariantCulture);
        if (number >= least && number <= most)
            return null;
        return most == long.MaxValue ? $"at least {least}" : $"{least} to {most}";
    }
}
