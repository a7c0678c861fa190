namespace Streams.Contract;

/// <summary>The format of every id in the contract: opaque, at most 64 URL-safe characters (RFC 3986, "unreserved").</summary>
public static class Ids
{
    /// <summary>The maximum length of an id, in characters.</summary>
    public const int MaxLength = 64;

    /// <summary>Whether <paramref name="value"/> is a valid id.</summary>
    public static bool IsValid(string? value)
    {
        if (value is null || value.Length is 0 or > MaxLength)
            return false;
        foreach (var c in value)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.' or '~'))
                return false;
        }

        // "." and ".." are URL-safe characters but not URL-safe segments: clients and proxies resolve them.
        return value is not ("." or "..");
    }

    /// <summary>Whether <paramref name="value"/> is a valid milestone type, agent type or stage: <c>[a-z0-9_]{1,64}</c>.</summary>
    public static bool IsTerm(string? value)
    {
        if (value is null || value.Length is 0 or > MaxLength)
            return false;
        foreach (var c in value)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '_')
                return false;
        }

        return true;
    }
}
