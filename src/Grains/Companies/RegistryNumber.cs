namespace Streams.Grains.Companies;

/// <summary>Numbers in registries: <c>0000320193</c> and <c>320193</c> are one.</summary>
internal static class RegistryNumber
{
    /// <summary>Letters and digits, upper-case; of a number of digits only, without leading zeros. Null for what has no digit: <c>N/A</c> is no number.</summary>
    public static string? Normal(string number)
    {
        var normal = string.Concat(number.Where(char.IsLetterOrDigit)).ToUpperInvariant();
        if (normal.All(char.IsAsciiDigit))
            normal = normal.TrimStart('0');
        return normal.Any(char.IsAsciiDigit) ? normal : null;
    }
}
