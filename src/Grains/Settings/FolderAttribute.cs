namespace Streams.Grains.Settings;

/// <summary>The path of a folder, which need not exist.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FolderAttribute : SettingAttribute
{
    /// <inheritdoc/>
    protected override string? Expected(object value) => string.IsNullOrWhiteSpace((string)value) ? "the path of a folder" : null;
}
