namespace Streams.Contract;

/// <summary>The format of every id in the contract: opaque, at most 64 URL-safe characters (RFC 3986, "unreserved").</summary>
internal static class Ids
{
    /// <summary>The maximum length of an id, in characters.</summary>
    public const int MaxLength = 64;

    /// <summary>The characters of an id as a regular expression; only <see cref="IsValid"/> refuses <c>.</c> and <c>..</c> too.</summary>
    public static string Pattern { get; } = $"^[A-Za-z0-9._~-]{{1,{MaxLength}}}$";

    /// <summary>What an id consists of, for error messages.</summary>
    public static string Description { get; } = $"1 to {MaxLength} of the characters A-Z, a-z, 0-9, '-', '_', '.' and '~'";

    /// <summary>The regular expression of a term.</summary>
    public static string TermPattern { get; } = $"^[a-z0-9_]{{1,{MaxLength}}}$";

    /// <summary>What a term consists of, for error messages.</summary>
    public static string TermDescription { get; } = $"1 to {MaxLength} of the characters a-z, 0-9 and '_'";

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

    /// <summary>Whether <paramref name="value"/> is a valid term: a milestone type, an agent type or a stage.</summary>
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
