namespace Streams.Grains.Companies;

/// <summary>Parses the web sites in a source, with or without a scheme.</summary>
internal static class Website
{
    private const int MaxLength = 500;

    /// <summary><c>scheme://host/path</c> with <c>https</c> by default, in lower case up to the path, without a trailing slash.</summary>
    /// <returns>Null for an invalid address and for one of over 500 characters.</returns>
    public static string? Normal(string website)
    {
        if (Parse(website) is not { } uri)
            return null;
        var normal = $"{uri.Scheme}://{uri.Host}{(uri.IsDefaultPort ? "" : $":{uri.Port}")}{uri.AbsolutePath.TrimEnd('/')}";
        return normal.Length <= MaxLength ? normal : null;
    }

    /// <summary>The host without <c>www.</c>; null for an invalid address.</summary>
    public static string? Domain(string website)
    {
        if (Parse(website) is not { } uri)
            return null;
        return uri.Host.StartsWith("www.", StringComparison.Ordinal) ? uri.Host[4..] : uri.Host;
    }

    private static Uri? Parse(string website)
    {
        var text = website.Trim();
        if (!text.Contains("://", StringComparison.Ordinal))
            text = $"https://{text}";
        return Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https"
            && uri.HostNameType == UriHostNameType.Dns
            && HasTopLevel(uri.Host)
            ? uri
            : null;
    }

    /// <summary>Whether a host ends in a dot and at least two characters, as every top-level domain does: <c>n.a.</c> is not an address.</summary>
    private static bool HasTopLevel(string host) => host.LastIndexOf('.') is > 0 and var dot && dot < host.Length - 2;
}
