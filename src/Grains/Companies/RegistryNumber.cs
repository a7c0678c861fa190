namespace Streams.Grains.Companies;

/// <summary>Normalises registry numbers: <c>0000320193</c> and <c>320193</c> are the same.</summary>
internal static class RegistryNumber
{
    /// <summary>Letters and digits, in upper case; without leading zeros if there are only digits. Null if there is no digit, as in <c>N/A</c>.</summary>
    public static string? Normal(string number)
    {
        var normal = string.Concat(number.Where(char.IsLetterOrDigit)).ToUpperInvariant();
        if (normal.All(char.IsAsciiDigit))
            normal = normal.TrimStart('0');
        return normal.Any(char.IsAsciiDigit) ? normal : null;
    }
}
