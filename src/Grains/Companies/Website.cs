namespace Streams.Grains.Companies;

/// <summary>Addresses of web sites as sources tell them: with a scheme or without.</summary>
internal static class Website
{
    private const int MaxLength = 500;

    /// <summary><c>scheme://host/path</c>: <c>https</c> where none is told, the host in lower case, no slash at the end. Null for what is no address.</summary>
    public static string? Normal(string website)
    {
        if (Parse(website) is not { } uri)
            return null;
        var normal = $"{uri.Scheme}://{uri.Host}{(uri.IsDefaultPort ? "" : $":{uri.Port}")}{uri.AbsolutePath.TrimEnd('/')}";
        return normal.Length <= MaxLength ? normal : null;
    }

    /// <summary>The host without <c>www.</c>, or null for what is no address.</summary>
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

    /// <summary>Whether a host ends in a dot and at least two characters, as every top-level domain has: <c>n.a.</c> is no address.</summary>
    private static bool HasTopLevel(string host) => host.LastIndexOf('.') is > 0 and var dot && dot < host.Length - 2;
}
