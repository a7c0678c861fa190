using System.Net;

namespace Streams.Grains.Settings;

/// <summary>An IP address.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AddressAttribute : SettingAttribute
{
    /// <summary>Whether <c>localhost</c> is valid too.</summary>
    public bool AllowLocalhost { get; set; }

    /// <inheritdoc/>
    protected override string? Expected(object value) =>
        IPAddress.TryParse((string)value, out _) || (AllowLocalhost && value is "localhost") ? null : "an IP address, such as 127.0.0.1";
}
