namespace Streams.Grains.Settings;

/// <summary>A name that Orleans and databases accept.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NameAttribute : SettingAttribute
{
    private const int MaxLength = 150;

    /// <inheritdoc/>
    protected override string? Expected(object value)
    {
        var name = (string)value;
        var isValid = name.Length is >= 1 and <= MaxLength && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');
        return isValid ? null : $"1 to {MaxLength} letters, digits, '-', '_' and '.'";
    }
}
