namespace Streams.Client;

/// <summary>Addresses, relative to the server's.</summary>
internal static class StreamAddress
{
    /// <summary>All streams.</summary>
    public const string Root = "api/streams";

    /// <summary>One stream.</summary>
    public static string Of(string streamId) => $"{Root}/{Segment(streamId, nameof(streamId))}";

    /// <summary>One agent of a stream.</summary>
    public static string Of(string streamId, string agentId) => $"{Of(streamId)}/agents/{Segment(agentId, nameof(agentId))}";

    /// <summary>With what was given of a query.</summary>
    public static string With(string address, params ReadOnlySpan<(string Name, string? Value)> query)
    {
        var separator = '?';
        foreach (var (name, value) in query)
        {
            if (value is null)
                continue;
            address += $"{separator}{name}={Uri.EscapeDataString(value)}";
            separator = '&';
        }

        return address;
    }

    private static string Segment(string id, string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id, name);

        // These two are no segments: they are resolved away, and something else would be asked for, or deleted.
        return id is "." or ".." ? throw new ArgumentException($"'{id}' is no id.", name) : Uri.EscapeDataString(id);
    }
}
