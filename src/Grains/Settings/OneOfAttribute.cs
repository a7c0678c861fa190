namespace Streams.Grains.Settings;

/// <summary>One of the given words, ignoring case.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OneOfAttribute(params string[] words) : SettingAttribute
{
    /// <inheritdoc/>
    protected override string? Expected(object value) =>
        words.Contains((string)value, StringComparer.OrdinalIgnoreCase) ? null : string.Join(" or ", words.Select(word => $"'{word}'"));
}
